package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.value.JsonText;
import dev.capstan.value.QueryStyle;
import dev.capstan.value.TextPattern;
import dev.capstan.value.ValueType;
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

    /** With OpenAPI 3.0 they may say how another limit is meant. */
    private static final Set<String> EXCLUSIVE = Set.of("exclusiveMinimum", "exclusiveMaximum");

    /** They make a form of several parts, or say nothing. */
    private static final Set<String> OTHER_TYPES = Set.of("file", "binary", "any", "text");

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
        for (var word : input.mapping().entries()) {
            if (!Section.isNothing(word.value())) {
                inVain(word, input)
                        .ifPresent(why -> problems.add(
                                ProblemCode.INPUT_UNSUPPORTED, word.value().position(), why));
            }
        }
    }

    /** Why a word of an input does not count; it would be passed over otherwise. */
    private static Optional<String> inVain(Node.Entry word, Section input) {
        var key = word.key();
        if (key.equals("enum") && !(word.value() instanceof Node.Sequence)) {
            return Optional.of("'enum' is " + word.value().kind() + ", so any value is taken (expected: a list)");
        }
        if (!(word.value() instanceof Node.Scalar scalar) || scalar.text().isBlank()) {
            return Optional.empty();
        }
        var text = scalar.text();
        if (ParameterSpec.LIMITS.contains(key)) {
            return JsonText.isNumber(text) || EXCLUSIVE.contains(key) && ValueType.BOOLEAN.acceptsText(text)
                    ? Optional.empty()
                    : Optional.of("this '" + key + "' is not checked: it is no number");
        }
        return switch (key) {
            case "pattern" ->
                TextPattern.of(text).isPresent()
                        ? Optional.empty()
                        : Optional.of("this 'pattern' is not checked: it is no regular expression of RE2, which has no"
                                + " look-arounds and no back-references");
            case "style" ->
                QueryStyle.named(text, Optional.empty()).isPresent()
                        ? Optional.empty()
                        : Optional.of("the style '" + text
                                + "' is not known (known: form, spaceDelimited, pipeDelimited, deepObject)");
            case "type" ->
                ValueType.named(text).isPresent() || OTHER_TYPES.contains(text.toLowerCase(Locale.ROOT))
                        ? Optional.empty()
                        : Optional.of(
                                "the type '" + text + "' is not known, so any text is taken (known: string, integer,"
                                        + " number, boolean, object, array)");
            case "default" -> noDefault(text, input);
            default -> Optional.empty();
        };
    }

    private static Optional<String> noDefault(String text, Section input) {
        return input.plain("type")
                .flatMap(ValueType::named)
                .filter(type -> !type.isStructured() && !type.acceptsText(text) && !text.contains("{{"))
                .map(type -> "the default '" + text + "' is not of type " + type.label() + ", and is sent as it is");
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
