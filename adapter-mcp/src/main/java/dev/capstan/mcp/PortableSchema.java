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

    private PortableSchema() {}

    /** @param schema as JSON Schema 2020-12; not changed */
    static Map<String, Object> of(Map<String, ?> schema) {
        var portable = new LinkedHashMap<String, Object>();
        schema.forEach((word, value) -> portable.put(word, value(word, value)));
        if (portable.get("type") instanceof List<?> types) {
            portable.remove("type");
            either(types, portable);
        } else if (ANNOTATIONS.containsAll(portable.keySet())) {
            either(List.of("string", "number", "boolean", "object", "array", "null"), portable);
        }
        return portable;
    }

    private static void either(List<?> types, Map<String, Object> schema) {
        var branches = types.stream().map(type -> Map.of("type", type)).toList();
        if (schema.containsKey("anyOf")) {
            var all = new ArrayList<Object>(schema.get("allOf") instanceof List<?> before ? before : List.of());
            all.add(Map.of("anyOf", branches));
            schema.put("allOf", all);
        } else {
            schema.put("anyOf", branches);
        }
    }

    private static Object value(String word, Object value) {
        if (OF_SCHEMAS_BY_NAME.contains(word) && value instanceof Map<?, ?> byName) {
            var all = new LinkedHashMap<String, Object>();
            byName.forEach((name, schema) -> all.put(String.valueOf(name), schema(schema)));
            return all;
        }
        if (OF_SCHEMAS.contains(word) && value instanceof List<?> several) {
            return several.stream().map(PortableSchema::schema).toList();
        }
        // Whether more members or items are let through is a yes or no as it is.
        return OF_SCHEMA.contains(word) && !(value instanceof Boolean) ? schema(value) : value;
    }

    private static Object schema(Object schema) {
        if (schema instanceof Map<?, ?> members) {
            var named = new LinkedHashMap<String, Object>();
            members.forEach((word, value) -> named.put(String.valueOf(word), value));
            return of(named);
        }
        return Boolean.TRUE.equals(schema) ? of(Map.of()) : schema;
    }
}
