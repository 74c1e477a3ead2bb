package dev.capstan.compile;

import dev.capstan.compile.Target.Place;
import dev.capstan.flow.Input;
import dev.capstan.flow.InputShape;
import dev.capstan.flow.Inputs;
import dev.capstan.flow.Location;
import dev.capstan.problem.Known;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.UnitSpec;
import dev.capstan.value.JsonPath;
import dev.capstan.value.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a caller must or may give for one exposed unit, and where: chosen while the calls and answers of the unit ask for
 * values by name. Used for one unit.
 */
final class UnitInputs {
    private static final int MAX_TOLD = 10;

    private final UnitSpec unit;
    private final Door door;
    private final ByName<String> pathVariables;
    private final ByName<ParameterSpec> ownInputs;
    private final Problems problems;

    /** Which variable of the route stands for an input: one name is one value, wherever it goes. */
    private final Map<String, String> fromPath = new HashMap<>();

    private final InputsBuilder inputs = new InputsBuilder();
    /** Own inputs with a text of their own that something asked for. */
    private final Set<String> fixedHere = new HashSet<>();

    private final List<ParameterSpec> unused = new ArrayList<>();

    /** @param pathVariables of the route; empty for a tool */
    UnitInputs(UnitSpec unit, Door door, List<String> pathVariables, Problems problems) {
        this.unit = unit;
        this.door = door;
        this.pathVariables = new ByName<>(pathVariables, Function.identity());
        this.ownInputs = new ByName<>(unit.inputs(), input -> input.name().value());
        this.problems = problems;
    }

    Door door() {
        return door;
    }

    Inputs build() {
        return door == Door.MCP ? inputs.buildArguments() : inputs.build();
    }

    boolean has(String name) {
        return inputs.has(name);
    }

    int slot(Input input) {
        return inputs.slot(input);
    }

    /** Whether the unit says itself what it takes. */
    boolean isDeclared() {
        return !unit.inputs().isEmpty();
    }

    /** Whether the unit or its path has a value of that name. */
    boolean declares(String name) {
        return pathVariables.has(name) || ownInputs.has(name);
    }

    /** What the unit itself declares under a name. */
    Optional<ParameterSpec> own(String name) {
        return ownInputs.find(name);
    }

    /** For a variable of the upstream's path another spelling of its name will do. */
    private Optional<ParameterSpec> own(String name, Target target) {
        return target.place() == Place.PATH ? ownInputs.findAnySpelling(name) : ownInputs.find(name);
    }

    /** Takes what callers give in the path, whoever asks for it. */
    void addPathVariables() {
        for (var variable : pathVariables.names()) {
            if (!inputs.has(variable)) {
                requestValue(variable);
            }
        }
    }

    private void requestValue(String variable) {
        var target = new Target(
                variable, Place.PATH, ValueType.STRING, true, Optional.empty(), InputShape.NONE, unit.position());
        slot(variable, target, unit.name().value());
    }

    /** An exposed unit that declares inputs probably declares all of them. */
    void reportUndeclared(String name, Position position) {
        if (isDeclared() && !name.equals("body") && !declares(name)) {
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

    /**
     * An exposed unit's own inputs that nothing asked for.
     *
     * @param isKnownThere whether a called operation has an input of that name; what it does not send it tells itself
     */
    void addOwn(Predicate<String> isKnownThere) {
        for (var own : unit.inputs()) {
            // One name is one input: what feeds a part of the request is there already, at its right place.
            if (fixedValue(own).isPresent()) {
                if (!fixedHere.contains(own.name().value())) {
                    unused.add(own);
                }
                continue;
            }
            if (!inputs.has(nameHere(own))) {
                var input = declared(own);
                var isKnown = isKnownThere.test(own.name().value());
                if (door == Door.MCP && inputs.has(Location.BODY_ARGUMENT) && !isKnown) {
                    inputs.addBodyPart(input);
                    continue;
                }
                if (!isKnown && !isInWholeBody(input)) {
                    unused.add(own);
                }
                inputs.slot(input);
            }
        }
    }

    /** A member of a body that is sent as it comes. */
    private boolean isInWholeBody(Input input) {
        return input.location() == Location.BODY_MEMBER && inputs.has(Location.BODY);
    }

    /** An exposed unit's own inputs that go nowhere; known when the own ones are added. */
    List<ParameterSpec> unused() {
        return unused;
    }

    /**
     * The number of the input of a name.
     *
     * @param operation that asks for it, for messages
     */
    int slot(String name, Target target, String operation) {
        return inputs.slot(door == Door.MCP ? argument(name, target) : requestValue(name, target, operation));
    }

    private Input argument(String name, Target target) {
        return own(name, target).map(own -> declared(own, target)).orElseGet(() -> {
            var location = target.place() == Place.WHOLE_BODY ? Location.BODY_ARGUMENT : Location.ARGUMENT;
            return of(name, location, target);
        });
    }

    private Input requestValue(String name, Target target, String operation) {
        var variable = Optional.ofNullable(fromPath.get(name))
                .or(() ->
                        target.place() == Place.PATH ? pathVariables.findAnySpelling(name) : pathVariables.find(name));
        if (variable.isPresent()) {
            fromPath.put(name, variable.get());
            reportSpelling(variable.get(), name, target, operation);
            return ownInPath(variable.get())
                    .map(own -> declared(own, target))
                    .orElseGet(() -> of(variable.get(), Location.PATH, target))
                    .asRequired();
        }
        return own(name, target).map(own -> declared(own, target)).orElseGet(() -> derived(name, target, operation));
    }

    /** What the unit says of a variable of its path. */
    private Optional<ParameterSpec> ownInPath(String variable) {
        return ownInputs.findAnySpelling(variable).filter(own -> Target.in(own).equals("path"));
    }

    private static Input of(String name, Location location, Target target) {
        return new Input(
                // Mostly one name that was cut out of two texts; then one of them is kept.
                name.equals(target.name()) ? target.name() : name,
                location,
                target.type(),
                target.required(),
                target.description(),
                // The default of a consumed input is the upstream's affair where the input may be left out.
                target.required() && location != Location.PATH ? target.shape().filled(target.type()) : target.shape(),
                target.position());
    }

    /**
     * The text that the exposed side fixes for an own input itself. What a caller gives under that name does not count
     * (format, section on exposed inputs).
     */
    Optional<Located<String>> fixedValue(String name) {
        var fixed = own(name).flatMap(UnitInputs::fixedValue);
        if (fixed.isPresent()) {
            fixedHere.add(name);
        }
        return fixed;
    }

    private static Optional<Located<String>> fixedValue(ParameterSpec own) {
        return own.value()
                .filter(value -> !isPath(value.value()) && !value.value().startsWith("$this."));
    }

    private static boolean isPath(String text) {
        return text.equals("$") || text.startsWith("$.") || text.startsWith("$[");
    }

    /** Where in the JSON body an own input of a route is; empty when it is found by its name. */
    private Optional<Located<String>> bodyPath(ParameterSpec own) {
        return Optional.of(own)
                .filter(input -> door == Door.REST && Target.in(input).equals("body"))
                .flatMap(input -> input.value().or(() -> input.details().mapping()))
                .filter(path -> isPath(path.value()));
    }

    private Optional<JsonPath> path(ParameterSpec own) {
        return bodyPath(own).flatMap(written -> {
            var path = JsonPath.of(written.value());
            if (path.isEmpty()) {
                problems.add(
                        ProblemCode.INPUT_UNSUPPORTED,
                        written.position(),
                        "'" + written.value() + "' is no JSONPath (expected: such as $.user.id); the input '"
                                + own.name().value() + "' is taken by its name");
            }
            return path;
        });
    }

    private void reportSpelling(String written, String name, Target target, String operation) {
        if (!written.equals(name)) {
            problems.add(
                    ProblemCode.PATH_VARIABLE_ASSUMED,
                    unit.position(),
                    "{" + written + "} in the exposed path is taken for {" + name + "} of " + operation + " ("
                            + target.position() + ")");
        }
    }

    /** An input of a route that only the called operation declares. */
    private Input derived(String name, Target target, String operation) {
        var location = switch (target.place()) {
            case HEADER -> Location.HEADER;
            case COOKIE -> Location.COOKIE;
            case WHOLE_BODY -> Location.BODY;
            case TEXT_BODY -> Location.BODY_TEXT;
            case BINARY_BODY -> Location.BODY;
            case BODY_MEMBER -> Location.BODY_MEMBER;
            case FORM_FIELD -> Location.FORM_FIELD;
            case PATH, QUERY -> Location.QUERY;
        };
        if (target.place() == Place.PATH) {
            reportLostVariable(name, operation);
        }
        return of(name, location, target);
    }

    private void reportLostVariable(String name, String operation) {
        problems.add(
                ProblemCode.PATH_VARIABLE_AS_QUERY,
                unit.position(),
                "the called operation " + operation + " needs {" + name
                        + "}, but the exposed path has no such variable" + Known.of(pathVariables.names())
                        + "; it is taken from the required query parameter '" + name + "'");
    }

    /** An input that the exposed unit declares itself. */
    private Input declared(ParameterSpec own) {
        var location = door == Door.MCP ? Location.ARGUMENT : location(own);
        if (location == Location.PATH && !pathVariables.has(nameHere(own))) {
            reportLostVariable(
                    own.name().value(),
                    unit.call().map(call -> call.value()).orElse(unit.name().value()));
            location = Location.QUERY;
        }
        var type = Target.type(own, location == Location.BODY ? ValueType.OBJECT : ValueType.STRING);
        var shape = Target.shape(own);
        var path = path(own);
        return new Input(
                nameHere(own),
                path.isPresent() ? Location.BODY_PATH : location,
                type,
                own.required().orElse(isRequiredAnyway(own)),
                own.description(),
                location == Location.PATH ? shape : shape.filled(type).at(path),
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
        var isWhole = target.place() == Place.TEXT_BODY || target.place() == Place.BINARY_BODY;
        var location = target.place() == Place.WHOLE_BODY && isInBody
                ? door.body()
                : isWhole && door == Door.REST && isInBody
                        ? whole(target.place())
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

    private static Location whole(Place place) {
        return place == Place.TEXT_BODY ? Location.BODY_TEXT : Location.BODY;
    }

    private static Location location(ParameterSpec own) {
        return switch (Target.in(own)) {
            case "path" -> Location.PATH;
            case "query" -> Location.QUERY;
            case "header" -> Location.HEADER;
            case "cookie" -> Location.COOKIE;
            case "formdata" -> Location.FORM_FIELD;
            default -> own.name().value().equals("body") ? Location.BODY : Location.BODY_MEMBER;
        };
    }
}
