package dev.capstan.upstream;

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

    /** Whether a text can be the name of a header: a token (RFC 9110, section 5.6.2). */
    public static boolean isName(String text) {
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
