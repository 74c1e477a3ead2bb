package dev.capstan.upstream;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import java.util.Locale;
import java.util.Optional;
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
        return isToken(text) && !RESERVED.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Whether a text is a token (RFC 9110, section 5.6.2): what names of headers, cookies and schemes are made of. */
    public static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c > ' ' && c < 0x7F && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
    }

    /** RFC 9110, section 5.5: a line break would let a caller write headers of its own. The position is from 1. */
    static Optional<Integer> illegalCharacter(String value) {
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c != '\t' && (c < ' ' || c > '~')) {
                return Optional.of(i + 1);
            }
        }
        return Optional.empty();
    }

    /** What is thrown when a secret cannot be sent in a header. */
    static FailureException unusableSecret(String name, int position) {
        return new FailureException(
                FailureCode.SECRET_INVALID,
                "The secret for the header " + name + " has a character at position " + position
                        + " that a header cannot carry (ASCII, no line breaks); the upstream was not called.");
    }

    @Override
    public String toString() {
        return name + ": " + (secret ? masked() : value);
    }

    /** The authentication scheme may be shown, what follows it may not. A cookie has none. */
    private String masked() {
        var blank = value.indexOf(' ');
        var hasScheme = blank > 0 && value.chars().limit(blank).allMatch(c -> Character.isLetterOrDigit(c) || c == '-');
        return hasScheme ? value.substring(0, blank) + " ***" : "***";
    }
}
