package dev.capstan.mcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The same JSON Schema in the form that strict clients take: each value has a type, and no {@code type} is a list. Models
 * are given schemas in dialects that know no others.
 */
final class PortableSchema {
    /** What says nothing about which values are right. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$comment",
            "format",
            "contentEncoding",
            "contentMediaType",
            "x-mcp-header");

    private static final Set<String> OF_SCHEMAS_BY_NAME = Set.of("properties", "patternProperties", "$defs");
    private static final Set<String> OF_SCHEMAS = Set.of("anyOf", "oneOf", "allOf", "prefixItems");
    private static final Set<String> OF_SCHEMA =
            Set.of("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames");

    private static final List<String> ALL_TYPES = List.of("string", "number", "boolean", "object", "array", "null");

    /** Where an answer's schema has once what may be of any type: most of its members may. */
    private static final String ANY = "any";

    /** Whether what may be of any type is told where it stands. */
    private final boolean isInPlace;

    private boolean hasAny;

    private PortableSchema(boolean isInPlace) {
        this.isInPlace = isInPlace;
    }

    /** @param schema of arguments, as JSON Schema 2020-12; not changed */
    static Map<String, Object> ofInput(Map<String, ?> schema) {
        return new PortableSchema(true).of(schema);
    }

    /** @param schema of an answer, as JSON Schema 2020-12; not changed */
    static Map<String, Object> ofOutput(Map<String, ?> schema) {
        var writing = new PortableSchema(false);
        var portable = writing.of(schema);
        if (writing.hasAny) {
            portable.put("$defs", Map.of(ANY, Map.of("anyOf", branches(ALL_TYPES))));
        }
        return portable;
    }

    private Map<String, Object> of(Map<String, ?> schema) {
        var portable = new LinkedHashMap<String, Object>();
        schema.forEach((word, value) -> portable.put(word, value(word, value)));
        if (portable.get("type") instanceof List<?> types) {
            portable.remove("type");
            either(types, portable);
        } else if (ANNOTATIONS.containsAll(portable.keySet())) {
            any(portable);
        }
        return portable;
    }

    private void any(Map<String, Object> schema) {
        if (isInPlace) {
            either(ALL_TYPES, schema);
        } else {
            hasAny = true;
            schema.put("$ref", "#/$defs/" + ANY);
        }
    }

    private static List<Map<String, ?>> branches(List<?> types) {
        return types.stream().<Map<String, ?>>map(type -> Map.of("type", type)).toList();
    }

    private static void either(List<?> types, Map<String, Object> schema) {
        var branches = branches(types);
        if (schema.containsKey("anyOf")) {
            var all = new ArrayList<Object>(schema.get("allOf") instanceof List<?> before ? before : List.of());
            all.add(Map.of("anyOf", branches));
            schema.put("allOf", all);
        } else {
            schema.put("anyOf", branches);
        }
    }

    private Object value(String word, Object value) {
        if (OF_SCHEMAS_BY_NAME.contains(word) && value instanceof Map<?, ?> byName) {
            var all = new LinkedHashMap<String, Object>();
            byName.forEach((name, schema) -> all.put(String.valueOf(name), schema(schema)));
            return all;
        }
        if (OF_SCHEMAS.contains(word) && value instanceof List<?> several) {
            return several.stream().map(this::schema).toList();
        }
        // Whether more members or items are let through is a yes or no as it is.
        return OF_SCHEMA.contains(word) && !(value instanceof Boolean) ? schema(value) : value;
    }

    private Object schema(Object schema) {
        if (schema instanceof Map<?, ?> members) {
            var named = new LinkedHashMap<String, Object>();
            members.forEach((word, value) -> named.put(String.valueOf(word), value));
            return of(named);
        }
        return Boolean.TRUE.equals(schema) ? of(Map.of()) : schema;
    }
}
