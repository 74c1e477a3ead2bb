package dev.capstan.upstream;

import java.util.Locale;
import java.util.Set;

/**
 * One header field.
 *
 * @param value visible ASCII, blanks and tabs; checked where it is made
 * @param secret whether the value must not be shown
 */
public record Header(String name, String value, boolean secret) {
    public Header(String name, String value) {
        this(name, value, false);
    }

    /** Headers that belong to the connection or to the framing of a message; the client sets them itself. */
    private static final Set<String> RESERVED =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

    /** Whether a file may set a header of that name: a token (RFC 9110, section 5.6.2) that is not reserved. */
    public static boolean isSettable(String text) {
        return !RESERVED.contains(text.toLowerCase(Locale.ROOT)) && isToken(text);
    }

    /** Whether a text is a token (RFC 9110, section 5.6.2), as names of headers and cookies are. */
    static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c > ' ' && c < 0x7F && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }

    @Override
    public String toString() {
        return name + ": " + (secret ? masked() : value);
    }

    /** The authentication scheme may be shown, what follows it may not. */
    private String masked() {
        var blank = value.indexOf(' ');
        return blank < 0 ? "***" : value.substring(0, blank) + " ***";
    }
}
