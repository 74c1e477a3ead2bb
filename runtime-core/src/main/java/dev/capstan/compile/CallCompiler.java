package dev.capstan.compile;

import dev.capstan.compile.Target.Place;
import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.flow.Flow;
import dev.capstan.flow.Input;
import dev.capstan.flow.InputShape;
import dev.capstan.flow.Location;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ConsumesSpec.OperationSpec;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.UnitSpec;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.RequestPart;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.value.Operand;
import dev.capstan.value.ValueType;
import dev.capstan.value.VariableUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compiles one exposed unit that calls one consumed operation: where each part of the request takes its value from, and
 * what follows from that for the inputs. What the file leaves out is inferred and told. Used for one unit.
 */
final class CallCompiler {
    private static final int MAX_TOLD = 10;
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final UnitSpec unit;
    private final Door door;
    private final Api api;
    private final OperationSpec operation;
    private final Problems problems;
    private final List<ParameterSpec> parameters;
    private final CallInputs inputs;
    private final PathCompiler paths;

    private final List<RequestPart> parts = new ArrayList<>();
    private Optional<Failure> obstacle = Optional.empty();

    /**
     * @param namespaces what the adapter is called in references
     * @param pathVariables of the route; empty for a tool
     */
    CallCompiler(
            UnitSpec unit,
            Door door,
            List<String> namespaces,
            List<String> pathVariables,
            Api api,
            OperationSpec operation,
            VariableScope variables,
            Problems problems) {
        this.unit = unit;
        this.door = door;
        this.api = api;
        this.operation = operation;
        this.problems = problems;
        this.parameters = parameters(api, operation);
        this.inputs = new CallInputs(
                unit, door, namespaces, pathVariables, operation.name().value(), parameters, variables, problems);
        this.paths = new PathCompiler(api, operation, parameters, inputs, variables, problems);
    }

    Flow compile() {
        if (paths.climbsAboveRoot()) {
            faulty(
                    ProblemCode.PATH_INVALID,
                    operation.path().position(),
                    "the path '" + operation.path().value() + "' climbs above the root of the base URI");
        }
        var path = paths.path();
        parts.addAll(paths.query());
        parameters.forEach(this::parameter);
        body();
        undeclaredBody();
        undeclaredQuery();
        reportUnknownTargets();
        inputs.addOwn();
        var name = api.spec().namespace().value() + "." + operation.name().value();
        var failure = api.obstacle().or(() -> obstacle);
        if (failure.isPresent() || api.target().isEmpty()) {
            return new Flow.Unavailable(name, inputs.build(), failure.orElseThrow());
        }
        return new Flow.Call(
                inputs.build(),
                new UpstreamOperation(
                        name,
                        operation.method().value().toUpperCase(Locale.ROOT),
                        api.target().get(),
                        path,
                        parts,
                        api.credentials(),
                        uses(),
                        operation.position()));
    }

    /** The unit's inputs that go nowhere; none where that is not known, because the call is not compiled in full. */
    List<ParameterSpec> unusedInputs() {
        return obstacle.isPresent() ? List.of() : inputs.unused();
    }

    private List<VariableUse> uses() {
        return Stream.of(
                        inputs.uses(),
                        api.target().map(target -> target.uses()).orElse(List.of()),
                        api.credentials().uses())
                .flatMap(List::stream)
                .toList();
    }

    // --- parameters ---

    /** The parameters of the API and of the operation; of the same name and place the operation's counts. */
    private static List<ParameterSpec> parameters(Api api, OperationSpec operation) {
        Map<String, ParameterSpec> byPlace = new LinkedHashMap<>();
        api.spec().inputs().forEach(parameter -> byPlace.put(place(parameter), parameter));
        operation.inputs().forEach(parameter -> byPlace.put(place(parameter), parameter));
        return List.copyOf(byPlace.values());
    }

    private static String place(ParameterSpec parameter) {
        return Target.in(parameter) + " " + parameter.name().value();
    }

    private void parameter(ParameterSpec parameter) {
        switch (Target.in(parameter)) {
            case "query" -> query(parameter);
            case "header" -> header(parameter);
            case "path", "body", "formdata" -> {
                // The path and the body take theirs themselves.
            }
            default -> {
                problems.add(
                        ProblemCode.INPUT_UNSUPPORTED,
                        parameter.position(),
                        "inputs in '" + Target.in(parameter) + "' are not supported yet; '"
                                + parameter.name().value() + "' is not sent");
                if (parameter.required().orElse(false)) {
                    unsupported(parameter.position(), "a required input in '" + Target.in(parameter) + "'");
                }
            }
        }
    }

    private void query(ParameterSpec parameter) {
        var name = parameter.name().value();
        if (api.credentials().queryNames().contains(name)) {
            problems.add(
                    ProblemCode.INPUT_UNSUPPORTED,
                    parameter.position(),
                    "the query parameter " + name + " is set by the authentication; the input is left out");
            return;
        }
        if (paths.queryNames().contains(name)) {
            // It stands in the path already, with its value.
            return;
        }
        inputs.feed(parameter, Target.of(parameter, Place.QUERY, ValueType.STRING))
                .ifPresent(operand -> parts.add(new RequestPart.Query(name, operand, parameter.position())));
    }

    private void header(ParameterSpec parameter) {
        var name = parameter.name().value();
        if (!Header.isSettable(name)) {
            problems.add(
                    ProblemCode.HEADER_IGNORED,
                    parameter.position(),
                    "the header " + name
                            + " belongs to the connection, or no header can have this name; it is left out");
            return;
        }
        inputs.feed(parameter, Target.of(parameter, Place.HEADER, ValueType.STRING))
                .ifPresent(operand -> parts.add(new RequestPart.HeaderField(name, operand, parameter.position())));
    }

    // --- body ---

    private void body() {
        if (operation.body().isPresent()) {
            var body = operation.body().get();
            new ExplicitBody(inputs, parameters)
                    .compile(body)
                    .ifPresentOrElse(parts::add, () -> unsupported(body.position(), "an explicit 'body' of this kind"));
        } else {
            new BodyCompiler(parameters, inputs, problems).body(impliedBody()).ifPresent(parts::add);
        }
    }

    /**
     * {@code with: {body: rest.body}}, and an own input of that name, mean the body, also where the operation does not
     * declare one.
     */
    private Optional<ParameterSpec> impliedBody() {
        return operation.body().isPresent()
                ? Optional.empty()
                : inputs.with("body")
                        .filter(value -> inputs.isInput(value.value()))
                        .map(value -> ParameterSpec.bodyAt(value.position()))
                        .or(() -> inputs.ownInput("body").map(own -> ParameterSpec.bodyAt(own.position())));
    }

    /** Tells which values of {@code with} have nowhere to go; a body that is written out may use any of them. */
    private void reportUnknownTargets() {
        if (unit.with().isEmpty() || operation.body().isPresent()) {
            return;
        }
        var known = new HashSet<>(paths.names());
        parameters.forEach(parameter -> known.add(parameter.name().value()));
        impliedBody().ifPresent(body -> known.add("body"));
        var byName = new ByName<>(List.copyOf(known), Function.identity());
        var told = known.isEmpty()
                ? ""
                : known.stream()
                        .sorted()
                        .limit(MAX_TOLD)
                        .collect(Collectors.joining(", ", " (known: ", known.size() > MAX_TOLD ? ", ...)" : ")"));
        unit.with().stream()
                .filter(with -> byName.findAnySpelling(with.parameter()).isEmpty())
                .forEach(with -> problems.add(
                        ProblemCode.REFERENCE_UNKNOWN,
                        with.value().position(),
                        "the operation " + operation.name().value() + " has no input '" + with.parameter()
                                + "', so this value is not sent"
                                + told));
    }

    // --- what nobody declared ---

    /** Whether neither side says anything about inputs; then the caller's are passed on (decision 5). */
    private boolean isPlain() {
        return operation.inputs().isEmpty()
                && operation.body().isEmpty()
                && unit.inputs().isEmpty()
                && unit.with().isEmpty();
    }

    /** To send an event is pointless without one, so a method that has a body (RFC 9110, section 9.3) may have one. */
    private void undeclaredBody() {
        if (isPlain()
                && WITH_BODY.contains(operation.method().value().toUpperCase(Locale.ROOT))
                && !inputs.has("body")) {
            problems.add(
                    ProblemCode.BODY_UNDECLARED,
                    operation.position(),
                    "the operation " + operation.name().value()
                            + " declares no inputs; a body that a caller sends is passed on as it is");
            var slot = inputs.slot(new Input(
                    "body",
                    door.body(),
                    door == Door.MCP ? ValueType.OBJECT : ValueType.STRING,
                    false,
                    Optional.of("The request body for the upstream."),
                    InputShape.NONE,
                    operation.position()));
            parts.add(new RequestPart.WholeBody(new Operand.Input(slot), false, operation.position()));
        }
    }

    private void undeclaredQuery() {
        if (isPlain() && !inputs.has("query")) {
            var reserved = reservedQuery();
            var slot = inputs.slot(new Input(
                    "query",
                    door.undeclaredQuery(),
                    ValueType.OBJECT,
                    false,
                    Optional.of("Query parameters for the upstream, by name; a list repeats one."),
                    InputShape.NONE,
                    operation.position()));
            parts.add(new RequestPart.UndeclaredQuery(slot, reserved, operation.position()));
        }
    }

    /** What the file itself puts into the query, or takes from it. */
    private Set<String> reservedQuery() {
        var reserved = new HashSet<>(api.credentials().queryNames());
        reserved.addAll(paths.queryNames());
        inputs.build().list().stream()
                .filter(input -> input.location() == Location.QUERY)
                .forEach(input -> reserved.add(input.name()));
        api.spec().inputs().stream()
                .filter(parameter -> Target.in(parameter).equals("query"))
                .forEach(parameter -> reserved.add(parameter.name().value()));
        return reserved;
    }

    // --- what cannot be done ---

    private void unsupported(Position position, String what) {
        problems.add(
                ProblemCode.FEATURE_UNSUPPORTED,
                position,
                what + " is not supported yet; calls of " + operation.name().value() + " answer 503");
        obstacle = Optional.of(Failure.of(
                FailureCode.FEATURE_UNSUPPORTED,
                operation.name().value() + " needs " + what + " (" + position + "), which is not supported yet."));
    }

    private void faulty(ProblemCode code, Position position, String what) {
        problems.add(code, position, what + "; calls of " + operation.name().value() + " answer 503");
        obstacle = Optional.of(Failure.of(FailureCode.CAPABILITY_FAULTY, what + " (" + position + ")."));
    }
}
