package dev.capstan.compile;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.flow.Flow;
import dev.capstan.flow.Input;
import dev.capstan.flow.Location;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ConsumesSpec.OperationSpec;
import dev.capstan.spec.Located;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.UnitSpec;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.Operand;
import dev.capstan.upstream.PathTemplate;
import dev.capstan.upstream.PathTemplate.Piece;
import dev.capstan.upstream.RequestPart;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.ValueType;
import dev.capstan.value.VariableUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Compiles one exposed unit that calls one consumed operation: where each part of the request takes its value from, and
 * what follows from that for the inputs. What the file leaves out is inferred and told. Used for one unit.
 */
final class CallCompiler {
    private final UnitSpec unit;
    private final Door door;
    private final String namespace;
    private final List<String> pathVariables;
    private final Api api;
    private final OperationSpec operation;
    private final VariableScope variables;
    private final Problems problems;
    private final List<ParameterSpec> parameters;

    private final InputsBuilder inputs = new InputsBuilder();
    private final List<RequestPart> parts = new ArrayList<>();
    private final List<VariableUse> uses = new ArrayList<>();
    private Optional<Failure> obstacle = Optional.empty();

    /** @param pathVariables of the route; empty for a tool */
    CallCompiler(
            UnitSpec unit,
            Door door,
            String namespace,
            List<String> pathVariables,
            Api api,
            OperationSpec operation,
            VariableScope variables,
            Problems problems) {
        this.unit = unit;
        this.door = door;
        this.namespace = namespace;
        this.pathVariables = pathVariables;
        this.api = api;
        this.operation = operation;
        this.variables = variables;
        this.problems = problems;
        this.parameters = parameters(api, operation);
    }

    Flow compile() {
        var path = path();
        parameters.forEach(this::parameter);
        body();
        undeclaredQuery();
        reportUnknownTargets(path);
        unit.inputs().forEach(this::ownInput);
        uses.addAll(api.credentials().uses());
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
                        uses,
                        operation.position()));
    }

    // --- path ---

    private PathTemplate path() {
        var written = operation.path();
        var text = written.value().split("#", 2)[0];
        if (text.contains("?")) {
            unsupported(written.position(), "a query in the path '" + text + "'");
        }
        var joined = api.basePath() + "/" + text.split("\\?", 2)[0];
        if (Paths.climbsAboveRoot(joined)) {
            faulty(
                    ProblemCode.PATH_INVALID,
                    written.position(),
                    "the path '" + text + "' climbs above the root of the base URI");
        }
        var pieces = new ArrayList<Piece>();
        var literal = new StringBuilder();
        for (var segment : Paths.withoutDots(joined)) {
            literal.append('/');
            appendSegment(segment, literal, pieces);
        }
        if (literal.isEmpty() && pieces.isEmpty() || joined.endsWith("/") && !text.isEmpty()) {
            literal.append('/');
        }
        flush(literal, pieces);
        var path = new PathTemplate(pieces, written.position());
        reportNormalised(text, joined, path);
        return path;
    }

    private void appendSegment(String segment, StringBuilder literal, List<Piece> pieces) {
        var variable = Paths.VARIABLE.matcher(segment);
        var end = 0;
        while (variable.find()) {
            literal.append(PercentCoding.repairPath(segment.substring(end, variable.start())));
            flush(literal, pieces);
            pieces.add(new Piece.Variable(variable.group(1), pathOperand(variable.group(1))));
            end = variable.end();
        }
        literal.append(PercentCoding.repairPath(segment.substring(end)));
    }

    private static void flush(StringBuilder literal, List<Piece> pieces) {
        if (!literal.isEmpty()) {
            pieces.add(new Piece.Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private void reportNormalised(String text, String joined, PathTemplate path) {
        if (Paths.isIrregular(text) && !Paths.climbsAboveRoot(joined)) {
            problems.add(
                    ProblemCode.PATH_NORMALISED,
                    operation.path().position(),
                    "the path '" + text + "' is read as " + path + " on the upstream's host");
        }
    }

    /** A path variable needs no declaration; its declaration, where there is one, describes it. */
    private Operand pathOperand(String variable) {
        if (variables.declares(variable) || variables.isNamespaced(variable)) {
            return fixed(new Located<>("{{" + variable + "}}", operation.path().position()));
        }
        var declaration = parameters.stream()
                .filter(parameter ->
                        isIn(parameter, "path") && parameter.name().value().equals(variable))
                .findFirst();
        var position =
                declaration.map(ParameterSpec::position).orElse(operation.path().position());
        var target = new Target(
                variable,
                Place.PATH,
                ValueType.STRING,
                true,
                declaration.flatMap(ParameterSpec::description),
                position);
        return declaration
                        .flatMap(ParameterSpec::value)
                        .filter(value -> with(variable).isEmpty())
                        .isPresent()
                ? fixed(declaration.flatMap(ParameterSpec::value).orElseThrow())
                : operand(target);
    }

    // --- parameters ---

    /** Where in the request a value goes. */
    private enum Place {
        PATH,
        QUERY,
        HEADER,
        WHOLE_BODY,
        BODY_MEMBER;

        /** The place of a parameter that is neither in the path nor the whole body. */
        static Place of(String in) {
            return switch (in) {
                case "header" -> HEADER;
                case "body" -> BODY_MEMBER;
                default -> QUERY;
            };
        }
    }

    /** An input of the consumed operation that is to be fed. */
    private record Target(
            String name,
            Place place,
            ValueType type,
            boolean required,
            Optional<String> description,
            Position position) {}

    /** The parameters of the API and of the operation; of the same name and place the operation's counts. */
    private static List<ParameterSpec> parameters(Api api, OperationSpec operation) {
        Map<String, ParameterSpec> byPlace = new LinkedHashMap<>();
        api.spec().inputs().forEach(parameter -> byPlace.put(place(parameter), parameter));
        operation.inputs().forEach(parameter -> byPlace.put(place(parameter), parameter));
        return List.copyOf(byPlace.values());
    }

    private static String place(ParameterSpec parameter) {
        return in(parameter) + " " + parameter.name().value();
    }

    private static String in(ParameterSpec parameter) {
        return parameter.in().map(Located::value).orElse("body");
    }

    private static boolean isIn(ParameterSpec parameter, String place) {
        return in(parameter).equals(place);
    }

    private void parameter(ParameterSpec parameter) {
        switch (in(parameter)) {
            case "query" -> query(parameter);
            case "header" -> header(parameter);
            case "path", "body" -> {
                // The path and the body take theirs themselves.
            }
            default -> {
                problems.add(
                        ProblemCode.INPUT_UNSUPPORTED,
                        parameter.position(),
                        "inputs in '" + in(parameter) + "' are not supported yet; '"
                                + parameter.name().value() + "' is not sent");
                if (parameter.required().orElse(false)) {
                    unsupported(parameter.position(), "a required input in '" + in(parameter) + "'");
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
        feed(parameter).ifPresent(operand -> parts.add(new RequestPart.Query(name, operand, parameter.position())));
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
        feed(parameter)
                .ifPresent(operand -> parts.add(new RequestPart.HeaderField(name, operand, parameter.position())));
    }

    /** Where a parameter gets its value from; empty when nothing feeds it and nobody needs it. */
    private Optional<Operand> feed(ParameterSpec parameter) {
        var name = parameter.name().value();
        if (with(name).isEmpty() && parameter.value().isPresent()) {
            return Optional.of(fixed(parameter.value().get()));
        }
        var target = target(parameter);
        var isFed = with(name).isPresent() || ownInput(name).isPresent();
        return isFed || unit.inputs().isEmpty() || target.required() ? Optional.of(operand(target)) : Optional.empty();
    }

    private Target target(ParameterSpec parameter) {
        return new Target(
                parameter.name().value(),
                Place.of(in(parameter)),
                type(parameter, ValueType.STRING),
                parameter.required().orElse(false),
                parameter.description(),
                parameter.position());
    }

    private static ValueType type(ParameterSpec parameter, ValueType otherwise) {
        return parameter.type().map(Located::value).flatMap(ValueType::named).orElse(otherwise);
    }

    // --- body ---

    private void body() {
        operation.body().ifPresent(body -> unsupported(body.position(), "an explicit 'body'"));
        var declared =
                parameters.stream().filter(parameter -> isIn(parameter, "body")).toList();
        var fields = declared.isEmpty() ? impliedBody().stream().toList() : declared;
        if (fields.size() == 1 && isWhole(fields.get(0))) {
            var field = fields.get(0);
            var type = type(field, ValueType.OBJECT);
            var target = new Target(
                    field.name().value(),
                    Place.WHOLE_BODY,
                    type,
                    field.required().orElse(false),
                    field.description(),
                    field.position());
            var fixed = field.value().filter(value -> with(target.name()).isEmpty());
            var operand = fixed.map(this::fixed).orElseGet(() -> operand(target));
            parts.add(new RequestPart.WholeBody(operand, type.isStructured(), field.position()));
        } else if (!fields.isEmpty()) {
            var members = new ArrayList<RequestPart.ObjectBody.Member>();
            fields.forEach(field -> feed(field)
                    .ifPresent(operand -> members.add(new RequestPart.ObjectBody.Member(
                            field.name().value(), type(field, ValueType.STRING), operand))));
            parts.add(new RequestPart.ObjectBody(members, fields.get(0).position()));
        }
    }

    /** {@code with: {body: rest.body}} means the body, also where the operation does not declare one. */
    private Optional<ParameterSpec> impliedBody() {
        return with("body")
                .filter(value ->
                        operation.body().isEmpty() && reference(value.value()).isPresent())
                .map(value -> new ParameterSpec(
                        new Located<>("body", value.position()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        value.position()));
    }

    /** Tells which values of {@code with} have nowhere to go. */
    private void reportUnknownTargets(PathTemplate path) {
        var known = new HashSet<String>();
        parameters.forEach(parameter -> known.add(parameter.name().value()));
        path.pieces().stream()
                .filter(Piece.Variable.class::isInstance)
                .forEach(piece -> known.add(((Piece.Variable) piece).name()));
        impliedBody().ifPresent(body -> known.add("body"));
        unit.with().stream()
                .filter(with ->
                        !known.contains(with.parameter()) && operation.body().isEmpty())
                .forEach(with -> problems.add(
                        ProblemCode.REFERENCE_UNKNOWN,
                        with.value().position(),
                        "the operation " + operation.name().value() + " has no input '" + with.parameter()
                                + "', so this value is not sent"
                                + (known.isEmpty()
                                        ? ""
                                        : " (known: " + String.join(", ", new TreeSet<>(known)) + ")")));
    }

    private static boolean isWhole(ParameterSpec field) {
        return field.name().value().equals("body")
                || type(field, ValueType.OBJECT).isStructured();
    }

    // --- query that nobody declared ---

    private void undeclaredQuery() {
        var isPlain = operation.inputs().isEmpty()
                && operation.body().isEmpty()
                && unit.inputs().isEmpty()
                && unit.with().isEmpty()
                && !inputs.has("query");
        if (isPlain) {
            var slot = inputs.slot(new Input(
                    "query",
                    door.undeclaredQuery(),
                    ValueType.OBJECT,
                    false,
                    Optional.of("Query parameters for the upstream, by name; a list repeats one."),
                    operation.position()));
            var reserved = new HashSet<>(api.credentials().queryNames());
            inputs.build().list().stream()
                    .filter(input -> input.location() == Location.QUERY)
                    .forEach(input -> reserved.add(input.name()));
            api.spec().inputs().stream()
                    .filter(parameter -> isIn(parameter, "query"))
                    .forEach(parameter -> reserved.add(parameter.name().value()));
            parts.add(new RequestPart.UndeclaredQuery(slot, reserved, operation.position()));
        }
    }

    // --- where values come from ---

    private Optional<Located<String>> with(String parameter) {
        return unit.with().stream()
                .filter(with -> with.parameter().equals(parameter))
                .map(UnitSpec.With::value)
                .findFirst();
    }

    private void ownInput(ParameterSpec own) {
        // One name is one input: what feeds a part of the request is there already, at its right place.
        if (!inputs.has(own.name().value())) {
            inputs.slot(declared(own));
        }
        own.value()
                .ifPresent(value -> problems.add(
                        ProblemCode.INPUT_UNSUPPORTED,
                        value.position(),
                        "a 'value' of an exposed input is not supported yet; what the caller gives for '"
                                + own.name().value() + "' is taken"));
    }

    private Optional<ParameterSpec> ownInput(String name) {
        return unit.inputs().stream()
                .filter(input -> input.name().value().equals(name))
                .findFirst();
    }

    private Operand operand(Target target) {
        return with(target.name())
                .map(value -> operand(value, target))
                .orElseGet(() -> new Operand.Input(inputs.slot(input(target.name(), target))));
    }

    private Operand operand(Located<String> value, Target target) {
        var reference = reference(value.value());
        if (reference.isPresent()) {
            reportUndeclared(reference.get(), value.position());
            return new Operand.Input(inputs.slot(input(reference.get(), at(value.position(), target))));
        }
        return fixed(value);
    }

    /** An exposed unit that declares inputs probably declares all of them. */
    private void reportUndeclared(String name, Position position) {
        var isDeclared = name.equals("body") || ownInput(name).isPresent() || pathVariables.contains(name);
        if (!unit.inputs().isEmpty() && !isDeclared) {
            problems.add(
                    ProblemCode.REFERENCE_UNKNOWN,
                    position,
                    "there is no input '" + name + "' (declared: "
                            + String.join(
                                    ", ",
                                    unit.inputs().stream()
                                            .map(own -> own.name().value())
                                            .toList())
                            + "); one of this name is assumed");
        }
    }

    private static Target at(Position position, Target target) {
        return new Target(
                target.name(), target.place(), target.type(), target.required(), target.description(), position);
    }

    /** The name of the input that a value of {@code with} refers to, or empty when it is a text. */
    private Optional<String> reference(String text) {
        var name = VariableScope.soleReference(text);
        if (name.isPresent()) {
            return variables.declares(name.get()) || variables.isNamespaced(name.get())
                    ? Optional.empty()
                    : Optional.of(afterPrefix(name.get()).orElse(name.get()));
        }
        return afterPrefix(text);
    }

    private Optional<String> afterPrefix(String text) {
        var plain = text.startsWith("$this.") ? text.substring("$this.".length()) : text;
        var prefixes = new ArrayList<String>();
        prefixes.add(namespace);
        prefixes.addAll(door.aliases());
        return prefixes.stream()
                .filter(prefix -> plain.startsWith(prefix + ".") && plain.length() > prefix.length() + 1)
                .findFirst()
                .map(prefix -> plain.substring(prefix.length() + 1));
    }

    private Operand fixed(Located<String> text) {
        var template = variables.template(text, true);
        uses.addAll(template.uses());
        return new Operand.Fixed(template);
    }

    /** The input of this door that feeds a target. */
    private Input input(String name, Target target) {
        if (door == Door.MCP) {
            return ownInput(name)
                    .map(own -> declared(own, target))
                    .orElseGet(() -> new Input(
                            name,
                            argument(target),
                            target.type(),
                            target.required(),
                            target.description(),
                            target.position()));
        }
        var variable = pathVariables.stream()
                .filter(name::equals)
                .findFirst()
                .or(() -> pathVariables.stream()
                        .filter(written -> target.place() == Place.PATH && Paths.isSameName(written, name))
                        .findFirst());
        if (variable.isPresent()) {
            reportSpelling(variable.get(), name, target);
            return new Input(
                    variable.get(), Location.PATH, target.type(), true, target.description(), target.position());
        }
        return ownInput(name).map(own -> declared(own, target)).orElseGet(() -> derived(name, target));
    }

    private static Location argument(Target target) {
        return target.place() == Place.WHOLE_BODY ? Location.BODY_ARGUMENT : Location.ARGUMENT;
    }

    private void reportSpelling(String written, String name, Target target) {
        if (!written.equals(name)) {
            problems.add(
                    ProblemCode.PATH_VARIABLE_ASSUMED,
                    unit.position(),
                    "{" + written + "} in the exposed path is taken for {" + name + "} of "
                            + operation.name().value() + " (" + target.position() + ")");
        }
    }

    /** An input of a route that only the called operation declares. */
    private Input derived(String name, Target target) {
        var location = switch (target.place()) {
            case HEADER -> Location.HEADER;
            case WHOLE_BODY -> Location.BODY;
            case BODY_MEMBER -> Location.BODY_MEMBER;
            case PATH, QUERY -> Location.QUERY;
        };
        if (target.place() == Place.PATH) {
            problems.add(
                    ProblemCode.PATH_VARIABLE_AS_QUERY,
                    unit.position(),
                    "the called operation " + operation.name().value() + " needs {" + target.name()
                            + "}, but the exposed path has no such variable; it is taken from the required query parameter '"
                            + name + "'");
        }
        return new Input(name, location, target.type(), target.required(), target.description(), target.position());
    }

    /** An input that the exposed unit declares itself. */
    private Input declared(ParameterSpec own) {
        var location = door == Door.MCP ? Location.ARGUMENT : location(own);
        var required = own.required().orElse(door == Door.MCP || location == Location.PATH);
        return new Input(
                own.name().value(),
                location,
                type(own, location == Location.BODY ? ValueType.OBJECT : ValueType.STRING),
                required,
                own.description(),
                own.position());
    }

    private Input declared(ParameterSpec own, Target target) {
        var input = declared(own);
        var isMember = target.place() == Place.BODY_MEMBER && input.location() == Location.BODY;
        var location =
                target.place() == Place.WHOLE_BODY ? door.body() : isMember ? Location.BODY_MEMBER : input.location();
        return new Input(
                input.name(),
                location,
                input.type(),
                input.required() || target.required(),
                input.description().or(target::description),
                input.position());
    }

    private Location location(ParameterSpec own) {
        return switch (in(own)) {
            case "path" -> Location.PATH;
            case "query" -> Location.QUERY;
            case "header" -> Location.HEADER;
            default -> own.name().value().equals("body") ? Location.BODY : Location.BODY_MEMBER;
        };
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
