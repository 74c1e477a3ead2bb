package dev.capstan.cli;

import dev.capstan.cli.ParityFile.Parameter;
import dev.capstan.cli.ParityFile.Unit;
import dev.capstan.cli.ParityRequest.Pairs;
import dev.capstan.cli.ParityTargets.Place;
import dev.capstan.cli.ParityTargets.Target;
import dev.capstan.cli.ParityVariables.NotSimple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the caller of a unit gives, each value in the place where the unit's door takes it. */
final class ParityGiven {
    private final Unit unit;
    private final Map<String, String> path = new LinkedHashMap<>();
    private final Pairs query = new Pairs();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final ObjectNode members = TestServer.JSON.createObjectNode();
    private final ObjectNode arguments = TestServer.JSON.createObjectNode();
    private Optional<JsonNode> body = Optional.empty();

    ParityGiven(Unit unit) {
        this.unit = unit;
    }

    /** The values of the variables of a route's path, by their names there. */
    Map<String, String> path() {
        return path;
    }

    Pairs query() {
        return query;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** The body of a REST request; text is not JSON. */
    Optional<JsonNode> body() {
        return body.or(() -> members.isEmpty() ? Optional.empty() : Optional.of(members));
    }

    ObjectNode arguments() {
        return arguments;
    }

    void give(Target target, JsonNode value) throws NotSimple {
        var name = target.input().orElseThrow();
        if (unit.door() == Door.MCP) {
            arguments.set(name, value);
            return;
        }
        var variable = unit.exposedVariable(name, target.place() == Place.PATH);
        if (variable.isPresent()) {
            path.put(variable.get(), ParityValues.scalar(value, "the path"));
        } else if (target.place() == Place.BODY) {
            body = Optional.of(value);
        } else {
            give(name, unit.own(name).map(Parameter::in).orElseGet(() -> place(target)), value);
        }
    }

    private static String place(Target target) {
        return switch (target.place()) {
            case PATH, QUERY -> "query";
            case HEADER -> "header";
            case BODY, MEMBER, FORM -> "body";
        };
    }

    private void give(String name, String in, JsonNode value) throws NotSimple {
        switch (in) {
            case "query", "path" -> {
                if (!query.has(name)) {
                    ParityValues.texts(value).forEach(text -> query.add(name, text));
                }
            }
            case "header" -> headers.put(name, ParityValues.scalar(value, "a header"));
            case "body" -> members.set(name, value);
            default -> throw new NotSimple("an exposed input in '" + in + "'");
        }
    }

    /** What is declared but feeds nothing may be asked for all the same. */
    void giveTheRest(List<Target> targets, ParityValues values) throws NotSimple {
        unit.exposedVariables().forEach(variable -> path.putIfAbsent(variable, "spare ü"));
        for (var input : unit.inputs()) {
            if (unit.door() == Door.REST
                    && (input.fixed().isPresent() || input.yaml().has("mapping"))) {
                throw new NotSimple("an exposed input with a 'value'");
            }
            var isUsed = targets.stream()
                            .anyMatch(target ->
                                    target.input().filter(input.name()::equals).isPresent())
                    || path.keySet().stream().anyMatch(name -> ParityTargets.isSameName(name, input.name()));
            if (!isUsed) {
                giveUnused(input, values);
            }
        }
        if (body.isPresent() && !members.isEmpty()) {
            throw new NotSimple("the body is a whole and has parts");
        }
    }

    private void giveUnused(Parameter input, ParityValues values) throws NotSimple {
        var value = values.unused(input);
        if (unit.door() == Door.REST) {
            give(input.name(), input.in(), value);
        } else if (arguments.has("body") && unit.own("body").isEmpty()) {
            throw new NotSimple("arguments that make the body");
        } else {
            arguments.set(input.name(), value);
        }
    }

    /** Gives a query parameter that nobody declares. */
    void giveUndeclared(String name, String value) {
        query.add(name, value);
        arguments.putObject("query").put(name, value);
    }
}
