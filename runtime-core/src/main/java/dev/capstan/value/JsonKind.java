package dev.capstan.value;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The kinds of value that JSON has (RFC 8259, section 3). */
public enum JsonKind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL;

    /** The kind of a tree. */
    public static JsonKind of(JsonNode node) {
        return node.isObject()
                ? OBJECT
                : node.isArray()
                        ? ARRAY
                        : node.isString() ? STRING : node.isNumber() ? NUMBER : node.isBoolean() ? BOOLEAN : NULL;
    }

    /** The word that JSON Schema uses. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
