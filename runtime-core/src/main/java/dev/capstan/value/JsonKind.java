package dev.capstan.value;

import java.util.Locale;

/** The kinds of value that JSON has (RFC 8259, section 3). */
public enum JsonKind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL;

    /** The word that JSON Schema uses. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
