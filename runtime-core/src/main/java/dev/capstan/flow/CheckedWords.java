package dev.capstan.flow;

import dev.capstan.value.TextPattern;
import dev.capstan.value.ValueType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The words of a schema that values are checked against. Public files are sloppy: what makes no sense is left out and not
 * held against callers. There are no references among them, so nothing is ever loaded.
 */
final class CheckedWords {
    /** The formats of JSON Schema that are clear enough; others, such as {@code int32}, are only shown. */
    private static final Set<String> FORMATS = Set.of("date", "date-time", "email", "uri", "uuid", "ipv4", "ipv6");

    private static final Map<String, ValueType> TYPES = Arrays.stream(ValueType.values())
            .filter(type -> type != ValueType.ANY)
            .collect(Collectors.toUnmodifiableMap(ValueType::label, type -> type));

    private static final int MAX_COUNT = 1_000_000_000;
    private static final int MAX_SCALE = 100;

    private CheckedWords() {}

    /** @return empty when there are none */
    static ObjectNode of(Map<?, ?> words) {
        var schema = JsonNodeFactory.instance.objectNode();
        words.forEach((word, value) -> put(String.valueOf(word), value, schema));
        members(words, schema);
        if (words.get("enum") instanceof List<?> choices && !choices.isEmpty()) {
            var type = type(schema);
            var array = schema.putArray("enum");
            choices.forEach(choice -> array.add(CheckedValue.typed(node(choice), type)));
        }
        return schema;
    }

    private static void put(String word, Object value, ObjectNode schema) {
        switch (word) {
            case "type" -> {
                if (value instanceof String text && TYPES.containsKey(text)) {
                    schema.put(word, text);
                }
            }
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" -> {
                if (isTame(value)) {
                    schema.put(word, (BigDecimal) value);
                }
            }
            case "multipleOf" -> {
                if (isTame(value) && ((BigDecimal) value).signum() > 0) {
                    schema.put(word, (BigDecimal) value);
                }
            }
            case "minLength", "maxLength", "minItems", "maxItems" -> {
                if (isCount(value)) {
                    schema.put(word, ((BigDecimal) value).intValue());
                }
            }
            case "format" -> {
                if (value instanceof String text && FORMATS.contains(text)) {
                    schema.put(word, text);
                }
            }
            case "pattern" -> {
                if (value instanceof String text && TextPattern.of(text).isPresent()) {
                    schema.put(word, text);
                }
            }
            case "uniqueItems" -> {
                if (Boolean.TRUE.equals(value)) {
                    schema.put(word, true);
                }
            }
            case "items" -> putSchema(word, value, schema);
            default -> {}
        }
    }

    private static void putSchema(String word, Object value, ObjectNode schema) {
        var said = value instanceof Map<?, ?> words ? of(words) : JsonNodeFactory.instance.objectNode();
        if (!said.isEmpty()) {
            schema.set(word, said);
        }
    }

    private static void members(Map<?, ?> words, ObjectNode schema) {
        var isClosed = Boolean.FALSE.equals(words.get("additionalProperties"));
        if (words.get("properties") instanceof Map<?, ?> properties && !properties.isEmpty()) {
            var checked = JsonNodeFactory.instance.objectNode();
            properties.forEach((name, member) -> {
                var said = member instanceof Map<?, ?> known ? of(known) : JsonNodeFactory.instance.objectNode();
                if (isClosed || !said.isEmpty()) {
                    checked.set(String.valueOf(name), said);
                }
            });
            if (!checked.isEmpty()) {
                schema.set("properties", checked);
            }
            // Without known members it would forbid all of them, which nobody means.
            if (isClosed) {
                schema.put("additionalProperties", false);
            }
        }
        if (words.get("additionalProperties") instanceof Map<?, ?> others) {
            putSchema("additionalProperties", others, schema);
        }
        if (words.get("required") instanceof List<?> required && !required.isEmpty()) {
            var names = schema.putArray("required");
            required.forEach(name -> names.add(String.valueOf(name)));
        }
    }

    /** The type that a schema names; any when it names none. */
    static ValueType type(ObjectNode schema) {
        return TYPES.getOrDefault(schema.path("type").asString(""), ValueType.ANY);
    }

    /** A number with a huge exponent is a few bytes, and reckoning with it may take for ever. */
    private static boolean isTame(Object value) {
        return value instanceof BigDecimal number && Math.abs((long) number.scale()) <= MAX_SCALE;
    }

    private static boolean isCount(Object value) {
        return isTame(value)
                && ((BigDecimal) value).signum() >= 0
                && ((BigDecimal) value).stripTrailingZeros().scale() <= 0
                && ((BigDecimal) value).compareTo(BigDecimal.valueOf(MAX_COUNT)) <= 0;
    }

    private static JsonNode node(Object value) {
        if (value instanceof BigDecimal number) {
            return JsonNodeFactory.instance.numberNode(number);
        }
        return value instanceof Boolean flag
                ? JsonNodeFactory.instance.booleanNode(flag)
                : JsonNodeFactory.instance.stringNode(String.valueOf(value));
    }
}
