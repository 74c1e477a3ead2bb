package dev.capstan.compile;

import dev.capstan.compile.Target.Place;
import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.flow.Input;
import dev.capstan.flow.InputShape;
import dev.capstan.flow.Location;
import dev.capstan.problem.Known;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ConsumesSpec.OperationSpec;
import dev.capstan.spec.Located;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.UnitSpec;
import dev.capstan.upstream.BodyPart;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.Paging;
import dev.capstan.upstream.PathTemplate;
import dev.capstan.upstream.RequestPart;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.upstream.UpstreamTarget;
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
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compiles one call of a consumed operation: where each part of the request takes its value from, and what follows from
 * that for the inputs of the unit that makes it. What the file leaves out is inferred and told. Used for one call.
 */
final class CallCompiler {
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private static final Pattern LIKE_A_REFERENCE = Pattern.compile("^(?:\\{([A-Za-z_][A-Za-z0-9_-]*)}"
            + "|(?:\\$\\.|(?:query|path|headers?|params?|args|arguments|inputs?|inputParameters|request|tool|rest|body)\\.)"
            + "([A-Za-z_][A-Za-z0-9_-]*))$");

    private final UnitSpec unit;
    private final Api api;
    private final OperationSpec operation;
    private final Kind kind;
    private final Problems problems;
    private final List<ParameterSpec> parameters;
    private final CallInputs inputs;
    private final PathCompiler paths;

    private final List<RequestPart> parts = new ArrayList<>();
    private Optional<Failure> obstacle = Optional.empty();

    /** What a call is to the unit that makes it. */
    enum Kind {
        /** All that it does. */
        ONLY,
        /** One of several steps. */
        STEP,
        /** A request that is passed on as it is. */
        FORWARD
    }

    /**
     * @param unit the call, and the values that it has for it
     * @param kind what the call is to its unit
     */
    CallCompiler(
            UnitSpec unit,
            UnitInputs unitInputs,
            Naming naming,
            OperationTable.Callee callee,
            Kind kind,
            VariableScope variables,
            Problems problems) {
        this.unit = unit;
        this.api = callee.api();
        this.operation = callee.operation();
        this.kind = kind;
        this.problems = problems;
        this.parameters = parameters(api, operation);
        var expressions =
                new Expressions(naming, unitInputs, operation.name().value(), parameters, variables, problems);
        this.inputs = new CallInputs(
                unitInputs,
                unit.with().stream()
                        .map(with -> meant(with, unitInputs, expressions))
                        .toList(),
                parameters,
                expressions);
        this.paths = new PathCompiler(api, operation, parameters, inputs, variables, problems);
    }

    /**
     * A compiled call.
     *
     * @param upstream empty when it cannot be called
     * @param obstacle why it cannot be called; empty when it can
     * @param isWhole whether all that it asks for is known
     */
    record Compiled(
            String name,
            Optional<UpstreamOperation> upstream,
            Optional<Failure> obstacle,
            boolean isWhole,
            ByName<ParameterSpec> parameters) {
        /** Whether the operation has an input of that name, in any spelling. */
        boolean knows(String input) {
            return parameters.findAnySpelling(input).isPresent();
        }
    }

    Compiled compile() {
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
        reportTexts();
        var name = api.spec().namespace().value() + "." + operation.name().value();
        var failure = api.obstacle().or(() -> obstacle);
        return new Compiled(
                name,
                failure.isPresent() ? Optional.empty() : api.target().map(target -> upstream(name, target, path)),
                failure,
                obstacle.isEmpty(),
                new ByName<>(parameters, parameter -> parameter.name().value()));
    }

    private UpstreamOperation upstream(String name, UpstreamTarget target, PathTemplate path) {
        return new UpstreamOperation(
                name,
                operation.method().value().toUpperCase(Locale.ROOT),
                target,
                path,
                parts,
                api.credentials(),
                paging(),
                uses(),
                operation.position());
    }

    /** What is forwarded goes as it is, and an upstream that stands in for others has no pages. */
    private Optional<Paging> paging() {
        return kind == Kind.FORWARD || api.standsIn()
                ? Optional.empty()
                : api.pagination()
                        .of(
                                api.spec().namespace().value(),
                                operation.name().value(),
                                operation.method().value());
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
        // What the authentication sets, a caller need not give.
        api.credentials().bodyNames().forEach(name -> byPlace.remove("body " + name));
        return List.copyOf(byPlace.values());
    }

    private static String place(ParameterSpec parameter) {
        return Target.in(parameter) + " " + parameter.name().value();
    }

    private void parameter(ParameterSpec parameter) {
        switch (Target.in(parameter)) {
            case "query" -> query(parameter);
            case "header" -> header(parameter);
            case "cookie" -> cookie(parameter);
            case "path", "body", "formdata", "environment" -> {
                // The path and the body take theirs themselves; what is for the environment is never sent.
            }
            default -> {
                problems.add(
                        ProblemCode.INPUT_UNSUPPORTED,
                        parameter.position(),
                        "the place '" + Target.in(parameter)
                                + "' is not known (known: path, query, header, cookie, body, formData), so '"
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
                .ifPresent(operand -> parts.add(
                        new RequestPart.Query(name, Target.shape(parameter).style(), operand, parameter.position())));
    }

    private void cookie(ParameterSpec parameter) {
        inputs.feed(parameter, Target.of(parameter, Place.COOKIE, ValueType.STRING))
                .ifPresent(operand ->
                        parts.add(new RequestPart.Cookie(parameter.name().value(), operand, parameter.position())));
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
            new ExplicitBody(inputs, parameters, problems)
                    .compile(body)
                    .ifPresentOrElse(
                            parts::add,
                            () -> unsupported(
                                    body.position(), "a 'body' of this kind (known: " + BodyFormat.KNOWN + ")"));
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
                        .or(() -> inputs.unit().own("body").map(own -> ParameterSpec.bodyAt(own.position())));
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
        for (var with : unit.with()) {
            if (byName.findAnySpelling(with.parameter()).isEmpty()) {
                problems.add(
                        ProblemCode.REFERENCE_UNKNOWN,
                        with.value().position(),
                        "the operation " + operation.name().value() + " has no input '" + with.parameter()
                                + "', so this value is not sent"
                                + Known.of(new TreeSet<>(known)));
            }
        }
    }

    /**
     * Public files write {@code with: {location: location}}. A text that is the name of an input, which nothing else would
     * use, is meant as that.
     */
    private UnitSpec.With meant(UnitSpec.With with, UnitInputs unitInputs, Expressions expressions) {
        var text = with.value().value();
        var isMeant = unitInputs.own(text).isPresent()
                && expressions.isInputAlone(text)
                && parameters.stream()
                        .filter(parameter -> parameter.name().value().equals(with.parameter()))
                        .noneMatch(parameter -> parameter.choices().contains(text))
                && (text.equals(with.parameter()) || !isUsed(text, with));
        if (!isMeant) {
            return with;
        }
        problems.add(
                ProblemCode.WITH_ASSUMED,
                with.value().position(),
                "'" + text + "' is taken for the input of that name (expected: '{{" + text + "}}')");
        return new UnitSpec.With(
                with.parameter(), new Located<>("{{" + text + "}}", with.value().position()));
    }

    /** Whether something else than that entry may take the value of an input. */
    private boolean isUsed(String input, UnitSpec.With by) {
        return parameters.stream()
                        .anyMatch(parameter -> parameter.name().value().equals(input))
                || operation.body().isPresent()
                || operation.path().value().contains("{" + input + "}")
                || unit.with().stream()
                        .filter(with -> !with.parameter().equals(by.parameter()))
                        .anyMatch(with -> with.value().value().contains(input));
    }

    /** Tells which values of {@code with} are fixed texts, though they look like something of the caller's. */
    private void reportTexts() {
        for (var with : unit.with()) {
            var text = with.value().value().strip();
            var name = LIKE_A_REFERENCE.matcher(text).replaceFirst("$1$2");
            var isName =
                    text.equals(with.parameter()) && inputs.unit().own(text).isEmpty();
            if ((isName || !name.equals(text)) && !inputs.isMeant(with.value())) {
                problems.add(
                        ProblemCode.REFERENCE_UNKNOWN,
                        with.value().position(),
                        "'" + text + "' is sent as this text (expected: '{{" + name
                                + "}}' for the input of that name)");
            }
        }
    }

    // --- what nobody declared ---

    /** Whether neither side says anything about inputs; then the caller's are passed on (decision 5). */
    private boolean isPlain() {
        return kind == Kind.FORWARD
                || kind == Kind.ONLY
                        && operation.inputs().isEmpty()
                        && operation.body().isEmpty()
                        && unit.inputs().isEmpty()
                        && unit.with().isEmpty();
    }

    /** To send an event is pointless without one, so a method that has a body (RFC 9110, section 9.3) may have one. */
    private void undeclaredBody() {
        var mayHaveOne = kind == Kind.FORWARD
                || WITH_BODY.contains(operation.method().value().toUpperCase(Locale.ROOT));
        if (isPlain() && mayHaveOne && !inputs.unit().has("body")) {
            if (kind != Kind.FORWARD) {
                problems.add(
                        ProblemCode.BODY_UNDECLARED,
                        operation.position(),
                        "the operation " + operation.name().value()
                                + " declares no inputs; a body that a caller sends is passed on as it is");
            }
            var door = inputs.unit().door();
            var slot = inputs.unit()
                    .slot(new Input(
                            "body",
                            door.body(),
                            door == Door.MCP ? ValueType.OBJECT : ValueType.STRING,
                            false,
                            Optional.of("The request body for the upstream."),
                            InputShape.NONE,
                            operation.position()));
            parts.add(new BodyPart.WholeBody(new Operand.Input(slot), false, operation.position()));
        }
    }

    private void undeclaredQuery() {
        if (isPlain() && !inputs.unit().has("query")) {
            var reserved = reservedQuery();
            var slot = inputs.unit()
                    .slot(new Input(
                            "query",
                            inputs.unit().door().undeclaredQuery(),
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
        inputs.unit().build().list().stream()
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
