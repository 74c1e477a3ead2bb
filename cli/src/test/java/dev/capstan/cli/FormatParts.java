package dev.capstan.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The parts of a file by their place in it, as the JSON Schema of the format tells places apart. Documents are what YAML
 * readers make of them: maps, lists and scalars.
 */
final class FormatParts {
    private static final Path SCHEMA = Path.of(
            "..", "runtime-core", "src", "main", "resources", "dev", "capstan", "spec", "capability.schema.json");
    private static final String REFERENCE = "#/$defs/";

    private final JsonNode schema;

    /** What is in a document. */
    interface Visitor {
        /** A mapping whose keys are words of the format. */
        void part(String name, Map<String, Object> mapping);

        /** A list of things that may also be a mapping from their names. */
        default void named(Map<String, Object> owner, String key) {}

        /** A mapping of a kind that is not known: authentication of another type. */
        default void unknown(String name, Map<String, Object> mapping) {}
    }

    FormatParts() {
        try {
            schema = TestServer.JSON.readTree(Files.readString(SCHEMA));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words of every part, by the name of the part. That of the root is {@code document}. */
    Map<String, Set<String>> words() {
        var words = new TreeMap<String, Set<String>>();
        collect("document", schema, words);
        schema.get("$defs").properties().forEach(entry -> collect(entry.getKey(), entry.getValue(), words));
        return words;
    }

    private static void collect(String name, JsonNode node, Map<String, Set<String>> words) {
        if (isPart(node)) {
            words.put(name, new TreeSet<>(node.get("properties").propertyNames()));
            node.get("properties")
                    .properties()
                    .forEach(property -> collect(name + "." + property.getKey(), property.getValue(), words));
        }
        if (node.has("then")) {
            collect(name, node.get("then"), words);
        }
    }

    private static boolean isPart(JsonNode node) {
        return node.has("properties")
                && node.has("additionalProperties")
                && node.get("additionalProperties").isBoolean();
    }

    void visit(Object document, Visitor visitor) {
        visit("document", schema, document, visitor);
    }

    private void visit(String name, JsonNode node, Object value, Visitor visitor) {
        if (node.has("$ref")) {
            var definition = node.get("$ref").asString().substring(REFERENCE.length());
            visit(definition, schema.get("$defs").get(definition), value, visitor);
        }
        if (value instanceof Map<?, ?> map) {
            visitMapping(name, node, mapping(map), visitor);
        }
        if (value instanceof List<?> list && node.has("items")) {
            list.forEach(item -> visit(name, node.get("items"), item, visitor));
        }
        if (node.has("if")) {
            var branch = node.get(isTrue(node.get("if"), value) ? "then" : "else");
            if (branch != null) {
                visit(name, branch, value, visitor);
            }
        }
        if (node.has("allOf")) {
            node.get("allOf").forEach(each -> visit(name, each, value, visitor));
            if (value instanceof Map<?, ?> map
                    && node.get("allOf").valueStream().noneMatch(each -> isTrue(each.get("if"), value))) {
                visitor.unknown(name, mapping(map));
            }
        }
    }

    private void visitMapping(String name, JsonNode node, Map<String, Object> mapping, Visitor visitor) {
        if (isPart(node)) {
            visitor.part(name, mapping);
        }
        // The visitor may have changed it.
        List.copyOf(mapping.keySet())
                .forEach(key -> below(name, node, key).ifPresent(place -> {
                    if (mapping.get(key) instanceof List && isKeyed(place.node())) {
                        visitor.named(mapping, key);
                    }
                    if (mapping.containsKey(key)) {
                        visit(place.name(), place.node(), mapping.get(key), visitor);
                    }
                }));
    }

    private record Place(String name, JsonNode node) {}

    private static Optional<Place> below(String name, JsonNode node, String key) {
        if (node.has("properties") && node.get("properties").has(key)) {
            return Optional.of(
                    new Place(name + "." + key, node.get("properties").get(key)));
        }
        return node.has("additionalProperties")
                        && node.get("additionalProperties").isObject()
                ? Optional.of(new Place(name, node.get("additionalProperties")))
                : Optional.empty();
    }

    private boolean isKeyed(JsonNode node) {
        var named = node.has("$ref")
                ? schema.get("$defs").get(node.get("$ref").asString().substring(REFERENCE.length()))
                : node;
        return named.has("else") && named.get("else").has("additionalProperties");
    }

    @SuppressWarnings("unchecked") // FormatDocuments makes all keys texts.
    private static Map<String, Object> mapping(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }

    // --- conditions ---

    /** The words of JSON Schema that the conditions of this schema have. */
    private boolean isTrue(JsonNode condition, Object value) {
        return condition.propertyNames().stream().allMatch(word -> holds(word, condition, value));
    }

    private boolean holds(String word, JsonNode condition, Object value) {
        var expected = condition.get(word);
        return switch (word) {
            case "$ref" -> isTrue(schema.get("$defs").get(expected.asString().substring(REFERENCE.length())), value);
            case "description", "then", "else" -> true;
            case "type" -> texts(expected).contains(type(value));
            case "not" -> !isTrue(expected, value);
            case "anyOf" -> expected.valueStream().anyMatch(each -> isTrue(each, value));
            case "enum" ->
                expected.valueStream()
                        .anyMatch(each ->
                                each.isNull() ? value == null : each.asString().equals(value));
            case "pattern" -> !(value instanceof String text) || text.matches(".*" + expected.asString() + ".*");
            case "required" ->
                !(value instanceof Map<?, ?> map) || texts(expected).stream().allMatch(map::containsKey);
            case "properties" ->
                !(value instanceof Map<?, ?> map)
                        || expected.properties().stream()
                                .allMatch(each -> !map.containsKey(each.getKey())
                                        || isTrue(each.getValue(), map.get(each.getKey())));
            case "additionalProperties" ->
                !(value instanceof Map<?, ?> map) || map.values().stream().allMatch(each -> isTrue(expected, each));
            default -> throw new AssertionError("a condition of the schema has " + word);
        };
    }

    private static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        if (node.isArray()) {
            node.forEach(each -> texts.add(each.asString()));
        } else {
            texts.add(node.asString());
        }
        return texts;
    }

    private static String type(Object value) {
        if (value == null) {
            return "null";
        }
        return value instanceof Map
                ? "object"
                : value instanceof List
                        ? "array"
                        : value instanceof Boolean ? "boolean" : value instanceof Number ? "number" : "string";
    }
}
