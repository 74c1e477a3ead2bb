package dev.capstan.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts JSON that was {@linkplain JsonText#check checked} into its parts (RFC 8259). What is known to be well-formed needs
 * no parser to find where a value ends, and messages are cut at each of their levels.
 */
final class JsonParts {
    private final byte[] source;
    private final int end;
    private int at;

    private JsonParts(Value.Json whole) {
        source = whole.source();
        end = whole.to();
        at = whole.from();
    }

    /** The members of an object in order; of a repeated name the last one counts. */
    static Map<String, Value.Json> members(Value.Json object) {
        var members = new LinkedHashMap<String, Value.Json>();
        var parts = new JsonParts(object);
        while (parts.next() != '}') {
            var name = parts.value().text();
            parts.next();
            members.put(name, parts.value());
        }
        return members;
    }

    /** The elements of an array. */
    static List<Value.Json> elements(Value.Json array) {
        var elements = new ArrayList<Value.Json>();
        var parts = new JsonParts(array);
        while (parts.next() != ']') {
            elements.add(parts.value());
        }
        return elements;
    }

    /** Goes over an opening bracket, a comma or a colon. Returns what the next part begins with, or a closing bracket. */
    private byte next() {
        skipBlanks();
        if (!isClosing(source[at])) {
            at++;
            skipBlanks();
        }
        return source[at];
    }

    /** Cuts out the value that begins here. */
    private Value.Json value() {
        var from = at;
        var kind = JsonKind.of(source[from]);
        switch (kind) {
            case STRING -> skipString();
            case OBJECT, ARRAY -> skipNested();
            default -> skipWord();
        }
        return new Value.Json(kind, source, from, at);
    }

    private void skipString() {
        at++;
        while (source[at] != '"') {
            at += source[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipNested() {
        var depth = 0;
        do {
            var octet = source[at];
            if (octet == '"') {
                skipString();
                continue;
            }
            if (octet == '{' || octet == '[') {
                depth++;
            } else if (isClosing(octet)) {
                depth--;
            }
            at++;
        } while (depth > 0);
    }

    /** A number, {@code true}, {@code false} or {@code null}. */
    private void skipWord() {
        while (at < end && source[at] != ',' && !isClosing(source[at]) && !isBlank(source[at])) {
            at++;
        }
    }

    private void skipBlanks() {
        while (isBlank(source[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
    }

    private static boolean isClosing(byte octet) {
        return octet == '}' || octet == ']';
    }
}
