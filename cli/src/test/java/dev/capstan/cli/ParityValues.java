package dev.capstan.cli;

import dev.capstan.cli.ParityFile.Parameter;
import dev.capstan.cli.ParityFile.Unit;
import dev.capstan.cli.ParityTargets.Place;
import dev.capstan.cli.ParityTargets.Target;
import dev.capstan.cli.ParityVariables.NotSimple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Makes up a value for each input of a unit: of the right type, and with everything in it that wants encoding. */
final class ParityValues {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Unit unit;
    private final Map<String, Need> needs = new HashMap<>();

    /** What an input is for. */
    private record Need(String target, Optional<Parameter> declaration, boolean isHeader, boolean isGreedy) {}

    ParityValues(Unit unit) {
        this.unit = unit;
    }

    /** Tells that an input feeds a target. The value is named after the first, so that both doors send the same. */
    void need(Target target, boolean isGreedy) {
        target.input()
                .ifPresent(input -> need(
                        input,
                        new Need(
                                target.name(),
                                target.declaration(),
                                target.place() == Place.HEADER,
                                isGreedy && target.place() == Place.PATH)));
    }

    private void need(String input, Need need) {
        needs.merge(
                input,
                need,
                (first, next) -> new Need(
                        first.target(),
                        first.declaration().or(next::declaration),
                        first.isHeader() || next.isHeader(),
                        first.isGreedy() || next.isGreedy()));
    }

    /** A value for an input that feeds nothing. */
    JsonNode unused(Parameter input) throws NotSimple {
        need(input.name(), new Need(input.name(), Optional.empty(), false, false));
        return of(input.name());
    }

    JsonNode of(String input) throws NotSimple {
        var own = unit.own(input);
        var known = needs.get(input);
        var isOwnHeader = own.filter(it -> it.in().equals("header")).isPresent();
        var need = new Need(known.target(), known.declaration(), known.isHeader() || isOwnHeader, known.isGreedy());
        if (Stream.of(own, need.declaration())
                .flatMap(Optional::stream)
                .anyMatch(parameter -> parameter.yaml().has("pattern"))) {
            throw new NotSimple("an input with a 'pattern'");
        }
        var choice =
                own.flatMap(ParityValues::choice).or(() -> need.declaration().flatMap(ParityValues::choice));
        var isBody = own.isEmpty() && input.equals("body");
        var type = own.flatMap(Parameter::type)
                .or(() -> need.declaration().flatMap(Parameter::type))
                .orElse(isBody ? "object" : "string");
        return choice.isPresent() && type.equals("string")
                ? text(choice.get())
                : value(type, need, own.or(need::declaration));
    }

    private static Optional<String> choice(Parameter parameter) {
        return parameter.yaml().items("enum").stream().map(RawYaml::text).findFirst();
    }

    private static JsonNode value(String type, Need need, Optional<Parameter> declaration) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "integer", "int" ->
                JSON.numberNode(7 + Math.floorMod(need.target().hashCode(), 1000));
            case "number" -> JSON.numberNode(1.5 + Math.floorMod(need.target().hashCode(), 1000));
            case "boolean" -> JSON.booleanNode(true);
            case "object", "json" -> object(need);
            case "array" -> array(need, declaration.flatMap(it -> it.yaml().get("items")));
            default -> text(words(need));
        };
    }

    private static JsonNode object(Need need) {
        var object = JSON.objectNode();
        object.put("text", words(need) + "\"\\\n");
        object.put("n", 1.5);
        object.putArray("list").add(1).addNull().addObject().put("ü", true);
        return object;
    }

    private static JsonNode array(Need need, Optional<RawYaml> items) {
        var array = JSON.arrayNode();
        switch (items.flatMap(it -> it.text("type")).orElse("string")) {
            case "integer", "number" -> array.add(7).add(11);
            case "boolean" -> array.add(true).add(false);
            case "object" -> array.add(object(need));
            default -> array.add(words(need)).add("second & last");
        }
        return array;
    }

    private static String words(Need need) {
        var name = need.target().replaceAll("[^A-Za-z0-9]", "");
        if (need.isHeader()) {
            return switch (need.target().toLowerCase(Locale.ROOT)) {
                case "content-type", "accept" -> "application/json";
                case "content-encoding", "accept-encoding" -> "identity";
                default -> name + " a/'&+%41";
            };
        }
        return name + (need.isGreedy() ? "/über/a b'&+%41" : " a/ü'&+%41");
    }

    static JsonNode text(String text) {
        return JSON.stringNode(text);
    }

    /** A value as it is written where it stands alone. */
    static String scalar(JsonNode value, String where) throws NotSimple {
        if (value.isContainer()) {
            throw new NotSimple("a list or an object in " + where);
        }
        return asText(value);
    }

    /** A value as it is written where a list is written item by item. */
    static List<String> texts(JsonNode value) throws NotSimple {
        if (!value.isArray()) {
            return List.of(asText(value));
        }
        var texts = new ArrayList<String>();
        for (var item : value) {
            if (item.isContainer()) {
                throw new NotSimple("a list of objects outside of a body");
            }
            texts.add(asText(item));
        }
        return texts;
    }

    private static String asText(JsonNode value) {
        return value.isContainer() ? value.toString() : value.asString();
    }
}
