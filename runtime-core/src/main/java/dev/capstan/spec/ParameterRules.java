package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.value.QueryStyle;
import dev.capstan.value.TextPattern;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Rules on inputs and outputs that can hardly be meant as they are written. */
final class ParameterRules {
    private static final Set<String> BODIES = Set.of("body", "formdata");
    private static final Set<String> BODILESS = Set.of("GET", "HEAD");

    /** What tells the contents of an output. */
    private static final Set<String> CONTENTS =
            Set.of("properties", "mapping", "value", "const", "items", "additionalProperties", "default");

    private final Problems problems;

    ParameterRules(Problems problems) {
        this.problems = problems;
    }

    void check(Outline file) {
        Stream.concat(file.consumedOperations(), file.restOperations()).forEach(this::bodyOnGet);
        Stream.of(
                        file.consumes().stream(),
                        file.consumedOperations(),
                        file.restResources().filter(resource -> !resource.has("method")),
                        file.restOperations(),
                        file.tools(),
                        file.functions())
                .flatMap(owners -> owners)
                .filter(owner -> owner.knows("inputParameters"))
                .flatMap(owner -> owner.named("inputParameters", Part.PARAMETER).stream())
                .forEach(this::input);
        Stream.of(file.consumedOperations(), file.restOperations(), file.tools(), file.functions())
                .flatMap(units -> units)
                .flatMap(unit -> unit.named("outputParameters", Part.PARAMETER).stream())
                .forEach(this::output);
    }

    private void input(Section input) {
        input.text("pattern")
                .filter(pattern -> !pattern.value().isEmpty()
                        && TextPattern.of(pattern.value()).isEmpty())
                .ifPresent(pattern -> problems.add(
                        ProblemCode.INPUT_UNSUPPORTED,
                        pattern.position(),
                        "this 'pattern' is not checked: it is no regular expression of RE2, which has no look-arounds and"
                                + " no back-references"));
        input.text("style")
                .filter(style -> !style.value().isBlank()
                        && QueryStyle.named(style.value(), Optional.empty()).isEmpty())
                .ifPresent(style -> problems.add(
                        ProblemCode.INPUT_UNSUPPORTED,
                        style.position(),
                        "the style '" + style.value()
                                + "' is not known (known: form, spaceDelimited, pipeDelimited, deepObject)"));
    }

    private void bodyOnGet(Section operation) {
        var method = ConsumesReader.method(operation).value().toUpperCase(Locale.ROOT);
        if (!BODILESS.contains(method)) {
            return;
        }
        bodies(operation)
                .findFirst()
                .ifPresent(body -> problems.add(
                        ProblemCode.BODY_ON_GET,
                        body,
                        "a body on " + method + ", which many servers refuse or do not look at (expected: 'in: query',"
                                + " or another method)"));
    }

    private static Stream<Position> bodies(Section operation) {
        var inputs = operation.named("inputParameters", Part.PARAMETER).stream()
                .filter(input -> input.plain("in")
                        .filter(in -> BODIES.contains(in.toLowerCase(Locale.ROOT)))
                        .isPresent())
                .map(Section::position);
        return operation.knows("body")
                ? Stream.concat(operation.node("body").stream().map(Node::position), inputs)
                : inputs;
    }

    private void output(Section output) {
        var isObject = output.plain("type").filter("object"::equalsIgnoreCase).isPresent();
        if (isObject && CONTENTS.stream().noneMatch(output.mapping()::has)) {
            problems.add(
                    ProblemCode.OBJECT_WITHOUT_PROPERTIES,
                    output.position(),
                    "this output is an object that says nothing of its contents; add 'properties', or 'mapping: $.' for"
                            + " the whole answer");
        }
    }
}
