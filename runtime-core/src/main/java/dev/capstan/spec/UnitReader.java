package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.UnitSpec.BinaryAnswer;
import dev.capstan.spec.UnitSpec.BinarySpec;
import dev.capstan.spec.UnitSpec.MappingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads units: exposed REST operations, tools, and the functions of aggregates. */
final class UnitReader {
    private final Problems problems;
    private final OutputReader outputs;

    UnitReader(Problems problems) {
        this.problems = problems;
        this.outputs = new OutputReader(problems);
    }

    /** @param shared inputs of what the unit stands in; those of the unit take their place */
    UnitSpec read(Section unit, List<ParameterSpec> shared) {
        // Some files write {call: {operation: ns.op, with: {…}}}.
        var nested = unit.node("call")
                .filter(Node.Mapping.class::isInstance)
                .map(call -> Section.of((Node.Mapping) call, Part.CALL, problems));
        var call = nested.isPresent() ? nested.flatMap(it -> it.text("operation")) : unit.text("call");
        return new UnitSpec(
                unit.name().orElse(new Located<>("", unit.position())),
                unit.plain("label"),
                unit.plain("description").orElse(""),
                unit.knows("ref") ? unit.text("ref").filter(ref -> !ref.value().isBlank()) : Optional.empty(),
                call.filter(name -> !name.value().isBlank()),
                Stream.concat(nested.stream(), Stream.of(unit))
                        .flatMap(UnitReader::with)
                        .toList(),
                overridden(shared, inputs(unit).toList()),
                steps(unit),
                mappings(unit),
                outputs.read(unit),
                new BinarySpec(binary(unit), word(unit, "maxBinarySize").flatMap(it -> it.text("maxBinarySize"))),
                unit.position());
    }

    /** What an operation declares itself takes the place of what its resource or adapter declares under that name. */
    static List<ParameterSpec> overridden(List<ParameterSpec> shared, List<ParameterSpec> own) {
        if (shared.isEmpty() || own.isEmpty()) {
            return shared.isEmpty() ? own : shared;
        }
        var names = own.stream().map(input -> input.name().value()).collect(Collectors.toSet());
        return Stream.concat(
                        shared.stream()
                                .filter(input -> !names.contains(input.name().value())),
                        own.stream())
                .toList();
    }

    private static Stream<ParameterSpec> inputs(Section unit) {
        return unit.has("inputParameters") || !unit.knows("inputSchema") || !unit.has("inputSchema")
                ? ParameterReader.read(unit).stream()
                : unit.mapping("inputSchema").stream().flatMap(ParameterReader::ofSchema);
    }

    private static Stream<UnitSpec.With> with(Section owner) {
        return owner.mapping("with").stream()
                .flatMap(with -> with.entries().stream())
                .flatMap(entry -> owner.text(entry.value(), entry.key()).stream()
                        .map(value -> new UnitSpec.With(entry.key(), value)));
    }

    // --- steps ---

    private List<StepSpec> steps(Section unit) {
        return unit.named("steps", Part.STEP).stream().map(this::step).toList();
    }

    private StepSpec step(Section step) {
        var name = step.name().orElse(new Located<>("", step.position()));
        var type = step.plain("type")
                .map(written -> written.toLowerCase(Locale.ROOT))
                .orElse(step.has("call") ? "call" : step.has("index") ? "lookup" : step.has("file") ? "script" : "");
        return switch (type) {
            case "call" -> call(step, name);
            case "lookup" -> lookup(step, name);
            case "script" -> script(step, name);
            default -> {
                problems.add(
                        ProblemCode.STEP_INVALID,
                        step.position("type"),
                        "a step of type '" + type + "' is not known (expected: call, lookup or script)");
                yield new StepSpec.Unreadable(name, step.position());
            }
        };
    }

    private StepSpec call(Section step, Located<String> name) {
        var unit = read(step.as(Part.UNIT), List.of());
        if (unit.call().isEmpty()) {
            step.missing("call");
            return new StepSpec.Unreadable(name, step.position());
        }
        return new StepSpec.Call(name, unit.call().get(), unit.with(), step.position());
    }

    private static StepSpec lookup(Section step, Located<String> name) {
        var index = step.required("index");
        var match = step.required("match");
        var value = step.required("lookupValue");
        return index.isPresent() && match.isPresent() && value.isPresent()
                ? new StepSpec.Lookup(name, index.get(), match.get(), value.get(), fields(step), step.position())
                : new StepSpec.Unreadable(name, step.position());
    }

    /** The names of fields: texts, outputs with a {@code name}, or one mapping by names. */
    private static List<String> fields(Section step) {
        var node = step.node("outputParameters");
        if (node.isPresent() && node.get() instanceof Node.Mapping byName) {
            return byName.entries().stream().map(Node.Entry::key).toList();
        }
        return step.items("outputParameters").stream()
                .flatMap(item -> item instanceof Node.Mapping output ? output.get("name").stream() : Stream.of(item))
                .flatMap(item ->
                        item instanceof Node.Scalar field && !field.text().isBlank()
                                ? Stream.of(field.text())
                                : Stream.empty())
                .toList();
    }

    private static StepSpec script(Section step, Located<String> name) {
        return step.required("file")
                .<StepSpec>map(file -> new StepSpec.Script(
                        name,
                        step.text("language"),
                        step.text("location"),
                        file,
                        texts(step.items("dependencies")),
                        with(step).toList(),
                        literals(step),
                        step.position()))
                .orElseGet(() -> new StepSpec.Unreadable(name, step.position()));
    }

    private static Set<String> literals(Section step) {
        return step.mapping("with").stream()
                .flatMap(with -> with.entries().stream())
                .filter(entry -> entry.value() instanceof Node.Scalar value && value.isPlain())
                .map(Node.Entry::key)
                .collect(Collectors.toSet());
    }

    static List<Located<String>> texts(List<Node> items) {
        return items.stream()
                .filter(Node.Scalar.class::isInstance)
                .map(item -> new Located<>(((Node.Scalar) item).text(), item.position()))
                .toList();
    }

    /** A list, or one mapping from targets to values. */
    private List<MappingSpec> mappings(Section unit) {
        var node = unit.node("mappings");
        if (node.isPresent()
                && node.get() instanceof Node.Mapping byTarget
                && Part.MAPPING.spellings("targetName").stream().noneMatch(byTarget::has)) {
            return byTarget.entries().stream()
                    .flatMap(entry -> value(entry.value()).stream()
                            .map(value -> new MappingSpec(new Located<>(entry.key(), entry.keyPosition()), value)))
                    .toList();
        }
        var mappings = new ArrayList<MappingSpec>();
        unit.list("mappings", Part.MAPPING).forEach(mapping -> {
            var target = mapping.required("targetName");
            var value = mapping.node("value").flatMap(UnitReader::value);
            if (value.isEmpty()) {
                mapping.missing("value");
            }
            target.flatMap(to -> value.map(from -> new MappingSpec(to, from))).ifPresent(mappings::add);
        });
        return mappings;
    }

    private static Optional<Located<String>> value(Node node) {
        return node instanceof Node.Scalar text
                ? Optional.of(new Located<>(text.text(), text.position()))
                : Optional.empty();
    }

    // --- answers ---

    /** What answers that are bytes are called (format, versions, section on binary). */
    private static List<BinaryAnswer> binary(Section unit) {
        var all = word(unit, "outputMediaType").flatMap(it -> it.plain("outputMediaType"));
        if (all.isPresent()) {
            return List.of(new BinaryAnswer(Optional.empty(), all.get()));
        }
        var inShort = word(unit, "responseBinary").flatMap(it -> it.section("responseBinary", Part.RESPONSE_BINARY));
        if (inShort.isPresent()) {
            return inShort.get().plain("mediaType").stream()
                    .map(type -> new BinaryAnswer(inShort.get().plain("status").flatMap(UnitReader::status), type))
                    .toList();
        }
        return word(unit, "responses").flatMap(it -> it.mapping("responses")).stream()
                .flatMap(responses -> responses.entries().stream())
                .filter(response -> response.value() instanceof Node.Mapping)
                .flatMap(response -> contents((Node.Mapping) response.value())
                        .filter(content -> isBinary(content.value()))
                        .map(content -> new BinaryAnswer(status(response.key()), content.key())))
                .toList();
    }

    private static Optional<Section> word(Section unit, String word) {
        return unit.knows(word) ? Optional.of(unit) : Optional.empty();
    }

    private static Stream<Node.Entry> contents(Node.Mapping response) {
        return response.get("content").stream()
                .filter(Node.Mapping.class::isInstance)
                .flatMap(content -> ((Node.Mapping) content).entries().stream());
    }

    private static boolean isBinary(Node content) {
        return content instanceof Node.Mapping mapping
                && mapping.get("binary")
                        .filter(flag ->
                                flag instanceof Node.Scalar text && text.text().equalsIgnoreCase("true"))
                        .isPresent();
    }

    /** Empty for words such as {@code default}: then any status is meant. */
    private static Optional<Integer> status(String written) {
        return written.matches("[1-5]\\d\\d") ? Optional.of(Integer.valueOf(written)) : Optional.empty();
    }
}
