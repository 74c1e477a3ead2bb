package dev.capstan.compile;

import dev.capstan.compile.Target.Place;
import dev.capstan.flow.Input;
import dev.capstan.flow.InputShape;
import dev.capstan.flow.Inputs;
import dev.capstan.flow.Location;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.UnitSpec;
import dev.capstan.value.Operand;
import dev.capstan.value.ValueType;
import dev.capstan.value.VariableUse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the parts of a request take their values from, and what a caller must give for that: what {@code with} says,
 * otherwise the input of the same name. Used for one unit.
 */
final class CallInputs {
    private static final int MAX_TOLD = 10;

    private final UnitSpec unit;
    private final Door door;
    private final List<String> prefixes;
    private final ByName<String> pathVariables;
    private final ByName<ParameterSpec> ownInputs;
    private final ByName<UnitSpec.With> withs;
    private final String operation;
    private final ByName<ParameterSpec> parameters;
    private final VariableScope variables;
    private final Problems problems;

    /** Which variable of the route stands for an input: one name is one value, wherever it goes. */
    private final Map<String, String> fromPath = new HashMap<>();

    private final InputsBuilder inputs = new InputsBuilder();
    private final List<VariableUse> uses = new ArrayList<>();
    private final List<ParameterSpec> unused = new ArrayList<>();

    /**
     * @param namespaces what the adapter is called in references
     * @param pathVariables of the route; empty for a tool
     * @param operation the name of the called operation
     * @param parameters of the called operation
     */
    CallInputs(
            UnitSpec unit,
            Door door,
            List<String> namespaces,
            List<String> pathVariables,
            String operation,
            List<ParameterSpec> parameters,
            VariableScope variables,
            Problems problems) {
        this.unit = unit;
        this.door = door;
        this.prefixes =
                Stream.concat(namespaces.stream(), door.aliases().stream()).toList();
        this.pathVariables = new ByName<>(pathVariables, Function.identity());
        this.ownInputs = new ByName<>(unit.inputs(), input -> input.name().value());
        this.withs = new ByName<>(unit.with(), UnitSpec.With::parameter);
        this.operation = operation;
        this.parameters = new ByName<>(parameters, parameter -> parameter.name().value());
        this.variables = variables;
        this.problems = problems;
    }

    Inputs build() {
        return door == Door.MCP ? inputs.buildArguments() : inputs.build();
    }

    /** The variables that the values need. */
    List<VariableUse> uses() {
        return uses;
    }

    boolean has(String name) {
        return inputs.has(name);
    }

    int slot(Input input) {
        return inputs.slot(input);
    }

    /** What {@code with} says for a parameter, by its name or by another spelling of it that nothing else has. */
    Optional<Located<String>> with(String parameter) {
        return withs.find(parameter)
                .or(() -> withs.findAnySpelling(parameter).filter(found -> !parameters.has(found.parameter())))
                .map(UnitSpec.With::value);
    }

    /** Whether the unit itself says where a parameter's value comes from. */
    boolean feeds(String parameter) {
        return with(parameter).isPresent() || ownInput(parameter).isPresent();
    }

    /** The value for a target: what {@code with} says, the text that the operation fixes, or the input of its name. */
    Operand operand(Target target, Optional<Located<String>> fixed) {
        return with(target.name())
                .or(() -> fixed)
                .map(text -> expression(text, target))
                .orElseGet(() -> input(target.name(), target));
    }

    /** Where a parameter gets its value from; empty when nothing feeds it and nobody needs it. */
    Optional<Operand> feed(ParameterSpec parameter, Target target) {
        var isFed = feeds(target.name()) || parameter.value().isPresent();
        return isFed || unit.inputs().isEmpty() || target.required()
                ? Optional.of(operand(target, parameter.value()))
                : Optional.empty();
    }

    /** An exposed unit's own inputs that nothing asked for. */
    void addOwn() {
        for (var own : unit.inputs()) {
            // One name is one input: what feeds a part of the request is there already, at its right place.
            if (!inputs.has(nameHere(own))) {
                var input = declared(own);
                if (door == Door.MCP && inputs.has(Location.BODY_ARGUMENT) && !isKnownThere(own)) {
                    inputs.addBodyPart(input);
                    continue;
                }
                if (!isKnownThere(own) && !isInWholeBody(input)) {
                    unused.add(own);
                }
                inputs.slot(input);
            }
            own.value()
                    .ifPresent(value -> problems.add(
                            ProblemCode.INPUT_UNSUPPORTED,
                            value.position(),
                            "a 'value' of an exposed input is not supported yet; what the caller gives for '"
                                    + own.name().value() + "' is taken"));
        }
    }

    /** What is not sent for a reason of its own is told where that is. */
    private boolean isKnownThere(ParameterSpec own) {
        return parameters.findAnySpelling(own.name().value()).isPresent();
    }

    /** A member of a body that is sent as it comes. */
    private boolean isInWholeBody(Input input) {
        return input.location() == Location.BODY_MEMBER && inputs.has(Location.BODY);
    }

    /** An exposed unit's own inputs that go nowhere; known when the own ones are added. */
    List<ParameterSpec> unused() {
        return unused;
    }

    /** Whether a text is nothing but a reference to an input. */
    boolean isInput(String text) {
        var pieces = VariableScope.pieces(text);
        return hasPrefix(text)
                || pieces.size() == 1
                        && pieces.get(0).isReference()
                        && !isVariable(pieces.get(0).text());
    }

    // --- expressions ---

    /** A text as files write it: a reference, a text with references in it, or a text. */
    Operand expression(Located<String> text, Target target) {
        var whole = afterPrefix(text.value());
        if (whole.isPresent()) {
            return referred(whole.get(), target, text.position());
        }
        var pieces = VariableScope.pieces(text.value());
        if (pieces.size() == 1 && pieces.get(0).isReference()) {
            return reference(pieces.get(0).text(), target, text.position());
        }
        if (pieces.stream().allMatch(piece -> !piece.isReference() || isVariable(piece.text()))) {
            return fixed(text);
        }
        var part = new Target(
                target.name(),
                target.place(),
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

    /** What an input is called that stands in braces; empty when that is a variable. */
    String inputName(String reference) {
        return isVariable(reference) ? "" : afterPrefix(reference).orElse(reference);
    }

    /** What stands in braces: a variable or an input. */
    Operand reference(String name, Target target, Position position) {
        return isVariable(name)
                ? fixed(new Located<>("{{" + name + "}}", position))
                : referred(afterPrefix(name).orElse(name), target, position);
    }

    /** A declared variable comes before an input of its name; otherwise what is known here is no variable. */
    boolean isVariable(String name) {
        return !hasPrefix(name)
                && (variables.declares(name)
                        || variables.isNamespaced(name)
                        || variables.isVariable(name) && !isKnown(name));
    }

    /** Whether the unit or the operation has an input of that name. */
    boolean isKnown(String name) {
        return pathVariables.has(name) || ownInputs.has(name) || parameters.has(name);
    }

    /** Whether a name says itself that it is an input, such as {@code tools.id}. */
    boolean hasPrefix(String name) {
        return afterPrefix(name).isPresent();
    }

    private Operand referred(String name, Target target, Position position) {
        reportUndeclared(name, position);
        return input(name, target.at(position));
    }

    private Optional<String> afterPrefix(String text) {
        var plain = text.startsWith("$this.") ? text.substring("$this.".length()) : text;
        return prefixes.stream()
                .filter(prefix -> plain.startsWith(prefix + ".") && plain.length() > prefix.length() + 1)
                .findFirst()
                .map(prefix -> plain.substring(prefix.length() + 1));
    }

    Operand fixed(Located<String> text) {
        var template = variables.template(text, true);
        uses.addAll(template.uses());
        return new Operand.Fixed(template, text.position());
    }

    /** An exposed unit that declares inputs probably declares all of them. */
    private void reportUndeclared(String name, Position position) {
        var isDeclared = name.equals("body") || ownInputs.has(name) || pathVariables.has(name);
        if (!unit.inputs().isEmpty() && !isDeclared) {
            problems.add(
                    ProblemCode.REFERENCE_UNKNOWN,
                    position,
                    "there is no input '" + name + "' (declared: "
                            + unit.inputs().stream()
                                    .map(own -> own.name().value())
                                    .limit(MAX_TOLD)
                                    .collect(Collectors.joining(", "))
                            + (unit.inputs().size() > MAX_TOLD ? ", ..." : "")
                            + "); one of this name is assumed");
        }
    }

    // --- inputs ---

    private Operand input(String name, Target target) {
        return new Operand.Input(inputs.slot(door == Door.MCP ? argument(name, target) : requestValue(name, target)));
    }

    private Input argument(String name, Target target) {
        return ownInput(name, target).map(own -> declared(own, target)).orElseGet(() -> {
            var location = target.place() == Place.WHOLE_BODY ? Location.BODY_ARGUMENT : Location.ARGUMENT;
            return of(name, location, target);
        });
    }

    private Input requestValue(String name, Target target) {
        var variable = Optional.ofNullable(fromPath.get(name))
                .or(() ->
                        target.place() == Place.PATH ? pathVariables.findAnySpelling(name) : pathVariables.find(name));
        if (variable.isPresent()) {
            fromPath.put(name, variable.get());
            reportSpelling(variable.get(), name, target);
            return of(variable.get(), Location.PATH, target).asRequired();
        }
        return ownInput(name, target).map(own -> declared(own, target)).orElseGet(() -> derived(name, target));
    }

    private static Input of(String name, Location location, Target target) {
        return new Input(
                name,
                location,
                target.type(),
                target.required(),
                target.description(),
                target.shape(),
                target.position());
    }

    private void reportSpelling(String written, String name, Target target) {
        if (!written.equals(name)) {
            problems.add(
                    ProblemCode.PATH_VARIABLE_ASSUMED,
                    unit.position(),
                    "{" + written + "} in the exposed path is taken for {" + name + "} of " + operation + " ("
                            + target.position() + ")");
        }
    }

    /** An input of a route that only the called operation declares. */
    private Input derived(String name, Target target) {
        var location = switch (target.place()) {
            case HEADER -> Location.HEADER;
            case WHOLE_BODY -> Location.BODY;
            case BODY_MEMBER -> Location.BODY_MEMBER;
            case FORM_FIELD -> Location.FORM_FIELD;
            case PATH, QUERY -> Location.QUERY;
        };
        if (target.place() == Place.PATH) {
            reportLostVariable(name);
        }
        return of(name, location, target);
    }

    private void reportLostVariable(String name) {
        problems.add(
                ProblemCode.PATH_VARIABLE_AS_QUERY,
                unit.position(),
                "the called operation " + operation + " needs {" + name
                        + "}, but the exposed path has no such variable; it is taken from the required query parameter '"
                        + name + "'");
    }

    /** What the unit itself declares under a name. */
    Optional<ParameterSpec> ownInput(String name) {
        return ownInputs.find(name);
    }

    /** For a variable of the upstream's path another spelling of its name will do. */
    private Optional<ParameterSpec> ownInput(String name, Target target) {
        return target.place() == Place.PATH ? ownInputs.findAnySpelling(name) : ownInputs.find(name);
    }

    /** An input that the exposed unit declares itself. */
    private Input declared(ParameterSpec own) {
        var location = door == Door.MCP ? Location.ARGUMENT : location(own);
        if (location == Location.PATH && !pathVariables.has(nameHere(own))) {
            reportLostVariable(own.name().value());
            location = Location.QUERY;
        }
        return new Input(
                nameHere(own),
                location,
                Target.type(own, location == Location.BODY ? ValueType.OBJECT : ValueType.STRING),
                own.required().orElse(isRequiredAnyway(own)),
                own.description(),
                Target.shape(own),
                own.position());
    }

    /** What a route calls an own input in its path: the variable there, which may be spelt in another way. */
    private String nameHere(ParameterSpec own) {
        var name = own.name().value();
        return door == Door.REST && Target.in(own).equals("path")
                ? pathVariables.findAnySpelling(name).orElse(name)
                : name;
    }

    /** The inputs of a tool are required; but an author who says so of some means that the others are not. */
    private boolean isRequiredAnyway(ParameterSpec own) {
        var isSaid = unit.inputs().stream().anyMatch(other -> other.required().orElse(false));
        return Target.in(own).equals("path") || door == Door.MCP && !isSaid;
    }

    private Input declared(ParameterSpec own, Target target) {
        var input = declared(own);
        var isMember = target.place() == Place.BODY_MEMBER && input.location() == Location.BODY;
        // What says that it stands in the query or a header is taken from there, wherever it goes.
        var isInBody =
                door == Door.MCP || input.location() == Location.BODY || input.location() == Location.BODY_MEMBER;
        var isField = target.place() == Place.FORM_FIELD && door == Door.REST && isInBody;
        var location = target.place() == Place.WHOLE_BODY && isInBody
                ? door.body()
                : isMember ? Location.BODY_MEMBER : isField ? Location.FORM_FIELD : input.location();
        return new Input(
                input.name(),
                location,
                own.type().isPresent() ? input.type() : target.type(),
                input.required() || target.required(),
                input.description().or(target::description),
                input.shape().or(target.shape()),
                input.position());
    }

    private static Location location(ParameterSpec own) {
        return switch (Target.in(own)) {
            case "path" -> Location.PATH;
            case "query" -> Location.QUERY;
            case "header" -> Location.HEADER;
            case "formdata" -> Location.FORM_FIELD;
            default -> own.name().value().equals("body") ? Location.BODY : Location.BODY_MEMBER;
        };
    }
}
