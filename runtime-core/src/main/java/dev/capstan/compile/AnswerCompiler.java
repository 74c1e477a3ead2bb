package dev.capstan.compile;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.flow.Answer;
import dev.capstan.format.AnswerFormat;
import dev.capstan.format.AnswerFormats;
import dev.capstan.format.FormatChoice;
import dev.capstan.mapping.OutputShape;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ConsumesSpec.AnswerSpec;
import dev.capstan.spec.Located;
import dev.capstan.spec.OutputSpec;
import dev.capstan.spec.UnitSpec.BinaryAnswer;
import dev.capstan.spec.UnitSpec.BinarySpec;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compiles how an operation answers, and what is made of that. Used for one operation. */
final class AnswerCompiler {
    private static final int MAX_BYTES = 10 * 1024 * 1024;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*([kmg]?)(i?)b?", Pattern.CASE_INSENSITIVE);

    private final AnswerSpec spec;
    private final boolean standsIn;
    private final Problems problems;
    private final Optional<FormatChoice> choice;
    private final Optional<Integer> maxBytes;

    /**
     * @param roots where schema files may be, apart from the folder of the capability file
     * @param standsIn whether an upstream stands in that knows nothing of what is mapped
     */
    AnswerCompiler(AnswerSpec spec, List<Path> roots, boolean standsIn, Problems problems) {
        this.spec = spec;
        this.standsIn = standsIn;
        this.problems = problems;
        this.choice = spec.format().flatMap(written -> choice(written, roots));
        this.maxBytes = spec.maxSize().map(this::bytes);
    }

    /**
     * What a caller gets of the answer.
     *
     * @param outputs what is made of it
     * @param bytes what the exposed side says of bytes
     */
    Answer answer(List<OutputSpec> outputs, BinarySpec bytes, Expressions expressions) {
        var binary = bytes.answers();
        if (isNamed("binary") || !binary.isEmpty() && outputs.isEmpty()) {
            var byStatus = new HashMap<Integer, String>();
            binary.forEach(it -> it.status().ifPresent(status -> byStatus.putIfAbsent(status, it.mediaType())));
            var others = binary.stream()
                    .filter(it -> it.status().isEmpty())
                    .map(BinaryAnswer::mediaType)
                    .findFirst();
            return new Answer.Bytes(byStatus, spec.mediaType().or(() -> others), max(bytes));
        }
        var compiler = new OutputCompiler(expressions, spec.outputs(), isNamed("xml"), problems);
        return compiler.mapped(outputs)
                .<Answer>map(shape -> standsIn
                        ? new Answer.Expected(shape)
                        : new Answer.Shaped(format().orElse(AnswerFormat.JSON), shape, compiler.namesSteps()))
                .orElseGet(Answer.AsItCame::new);
    }

    /** What neither side forbids. */
    private int max(BinarySpec bytes) {
        return Stream.concat(maxBytes.stream(), bytes.maxSize().map(this::bytes).stream())
                .min(Comparator.naturalOrder())
                .orElse(MAX_BYTES);
    }

    private boolean isNamed(String name) {
        return format().filter(format -> format.name().equals(name)).isPresent();
    }

    /** How the answer is written; empty when the file does not say it, or what it says cannot be used. */
    Optional<AnswerFormat> format() {
        return choice.filter(FormatChoice.Ready.class::isInstance).map(it -> ((FormatChoice.Ready) it).format());
    }

    /** The schema files that were read or looked for. */
    Set<Path> files() {
        return choice.map(FormatChoice::files).orElse(Set.of());
    }

    private Optional<FormatChoice> choice(Located<String> written, List<Path> roots) {
        var schema = spec.schema().map(Located::value).orElse("");
        var own = Path.of(written.position().file()).toAbsolutePath().getParent();
        var folders = Stream.concat(Stream.ofNullable(own), roots.stream()).toList();
        var found = AnswerFormats.of(written.value(), schema, folders);
        if (found.isEmpty()) {
            problems.add(
                    ProblemCode.FORMAT_INVALID,
                    written.position(),
                    "'" + written.value() + "' is not a format of answers (expected: "
                            + String.join(", ", AnswerFormats.NAMES) + "); they are read as JSON");
        } else if (found.get() instanceof FormatChoice.Refused refused) {
            problems.add(
                    ProblemCode.FORMAT_INVALID,
                    schemaPosition(),
                    refused.message() + "; where something is made of these answers, calls answer 503");
        }
        return found;
    }

    /** Why answers cannot be read: what lacks its schema is not taken for JSON. */
    Optional<Failure> refusal() {
        return choice.filter(FormatChoice.Refused.class::isInstance)
                .map(it -> Failure.of(
                        FailureCode.CAPABILITY_FAULTY,
                        "The answer cannot be read: " + ((FormatChoice.Refused) it).message() + " (" + schemaPosition()
                                + ")."));
    }

    private Position schemaPosition() {
        return spec.schema().or(spec::format).orElseThrow().position();
    }

    /** The parts of the answer that the operation names, for steps. */
    Map<String, OutputShape> outputs(Expressions expressions) {
        var compiler = new OutputCompiler(expressions, List.of(), isNamed("xml"), problems);
        var outputs = new LinkedHashMap<String, OutputShape>();
        spec.outputs()
                .forEach(output -> output.name().ifPresent(name -> outputs.putIfAbsent(name, compiler.part(output))));
        return outputs;
    }

    private int bytes(Located<String> written) {
        var size = SIZE.matcher(written.value().strip());
        if (!size.matches()) {
            problems.add(
                    ProblemCode.FORMAT_INVALID,
                    written.position(),
                    "'" + written.value() + "' is not a size (expected: bytes, or such as 512KiB, 10MiB); 10MiB is"
                            + " taken");
            return MAX_BYTES;
        }
        var unit = size.group(3).isEmpty() ? 1000L : 1024L;
        var factor = switch (size.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> unit;
            case "m" -> unit * unit;
            case "g" -> unit * unit * unit;
            default -> 1L;
        };
        return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(size.group(1)) * factor);
    }
}
