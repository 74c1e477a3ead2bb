package dev.capstan.compile;

import dev.capstan.compile.Target.Place;
import dev.capstan.flow.InputShape;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.UnitSpec;
import dev.capstan.value.JsonPath;
import dev.capstan.value.Operand;
import dev.capstan.value.ValueType;
import dev.capstan.value.VariableUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What texts of a file stand for at one place of a unit (format, section on expressions): variables, inputs, what
 * {@code with} says for a name, and what earlier steps gave. Used for one place.
 */
final class Expressions {
    /** A path into what a step gave: the step's name, and the path behind it. */
    private static final Pattern STEP_PATH = Pattern.compile("\\$\\.([A-Za-z0-9_-]+)((?:[.\\[].*)?)");

    private final Naming naming;
    private final UnitInputs inputs;
    private final String operation;
    private final ByName<ParameterSpec> parameters;
    private final VariableScope variables;
    private final Problems problems;
    private final List<VariableUse> uses;

    /** What names with a prefix mean, where this is for the texts of what is called. */
    private final Optional<Expressions> unit;

    /**
     * @param operation for which values are wanted, for messages
     * @param parameters of that operation; their names are no variables
     */
    Expressions(
            Naming naming,
            UnitInputs inputs,
            String operation,
            List<ParameterSpec> parameters,
            VariableScope variables,
            Problems problems) {
        this(
                naming,
                inputs,
                operation,
                new ByName<>(parameters, parameter -> parameter.name().value()),
                variables,
                problems,
                new ArrayList<>(),
                Optional.empty());
    }

    private Expressions(
            Naming naming,
            UnitInputs inputs,
            String operation,
            ByName<ParameterSpec> parameters,
            VariableScope variables,
            Problems problems,
            List<VariableUse> uses,
            Optional<Expressions> unit) {
        this.naming = naming;
        this.inputs = inputs;
        this.operation = operation;
        this.parameters = parameters;
        this.variables = variables;
        this.problems = problems;
        this.uses = uses;
        this.unit = unit;
    }

    /** The variables that the values need. */
    List<VariableUse> uses() {
        return uses;
    }

    /** The same for texts of what is called, where names mean what {@code with} says for them first. */
    Expressions within(List<UnitSpec.With> with) {
        return new Expressions(
                naming.within(with), inputs, operation, parameters, variables, problems, uses, Optional.of(this));
    }

    /** A text as files write it: a reference, a text with references in it, or a text. */
    Operand expression(Located<String> text, Target target) {
        var ofStep = ofStep(text.value(), text.position());
        if (ofStep.isPresent()) {
            return ofStep.get();
        }
        var whole = afterPrefix(text.value());
        if (whole.isPresent() && unit.isPresent()) {
            return unit.get().expression(text, target);
        }
        if (whole.isPresent()) {
            return referred(whole.get(), target, text.position());
        }
        reportUnknownStep(text);
        var pieces = VariableScope.pieces(text.value());
        if (pieces.size() == 1 && pieces.get(0).isReference()) {
            return reference(pieces.get(0).text(), target, text.position());
        }
        if (pieces.stream().allMatch(piece -> !piece.isReference() || isVariable(piece.text()))) {
            return fixed(text);
        }
        var part = new Target(
                target.name(),
                // What is within the text of a body is a part of what callers give.
                target.place() == Place.WHOLE_BODY ? Place.BODY_MEMBER : target.place(),
                ValueType.STRING,
                target.required(),
                Optional.empty(),
                InputShape.NONE,
                text.position());
        return new Operand.Joined(pieces.stream()
                .map(piece -> piece.isReference()
                        ? reference(piece.text(), part, text.position())
                        : fixed(new Located<>(piece.text(), text.position())))
                .toList());
    }

    /** Whether a text is nothing but a reference to an input. */
    boolean isInput(String text) {
        var pieces = VariableScope.pieces(text);
        return hasPrefix(text)
                || pieces.size() == 1
                        && pieces.get(0).isReference()
                        && !isVariable(pieces.get(0).text());
    }

    /** What an input is called that stands in braces; empty when that is a variable. */
    String inputName(String reference) {
        return isVariable(reference) ? "" : afterPrefix(reference).orElse(reference);
    }

    /** What stands in braces: a variable, a value of an earlier step, or an input. */
    Operand reference(String name, Target target, Position position) {
        if (isVariable(name)) {
            return fixed(new Located<>("{{" + name + "}}", position));
        }
        if (unit.isPresent() && hasPrefix(name)) {
            return unit.get().reference(name, target, position);
        }
        return ofStep(name.startsWith("$.") ? name : "$." + name, position)
                .orElseGet(() -> referred(afterPrefix(name).orElse(name), target, position));
    }

    /** What a name means that a parameter of the called operation has, too. */
    Operand named(String name, Target target) {
        return layer(name, target)
                .or(() -> inputs.fixedValue(name).map(this::fixed))
                .orElseGet(() -> new Operand.Input(inputs.slot(name, target, operation)));
    }

    /** Whether something but a caller gives a value for a name. */
    boolean isGiven(String name) {
        return naming.layers().stream().anyMatch(layer -> layer.has(name));
    }

    private Optional<Operand> layer(String name, Target target) {
        if (naming.layers().isEmpty()) {
            return Optional.empty();
        }
        var outside = new Expressions(
                naming.outside(), inputs, operation, parameters, variables, problems, uses, Optional.empty());
        return Optional.of(naming.layers()
                .get(0)
                .find(name)
                .map(with -> outside.expression(with.value(), target))
                .orElseGet(() -> outside.named(name, target)));
    }

    /** A declared variable comes before an input of its name; otherwise what is known here is no variable. */
    boolean isVariable(String name) {
        return !hasPrefix(name)
                && (variables.declares(name)
                        || variables.isNamespaced(name)
                        || variables.isVariable(name) && !isKnown(name));
    }

    /** Whether a name in braces means an input, and no variable or value of a step. */
    boolean isInputAlone(String name) {
        return !isVariable(name) && !naming.steps().contains(name);
    }

    /** Whether the unit or the operation has an input of that name, or something gives a value for it. */
    boolean isKnown(String name) {
        return inputs.declares(name) || parameters.has(name) || isGiven(name);
    }

    /** Whether a name says itself that it is an input, such as {@code tools.id}. */
    boolean hasPrefix(String name) {
        return afterPrefix(name).isPresent();
    }

    private Operand referred(String name, Target target, Position position) {
        if (isGiven(name)) {
            return named(name, target.at(position));
        }
        var dot = name.indexOf('.');
        if (dot > 0 && !isKnown(name) && inputs.declares(name.substring(0, dot))) {
            return memberOf(name.substring(0, dot), name.substring(dot + 1), target.at(position));
        }
        inputs.reportUndeclared(name, position);
        return named(name, target.at(position));
    }

    /** A member of an input that is an object: {@code {{address.city}}}. */
    private Operand memberOf(String input, String member, Target target) {
        var object = new Target(
                input,
                target.place(),
                ValueType.ANY,
                target.required(),
                Optional.empty(),
                InputShape.NONE,
                target.position());
        return JsonPath.of(member)
                .<Operand>map(path -> new Operand.At(named(input, object), path))
                .orElseGet(() -> named(input + "." + member, target));
    }

    private Optional<String> afterPrefix(String text) {
        var plain = text.startsWith("$this.") ? text.substring("$this.".length()) : text;
        for (var prefix : naming.prefixes()) {
            var end = prefix.length();
            if (plain.length() > end + 1 && plain.charAt(end) == '.' && plain.startsWith(prefix)) {
                return Optional.of(plain.substring(end + 1));
            }
        }
        return Optional.empty();
    }

    /** A text that stands for itself, apart from variables in it. */
    Operand fixed(Located<String> text) {
        var template = variables.template(text, true);
        uses.addAll(template.uses());
        return new Operand.Fixed(template, text.position());
    }

    // --- steps ---

    private void reportUnknownStep(Located<String> text) {
        if (naming.inSteps() && STEP_PATH.matcher(text.value().strip()).matches()) {
            problems.add(
                    ProblemCode.REFERENCE_UNKNOWN,
                    text.position(),
                    "'" + text.value() + "' begins with no step before this one (there are: "
                            + (naming.steps().isEmpty() ? "none" : String.join(", ", naming.steps()))
                            + "); the text is taken as it is");
        }
    }

    /** Whether a text is {@code $.step.path} of an earlier step. */
    boolean isOfStep(String text) {
        var match = STEP_PATH.matcher(text.strip());
        return match.matches() && naming.steps().contains(match.group(1));
    }

    /** {@code $.step.path}; empty when there is no earlier step of that name. */
    Optional<Operand> ofStep(String text, Position position) {
        if (naming.steps().isEmpty()) {
            return Optional.empty();
        }
        var match = STEP_PATH.matcher(text.strip());
        if (!match.matches()) {
            return Optional.empty();
        }
        var step = naming.steps().indexOf(match.group(1));
        if (step < 0) {
            return Optional.empty();
        }
        var path = JsonPath.of("$" + match.group(2));
        if (path.isEmpty()) {
            problems.add(
                    ProblemCode.OUTPUT_INVALID,
                    position,
                    "'" + text + "' is not a JSONPath behind the step '" + match.group(1) + "'; it gives nothing");
        }
        return path.map(it -> new Operand.OfStep(step, match.group(1), it));
    }
}
