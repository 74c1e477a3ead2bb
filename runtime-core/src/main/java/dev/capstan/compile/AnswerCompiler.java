package dev.capstan.compile;

import dev.capstan.flow.Answer;
import dev.capstan.format.AnswerFormat;
import dev.capstan.mapping.OutputShape;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ConsumesSpec.AnswerSpec;
import dev.capstan.spec.Located;
import dev.capstan.spec.OutputSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compiles how an operation answers, and what is made of that. Used for one operation. */
final class AnswerCompiler {
    private static final int MAX_BYTES = 10 * 1024 * 1024;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*([kmg]?)(i?)b?", Pattern.CASE_INSENSITIVE);

    private final AnswerSpec spec;
    private final Problems problems;
    private final Optional<AnswerFormat> format;
    private final int maxBytes;

    AnswerCompiler(AnswerSpec spec, Problems problems) {
        this.spec = spec;
        this.problems = problems;
        this.format = spec.format().flatMap(this::format);
        this.maxBytes = spec.maxSize().map(this::bytes).orElse(MAX_BYTES);
    }

    /**
     * What a caller gets of the answer.
     *
     * @param outputs what is made of it
     * @param mediaType what the exposed side calls bytes
     */
    Answer answer(List<OutputSpec> outputs, Optional<String> mediaType, Expressions expressions) {
        if (isBinary()) {
            return new Answer.Bytes(spec.mediaType().or(() -> mediaType), maxBytes);
        }
        return new OutputCompiler(expressions, spec.outputs(), problems)
                .mapped(outputs)
                .<Answer>map(shape -> new Answer.Shaped(format.orElse(AnswerFormat.JSON), shape))
                .orElseGet(Answer.AsItCame::new);
    }

    private boolean isBinary() {
        return spec.format()
                .filter(format -> format.value().strip().equalsIgnoreCase("binary"))
                .isPresent();
    }

    /** How the answer is written; empty when the file does not say it. */
    Optional<AnswerFormat> format() {
        return format;
    }

    private Optional<AnswerFormat> format(Located<String> written) {
        var word = written.value().strip().toLowerCase(Locale.ROOT);
        if (word.equals("json") || word.equals("binary")) {
            return Optional.of(AnswerFormat.JSON);
        }
        problems.add(
                ProblemCode.FORMAT_INVALID,
                written.position(),
                "'" + written.value() + "' is not a format of answers; they are read as JSON");
        return Optional.empty();
    }

    /** The parts of the answer that the operation names, for steps. */
    Map<String, OutputShape> outputs(Expressions expressions) {
        var compiler = new OutputCompiler(expressions, List.of(), problems);
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
