package dev.capstan.cli;

import dev.capstan.cli.ParityFile.Api;
import dev.capstan.cli.ParityFile.Operation;
import dev.capstan.cli.ParityFile.Unit;
import dev.capstan.cli.ParityRequest.BodyKind;
import dev.capstan.cli.ParityRequest.Expected;
import dev.capstan.cli.ParityRequest.Pairs;
import dev.capstan.cli.ParityTargets.Place;
import dev.capstan.cli.ParityTargets.Target;
import dev.capstan.cli.ParityVariables.NotSimple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says what a file means: for one exposed unit, what its caller gives and what the upstream must get. It follows the
 * format and not Capstan's code, and gives up, with a reason, where the format leaves a choice.
 */
final class ParityOracle {
    private final ParityFile file;
    private final ParityVariables variables;
    private final Map<String, String> baseUris;

    /** @param baseUris what is in force in place of the base URI of a file, by namespace */
    ParityOracle(ParityFile file, ParityVariables variables, Map<String, String> baseUris) {
        this.file = file;
        this.variables = variables;
        this.baseUris = baseUris;
    }

    ParityCase of(Unit unit) throws NotSimple {
        if (unit.obstacle().isPresent()) {
            throw new NotSimple(unit.obstacle().get());
        }
        if (ParityPath.hasTouchingVariables(unit.path())) {
            throw new NotSimple("two variables of the exposed path touch");
        }
        var callee = callee(unit.call().orElseThrow());
        if (callee.operation().yaml().has("body")) {
            throw new NotSimple("the called operation has an explicit 'body'");
        }
        var format =
                callee.operation().yaml().text("outputRawFormat").orElse("").toLowerCase(Locale.ROOT);
        if (format.equals("avro") || format.equals("protobuf")) {
            throw new NotSimple("the answer needs a schema file");
        }
        return new UnitOracle(unit, callee).read();
    }

    /** An operation and the API it belongs to. */
    private record Callee(Api api, Operation operation) {
        String name() {
            return api.namespace() + "." + operation.name();
        }

        String nameWithResource() {
            return api.namespace() + "." + operation.resource() + "." + operation.name();
        }
    }

    private Callee callee(String call) throws NotSimple {
        var candidates = new ArrayList<Callee>();
        file.apis().forEach(api -> api.operations().forEach(operation -> candidates.add(new Callee(api, operation))));
        return first(candidates, candidate -> candidate.name().equals(call))
                .or(() -> first(
                        candidates, candidate -> candidate.nameWithResource().equals(call)))
                .or(() -> call.contains(".") ? Optional.empty() : ofOneWord(call, candidates))
                .orElseThrow(() -> new NotSimple(
                        file.apis().stream().anyMatch(api -> api.yaml().has("import"))
                                ? "the call goes into an import that is not there"
                                : "the call leads nowhere"));
    }

    private static Optional<Callee> first(List<Callee> candidates, Predicate<Callee> wanted) {
        return candidates.stream().filter(wanted).findFirst();
    }

    /** One word is an operation, if there is one of this name, or an API that has one operation. */
    private static Optional<Callee> ofOneWord(String word, List<Callee> candidates) {
        var byName = candidates.stream()
                .filter(candidate -> candidate.operation().name().equals(word))
                .toList();
        var byApi = candidates.stream()
                .filter(candidate -> candidate.api().namespace().equals(word))
                .toList();
        return Stream.of(byName, byApi)
                .filter(some -> some.size() == 1)
                .map(some -> some.get(0))
                .findFirst();
    }

    /** Puts together the request that one unit stands for. */
    private final class UnitOracle {
        private final Unit unit;
        private final Api api;
        private final Operation operation;
        private final ParityValues values;
        private final ParityGiven given;
        private final Map<String, String> byVariable = new LinkedHashMap<>();
        private final Pairs query = new Pairs();
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final ObjectNode members = TestServer.JSON.createObjectNode();
        private final Pairs form = new Pairs();
        private BodyKind bodyKind = BodyKind.NONE;
        private JsonNode body = TestServer.JSON.missingNode();

        UnitOracle(Unit unit, Callee callee) {
            this.unit = unit;
            this.api = callee.api();
            this.operation = callee.operation();
            this.values = new ParityValues(unit);
            this.given = new ParityGiven(unit);
        }

        ParityCase read() throws NotSimple {
            var base = ParityBaseUri.of(api, baseUris, variables);
            var credentials = ParityCredentials.of(api.yaml(), variables);
            var wanted = new ParityTargets(file, unit, api, operation, variables, credentials);
            var path = ParityPath.of(base.path(), operation.path(), wanted::isDeclaredInPath);
            var targets = wanted.of(path);
            targets.forEach(target -> values.need(target, path.isGreedy(target.name())));
            requireOneBody(targets);
            fixedHeaders();
            for (var target : targets) {
                fill(target);
            }
            given.giveTheRest(targets, values);
            queryOfThePath(path);
            if (wanted.hasNoParameters() && isBare(path)) {
                var value = "a b/ü'&+%41=";
                query.add("un declared", value);
                given.giveUndeclared("un declared", value);
            }
            credentials.query().forEach(query::add);
            headers.putAll(credentials.headers());
            if (bodyKind == BodyKind.JSON) {
                headers.putIfAbsent("Content-Type", "application/json");
            }
            var expected = new Expected(
                    operation.method(),
                    base.authority(),
                    path.filled(byVariable::get),
                    path.endsWithSlash(),
                    query,
                    headers,
                    bodyKind,
                    body,
                    form);
            return new ParityCase(file, unit, operation, given, expected);
        }

        private static void requireOneBody(List<Target> targets) throws NotSimple {
            var kinds = targets.stream()
                    .map(Target::place)
                    .filter(Set.of(Place.BODY, Place.MEMBER, Place.FORM)::contains)
                    .distinct()
                    .count();
            if (kinds > 1) {
                throw new NotSimple("the body is a whole and has parts");
            }
        }

        private void fixedHeaders() throws NotSimple {
            for (var header : api.yaml().get("headers").map(RawYaml::entries).orElse(List.of())) {
                headers.put(header.key(), variables.filled(header.value().text()));
            }
        }

        private void fill(Target target) throws NotSimple {
            if (target.constant().isPresent()) {
                fill(target, target.constant().get());
            } else {
                var value = values.of(target.input().orElseThrow());
                fill(target, value);
                given.give(target, value);
            }
        }

        private void fill(Target target, JsonNode value) throws NotSimple {
            switch (target.place()) {
                case PATH -> byVariable.put(target.name(), ParityValues.scalar(value, "the path"));
                case QUERY -> ParityValues.texts(value).forEach(text -> query.add(target.name(), text));
                case HEADER -> headers.put(target.name(), ParityValues.scalar(value, "a header"));
                case BODY -> body(value.isString() ? BodyKind.TEXT : BodyKind.JSON, value);
                case MEMBER -> {
                    members.set(target.name(), target.constant().isPresent() ? typed(value, target) : value);
                    body(BodyKind.JSON, members);
                }
                case FORM -> {
                    form.add(target.name(), ParityValues.scalar(value, "a form"));
                    var isFile = target.type().filter("file"::equals).isPresent();
                    body(isFile || bodyKind == BodyKind.MULTIPART ? BodyKind.MULTIPART : BodyKind.FORM, body);
                }
            }
        }

        private void body(BodyKind kind, JsonNode value) {
            bodyKind = kind;
            body = value;
        }

        /** A constant text becomes what the type of its target says. */
        private static JsonNode typed(JsonNode value, Target target) {
            var isOther = target.type()
                    .filter(type -> Set.of("integer", "number", "boolean").contains(type))
                    .isPresent();
            return isOther && value.isString() ? TestServer.JSON.readTree(value.asString()) : value;
        }

        private void queryOfThePath(ParityPath path) throws NotSimple {
            for (var piece : path.query()) {
                if (query.has(piece.name())) {
                    throw new NotSimple("the path sets a query parameter that is an input, too");
                }
                query.add(piece.name(), ParityPath.filled(piece.value(), byVariable::get));
            }
        }

        /** Whether a plain call has nothing that could want a value, so that it passes on what it is given. */
        private boolean isBare(ParityPath path) {
            return unit.inputs().isEmpty()
                    && unit.with().isEmpty()
                    && path.variables().isEmpty()
                    && unit.exposedVariables().isEmpty();
        }
    }
}
