package dev.capstan.mcp;

import dev.capstan.flow.Input;
import dev.capstan.flow.Inputs;
import dev.capstan.flow.Location;
import dev.capstan.value.ValueType;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JSON Schema of a tool's arguments: what is known of its inputs and nothing else. */
final class ToolSchema {
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
        if (!input.shape().choices().isEmpty() && !input.type().isStructured()) {
            property.put(
                    "enum",
                    input.shape().choices().stream()
                            .map(choice -> value(choice, input.type()))
                            .toList());
        }
        input.shape()
                .standard()
                .filter(standard -> !input.type().isStructured())
                .ifPresent(standard -> property.put("default", value(standard, input.type())));
        if (input.type() == ValueType.ARRAY) {
            // Strict clients refuse a list without this.
            property.put(
                    "items",
                    input.shape()
                            .items()
                            .<Map<String, Object>>map(type -> type == ValueType.ARRAY
                                    ? Map.of("type", type.label(), "items", Map.of())
                                    : Map.of("type", type.label()))
                            .orElse(Map.of()));
        }
        input.shape()
                .pattern()
                .filter(pattern -> !input.type().isStructured())
                .ifPresent(pattern -> property.put("pattern", pattern.toString()));
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
