package dev.capstan.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value as it is checked: a tree of its own, in which texts are what the types say, and numbers are texts where those are
 * wanted. So both doors are judged alike, and a schema is no stricter than an input about what callers and models confuse.
 */
final class CheckedValue {
    private CheckedValue() {}

    /**
     * The tree of a value.
     *
     * @return empty when nothing can be said of it: files, and bodies that are compressed or no JSON
     */
    static Optional<JsonNode> of(Input input, Value value) {
        if (input.shape().binary()) {
            return Optional.empty();
        }
        if (value instanceof Value.Content body) {
            return body(input.type(), body);
        }
        if (value instanceof Value.Texts texts) {
            return Optional.of(list(input, texts.texts()));
        }
        if (value instanceof Value.Text text) {
            return Optional.of(text(input, text.text()));
        }
        if (value instanceof Value.Json json) {
            return Optional.of(json(input.type(), json));
        }
        return Optional.empty();
    }

    private static Optional<JsonNode> body(ValueType type, Value.Content body) {
        if (body.encoding().isPresent()) {
            return Optional.empty();
        }
        return type.isStructured() || type == ValueType.ANY
                ? Value.Json.of(body.text()).map(Value::json).map(JsonText::boundedTree)
                : Optional.of(scalar(type, body.text()));
    }

    /** In a query or a header an object or a list may be JSON text. */
    private static JsonNode text(Input input, String text) {
        if (!input.type().isStructured()) {
            return scalar(input.type(), text);
        }
        var wanted = input.type() == ValueType.ARRAY ? JsonKind.ARRAY : JsonKind.OBJECT;
        var json = Value.Json.of(text).filter(found -> found.kind() == wanted);
        if (json.isPresent()) {
            return JsonText.boundedTree(json.get().json());
        }
        return input.type() == ValueType.ARRAY ? list(input, List.of(text)) : JsonNodeFactory.instance.stringNode(text);
    }

    private static ArrayNode list(Input input, List<String> texts) {
        var items = input.shape().items().orElse(ValueType.STRING);
        var list = JsonNodeFactory.instance.arrayNode();
        texts.forEach(text -> list.add(scalar(items, text)));
        return list;
    }

    private static JsonNode json(ValueType type, Value.Json json) {
        // A whole body that is declared as text may be anything, and is a text for its limits.
        return type == ValueType.STRING || json.kind() == JsonKind.STRING
                ? scalar(type, json.text())
                : JsonText.boundedTree(json.json());
    }

    private static JsonNode scalar(ValueType type, String text) {
        var isNumber = type == ValueType.INTEGER
                || type == ValueType.NUMBER
                || type == ValueType.ANY && JsonText.isNumber(text);
        return isNumber && type.acceptsText(text) || type == ValueType.BOOLEAN && type.acceptsText(text)
                ? JsonText.boundedTree(text.getBytes(UTF_8))
                : JsonNodeFactory.instance.stringNode(text);
    }

    /** The same tree, changed, with everything below it in the types of the schema, and without members that are null. */
    static JsonNode typed(JsonNode node, ObjectNode schema) {
        if (node instanceof ObjectNode object) {
            members(object, schema);
            return object;
        }
        if (node instanceof ArrayNode array) {
            if (schema.get("items") instanceof ObjectNode items) {
                var type = CheckedWords.type(items);
                replace(array, item -> item.isContainer() ? typed(item, items) : typed(item, type));
            }
            return array;
        }
        return typed(node, CheckedWords.type(schema));
    }

    private static void members(ObjectNode object, ObjectNode schema) {
        var known = schema.path("properties");
        var others = schema.path("additionalProperties");
        object.properties().removeIf(member -> member.getValue().isNull());
        object.properties().forEach(member -> {
            var said = known.has(member.getKey()) ? known.get(member.getKey()) : others;
            if (said instanceof ObjectNode words) {
                member.setValue(typed(member.getValue(), words));
            }
        });
    }

    private static void replace(ArrayNode array, UnaryOperator<JsonNode> change) {
        for (var i = 0; i < array.size(); i++) {
            array.set(i, change.apply(array.get(i)));
        }
    }

    /** A text, a number or a boolean as one of that type where it can be; others stay. */
    static JsonNode typed(JsonNode node, ValueType type) {
        if (type == ValueType.STRING && (node.isNumber() || node.isBoolean())) {
            return JsonNodeFactory.instance.stringNode(node.asString());
        }
        return node.isString() && type != ValueType.ANY ? scalar(type, node.stringValue()) : node;
    }
}
