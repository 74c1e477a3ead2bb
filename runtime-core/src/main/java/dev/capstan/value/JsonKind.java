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

    /** The kind of a text by its first byte. */
    static JsonKind of(byte first) {
        return switch (first) {
            case '{' -> OBJECT;
            case '[' -> ARRAY;
            case '"' -> STRING;
            case 't', 'f' -> BOOLEAN;
            case 'n' -> NULL;
            default -> NUMBER;
        };
    }

    /** The word that JSON Schema uses. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
