package dev.capstan.compile;

import dev.capstan.spec.Node;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.value.JsonText;
import dev.capstan.value.ValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a file says of an object's members and a list's items, in the words of JSON Schema. */
final class MemberSchema {
    private static final Set<String> WORDS = Set.of("description", "enum", "default", "pattern");

    private MemberSchema() {}

    /** What is said of the values of a parameter and of its members, beside its type. */
    static Map<String, Object> of(Node.Mapping parameter) {
        var schema = new LinkedHashMap<String, Object>();
        for (var entry : parameter.entries()) {
            if (entry.value() instanceof Node.Scalar scalar) {
                limit(entry.key(), json(scalar), schema);
            }
        }
        exclusive(parameter, "minimum", "exclusiveMinimum", schema);
        exclusive(parameter, "maximum", "exclusiveMaximum", schema);
        properties(parameter, schema);
        parameter.get("items").ifPresent(items -> schema.put("items", value(items)));
        parameter.get("additionalProperties").ifPresent(others -> others(others, schema));
        return schema;
    }

    private static void limit(String word, Object value, Map<String, Object> schema) {
        var isMeant = word.equals("format")
                ? value instanceof String
                : word.equals("uniqueItems")
                        ? value instanceof Boolean
                        : ParameterSpec.LIMITS.contains(word) && value instanceof BigDecimal;
        if (isMeant) {
            schema.put(word, value);
        }
    }

    /** In OpenAPI 3.0, {@code exclusiveMinimum: true} says how {@code minimum} is meant. */
    private static void exclusive(Node.Mapping parameter, String limit, String word, Map<String, Object> schema) {
        if (isTrue(parameter.get(word)) && schema.containsKey(limit)) {
            schema.put(word, schema.remove(limit));
        }
    }

    private static void properties(Node.Mapping owner, Map<String, Object> schema) {
        if (!(owner.get("properties").orElse(null) instanceof Node.Mapping members)) {
            return;
        }
        var properties = new LinkedHashMap<String, Object>();
        var required = new ArrayList<String>();
        for (var member : members.entries()) {
            properties.put(member.key(), value(member.value()));
            if (member.value() instanceof Node.Mapping mapping && isTrue(mapping.get("required"))) {
                required.add(member.key());
            }
        }
        if (owner.get("required").orElse(null) instanceof Node.Sequence names) {
            texts(names).stream().filter(properties::containsKey).forEach(required::add);
        }
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required.stream().distinct().toList());
        }
    }

    private static void others(Node others, Map<String, Object> schema) {
        if (others instanceof Node.Mapping) {
            schema.put("additionalProperties", value(others));
        } else if (others instanceof Node.Scalar flag && json(flag) instanceof Boolean allowed) {
            schema.put("additionalProperties", allowed);
        }
    }

    private static boolean isTrue(Optional<Node> node) {
        return node.filter(value ->
                        value instanceof Node.Scalar text && text.text().equals("true"))
                .isPresent();
    }

    private static List<String> texts(Node.Sequence list) {
        return list.items().stream()
                .filter(Node.Scalar.class::isInstance)
                .map(item -> ((Node.Scalar) item).text())
                .toList();
    }

    /** A mapping says more; a text is the type. What clients would stumble over is left out. */
    private static Map<String, Object> value(Node node) {
        var schema = new LinkedHashMap<String, Object>();
        if (node instanceof Node.Scalar type) {
            ValueType.named(type.text()).ifPresent(known -> schema.put("type", known.label()));
        }
        if (!(node instanceof Node.Mapping mapping)) {
            return schema;
        }
        mapping.get("type")
                .flatMap(type -> type instanceof Node.Scalar text ? ValueType.named(text.text()) : Optional.empty())
                .ifPresent(type -> schema.put("type", type.label()));
        for (var entry : mapping.entries()) {
            var isList = entry.value() instanceof Node.Sequence;
            if (WORDS.contains(entry.key())
                    && isList == entry.key().equals("enum")
                    && !(entry.value() instanceof Node.Mapping)) {
                schema.put(
                        entry.key(),
                        entry.key().equals("pattern") ? ((Node.Scalar) entry.value()).text() : json(entry.value()));
            }
        }
        schema.putAll(of(mapping));
        return schema;
    }

    private static Object json(Node node) {
        if (node instanceof Node.Sequence list) {
            return list.items().stream()
                    .filter(Node.Scalar.class::isInstance)
                    .map(MemberSchema::json)
                    .toList();
        }
        var scalar = (Node.Scalar) node;
        var text = scalar.text();
        if (scalar.isPlain() && (text.equals("true") || text.equals("false"))) {
            return Boolean.valueOf(text);
        }
        return scalar.isPlain() && JsonText.isNumber(text) && text.length() < 40 ? new BigDecimal(text) : text;
    }
}
