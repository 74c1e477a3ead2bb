package dev.capstan.mapping;

import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonPath;
import dev.capstan.value.Operand;
import dev.capstan.value.Scope;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import dev.capstan.value.Variables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The form of an answer (format, section on output parameters): where its parts come from. Compiled, immutable and
 * thread-safe.
 */
public sealed interface OutputShape {
    /**
     * What is made of a document.
     *
     * @param from the document, the values of the call and the variables
     * @return empty when there is nothing at the places that it names
     */
    Optional<JsonNode> of(Source from);

    /**
     * The form of the result for people, before there is a document: what comes from it shows as {@code <path>}.
     *
     * @param from the values of the call; its document is not looked at
     */
    JsonNode expected(Source from);

    /**
     * What is known of the result before any call, as JSON Schema; empty when nothing is certain. What a file calls the
     * type of a mapped value is a claim about the upstream, so it is not in here.
     */
    default Map<String, Object> schema() {
        return Map.of();
    }

    /**
     * What shapes are made from.
     *
     * @param document the answer, or the part of it that paths start from
     */
    record Source(JsonNode document, Scope scope, Variables variables) {
        Source at(JsonNode part) {
            return new Source(part, scope, variables);
        }
    }

    /**
     * What is at a path of the document.
     *
     * @param otherwise where it is when it is not there
     * @param maxLength where a longer text is cut off
     */
    record At(JsonPath path, List<JsonPath> otherwise, int maxLength) implements OutputShape {
        /** No text is too long. */
        public static final int ANY_LENGTH = Integer.MAX_VALUE;

        public At {
            otherwise = List.copyOf(otherwise);
        }

        public At(JsonPath path) {
            this(path, List.of(), ANY_LENGTH);
        }

        @Override
        public Optional<JsonNode> of(Source from) {
            var found = path.find(from.document());
            if (found.isPresent() && (path.isDefinite() || !found.get().isEmpty())) {
                return found.map(this::cut);
            }
            return otherwise.stream()
                    .flatMap(other -> other.find(from.document()).stream())
                    .findFirst()
                    .or(() -> found)
                    .map(this::cut);
        }

        @Override
        public JsonNode expected(Source from) {
            return text("<" + path + ">");
        }

        private JsonNode cut(JsonNode node) {
            if (!node.isString() || node.stringValue().length() <= maxLength) {
                return node;
            }
            var text = node.stringValue();
            // Half of a surrogate pair is no character.
            var end =
                    maxLength > 0 && Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
            return text(text.substring(0, end));
        }
    }

    /**
     * A value of the file, of the call, or of an earlier step.
     *
     * @param type what a text of the file stands for
     */
    record Given(Operand operand, ValueType type) implements OutputShape {
        @Override
        public Optional<JsonNode> of(Source from) {
            return operand.value(from.scope(), from.variables()).map(this::typed);
        }

        @Override
        public JsonNode expected(Source from) {
            return of(from).orElseGet(JsonNodeFactory.instance::nullNode);
        }

        private JsonNode typed(Value value) {
            var isText =
                    value instanceof Value.Text || value instanceof Value.Json json && json.kind() == JsonKind.STRING;
            if (!isText || type == ValueType.STRING) {
                return value.tree();
            }
            var text = value.text();
            var isPlain = type == ValueType.BOOLEAN || type == ValueType.INTEGER || type == ValueType.NUMBER;
            if (isPlain && type.acceptsText(text)) {
                return Value.Json.of(text).map(Value::tree).orElseGet(value::tree);
            }
            var structured = type.isStructured() ? Value.Json.of(text) : Optional.<Value.Json>empty();
            return structured
                    .filter(json -> json.kind() == JsonKind.OBJECT || json.kind() == JsonKind.ARRAY)
                    .map(Value::tree)
                    .orElseGet(value::tree);
        }
    }

    /**
     * One element of a list.
     *
     * @param named what becomes of one that is an object
     * @param other what becomes of any other
     */
    record Item(OutputShape named, OutputShape other) implements OutputShape {
        @Override
        public Optional<JsonNode> of(Source from) {
            return (from.document().isObject() ? named : other).of(from);
        }

        @Override
        public JsonNode expected(Source from) {
            return named.expected(from);
        }

        @Override
        public Map<String, Object> schema() {
            return named.schema();
        }
    }

    /** What is made of a value, in place of the document. */
    record Of(Operand operand, OutputShape shape) implements OutputShape {
        @Override
        public Optional<JsonNode> of(Source from) {
            return operand.value(from.scope(), from.variables()).flatMap(value -> shape.of(from.at(value.tree())));
        }

        @Override
        public JsonNode expected(Source from) {
            return shape.expected(from);
        }

        @Override
        public Map<String, Object> schema() {
            return shape.schema();
        }
    }

    /**
     * An object.
     *
     * @param base where the paths of its members start; the document itself when it is the root
     * @param isOpen whether a member that has nothing is left out; otherwise it is null
     */
    record Members(JsonPath base, Map<String, OutputShape> members, boolean isOpen) implements OutputShape {
        public Members {
            members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        @Override
        public Optional<JsonNode> of(Source from) {
            return base.find(from.document()).filter(part -> !part.isNull()).map(part -> {
                var object = JsonNodeFactory.instance.objectNode();
                var source = from.at(part);
                members.forEach((name, shape) -> shape.of(source)
                        .or(() -> isOpen ? Optional.empty() : Optional.of(JsonNodeFactory.instance.nullNode()))
                        .ifPresent(value -> object.set(name, value)));
                return object;
            });
        }

        @Override
        public JsonNode expected(Source from) {
            var object = JsonNodeFactory.instance.objectNode();
            members.forEach((name, shape) -> object.set(name, shape.expected(from)));
            return object;
        }

        @Override
        public Map<String, Object> schema() {
            var properties = new LinkedHashMap<String, Object>();
            members.forEach((name, shape) -> properties.put(name, nullable(shape)));
            var schema = new LinkedHashMap<String, Object>();
            schema.put("type", "object");
            schema.put("properties", properties);
            return schema;
        }

        private static Map<String, Object> nullable(OutputShape shape) {
            var schema = new LinkedHashMap<>(shape.schema());
            schema.computeIfPresent("type", (key, type) -> List.of(type, "null"));
            return schema;
        }
    }

    /**
     * A list: each item of the one at a path. Where a mock has no document, the list of the item alone.
     *
     * @param item what each item becomes
     */
    record Elements(JsonPath base, OutputShape item) implements OutputShape {
        @Override
        public Optional<JsonNode> of(Source from) {
            return base.find(from.document()).filter(JsonNode::isArray).map(list -> {
                var items = JsonNodeFactory.instance.arrayNode(list.size());
                list.forEach(element -> items.add(item.of(from.at(element)).orElseGet(items::nullNode)));
                return items;
            });
        }

        @Override
        public JsonNode expected(Source from) {
            return JsonNodeFactory.instance.arrayNode().add(item.expected(from)).add(text("<more of " + base + ">"));
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "array");
        }
    }

    /**
     * The elements of one name in XML, where one alone is no list and none is nothing (format, section on reading the
     * response): a list of as many items as there are.
     *
     * @param item what each element becomes
     */
    record Repeated(JsonPath base, OutputShape item) implements OutputShape {
        @Override
        public Optional<JsonNode> of(Source from) {
            var items = JsonNodeFactory.instance.arrayNode();
            base.find(from.document()).ifPresent(found -> {
                if (found.isArray()) {
                    found.forEach(element -> add(element, from, items));
                } else {
                    add(found, from, items);
                }
            });
            return Optional.of(items);
        }

        private void add(JsonNode element, Source from, ArrayNode items) {
            items.add(item.of(from.at(element)).orElseGet(items::nullNode));
        }

        @Override
        public JsonNode expected(Source from) {
            return new Elements(base, item).expected(from);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "array");
        }
    }

    /** A list with one item, of what is no list: the form of a mock's list. */
    record One(OutputShape item) implements OutputShape {
        @Override
        public Optional<JsonNode> of(Source from) {
            var items = JsonNodeFactory.instance.arrayNode();
            item.of(from).ifPresent(items::add);
            return Optional.of(items);
        }

        @Override
        public JsonNode expected(Source from) {
            return JsonNodeFactory.instance.arrayNode().add(item.expected(from));
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "array");
        }
    }

    /** An object with open names: each value of the one at a path. */
    record Values(JsonPath base, OutputShape value) implements OutputShape {
        @Override
        public Optional<JsonNode> of(Source from) {
            return base.find(from.document()).filter(JsonNode::isObject).map(object -> {
                var values = JsonNodeFactory.instance.objectNode();
                object.properties()
                        .forEach(entry -> values.set(
                                entry.getKey(),
                                value.of(from.at(entry.getValue())).orElseGet(JsonNodeFactory.instance::nullNode)));
                return values;
            });
        }

        @Override
        public JsonNode expected(Source from) {
            return JsonNodeFactory.instance.objectNode().set("<each name of " + base + ">", value.expected(from));
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "object");
        }
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    /** What another shape gives, and null where it gives nothing. */
    record OrNull(OutputShape shape) implements OutputShape {
        @Override
        public Optional<JsonNode> of(Source from) {
            return shape.of(from).or(() -> Optional.of(JsonNodeFactory.instance.nullNode()));
        }

        @Override
        public JsonNode expected(Source from) {
            return shape.expected(from);
        }
    }

    /** The first of several that gives something other than null. */
    record First(List<OutputShape> shapes) implements OutputShape {
        public First {
            shapes = List.copyOf(shapes);
        }

        @Override
        public JsonNode expected(Source from) {
            return shapes.get(0).expected(from);
        }

        @Override
        public Optional<JsonNode> of(Source from) {
            for (var shape : shapes) {
                var found = shape.of(from).filter(node -> !node.isNull());
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
    }
}
