package dev.capstan.mcp;

import dev.capstan.flow.Input;
import dev.capstan.flow.Inputs;
import dev.capstan.flow.Location;
import dev.capstan.value.ValueType;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JSON Schema of a tool's arguments: what is known of its inputs and nothing else. */
final class ToolSchema {
    /** What regular expressions of ECMA-262 do not have (JSON Schema 2020-12, section 6.4); strict clients refuse the tool. */
    private static final Pattern OWN_SYNTAX =
            Pattern.compile("\\\\[AzQECa]|\\\\[pP][A-Z]|\\(\\?[a-zA-Z-]+[:)]|\\(\\?P<|\\[\\[:");

    private ToolSchema() {}

    static Map<String, Object> of(Inputs inputs) {
        var properties = new LinkedHashMap<String, Object>();
        inputs.list().forEach(input -> properties.put(input.name(), property(input)));
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        var required = inputs.list().stream()
                .filter(Input::isNeeded)
                .map(Input::name)
                .distinct()
                .toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> property(Input input) {
        var property = new LinkedHashMap<String, Object>();
        if (input.type() != ValueType.ANY) {
            property.put("type", input.type().label());
        }
        description(input).ifPresent(description -> property.put("description", description));
        if (!input.type().isStructured()) {
            property.putAll(choicesAndPattern(input, input.type()));
        }
        input.shape()
                .standard()
                .filter(standard -> !input.type().isStructured())
                .ifPresent(standard -> property.put("default", value(standard, input.type())));
        if (input.type() == ValueType.ARRAY) {
            property.put("items", items(input));
        }
        input.shape().members().forEach((word, value) -> {
            if (isOf(input.type(), word)) {
                property.put(word, value);
            }
        });
        if (isBinary(input)) {
            property.put("contentEncoding", "base64");
        }
        if (input.location() == Location.QUERY_ARGUMENT) {
            property.put("additionalProperties", true);
        }
        return property;
    }

    /** Of a list it is the items of which the file tells what they may be; strict clients refuse a list without them. */
    private static Map<String, Object> items(Input input) {
        var items = new LinkedHashMap<String, Object>();
        var type = input.shape().items();
        type.ifPresent(known -> items.put("type", known.label()));
        if (type.equals(Optional.of(ValueType.ARRAY))) {
            items.put("items", Map.of());
        } else {
            items.putAll(choicesAndPattern(input, type.orElse(ValueType.STRING)));
        }
        return items;
    }

    private static Map<String, Object> choicesAndPattern(Input input, ValueType type) {
        var words = new LinkedHashMap<String, Object>();
        if (!input.shape().choices().isEmpty()) {
            words.put(
                    "enum",
                    input.shape().choices().stream()
                            .map(choice -> value(choice, type))
                            .toList());
        }
        input.shape()
                .pattern()
                .map(Object::toString)
                .filter(pattern -> !OWN_SYNTAX.matcher(pattern).find())
                .ifPresent(pattern -> words.put("pattern", pattern));
        return words;
    }

    /** Whether a word of JSON Schema says something about values of a type. */
    private static boolean isOf(ValueType type, String word) {
        return switch (word) {
            case "items", "minItems", "maxItems", "uniqueItems" -> type == ValueType.ARRAY;
            case "properties", "required", "additionalProperties" -> type == ValueType.OBJECT;
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf" ->
                type == ValueType.INTEGER || type == ValueType.NUMBER;
            case "minLength", "maxLength", "format" -> !type.isStructured();
            default -> false;
        };
    }

    /** What the file says, and under which name the value is sent when clients cannot write that. */
    private static Optional<String> description(Input input) {
        var notes = Stream.of(
                        isBinary(input) ? "Its bytes in Base64, or a data: URL." : "",
                        input.name().equals(input.writtenName()) ? "" : "Sent as " + input.writtenName() + ".")
                .filter(note -> !note.isEmpty())
                .collect(Collectors.joining(" "));
        return notes.isEmpty()
                ? input.description()
                : Optional.of(input.description()
                        .map(text -> text + (text.matches("(?s).*[.!?:]\\s*") ? " " : ". ") + notes)
                        .orElse(notes));
    }

    private static boolean isBinary(Input input) {
        return input.shape().binary() && input.type() == ValueType.STRING;
    }

    /** A value of a file in the input's type; text where it is of another. */
    private static Object value(String text, ValueType type) {
        if (type == ValueType.BOOLEAN && type.acceptsText(text)) {
            return Boolean.valueOf(text);
        }
        var isNumber = type == ValueType.INTEGER || type == ValueType.NUMBER;
        return isNumber && type.acceptsText(text) ? new BigDecimal(text) : text;
    }
}
