package dev.capstan.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/** Percent-encoding (RFC 3986, section 2.1). Values are decoded once on the way in and encoded once on the way out. */
public final class PercentCoding {
    private static final String HEX = "0123456789ABCDEF";
    private static final String QUERY_CHARACTERS = "!$&'()*+,;=:@/?";

    private PercentCoding() {}

    /** Appends a value with everything encoded but the unreserved characters (RFC 3986, section 2.3). */
    public static void encode(String value, StringBuilder to) {
        if (isUnreserved(value)) {
            to.append(value);
            return;
        }
        for (var octet : value.getBytes(UTF_8)) {
            var c = (char) (octet & 0xFF);
            if (isUnreserved(c)) {
                to.append(c);
            } else {
                appendOctet(c, to);
            }
        }
    }

    /** The value encoded, see {@link #encode(String, StringBuilder)}. */
    public static String encode(String value) {
        var encoded = new StringBuilder(value.length() + 16);
        encode(value, encoded);
        return encoded.toString();
    }

    /**
     * A query string as it came, with only those characters encoded that may not stand in a URI. Characters above 127 are
     * taken as octets when they fit in one.
     */
    public static String repairQuery(String query) {
        return repair(query, QUERY_CHARACTERS);
    }

    /** Text of an author that stands in a path: what is encoded already stays, what may not stand there is encoded. */
    public static String repairPath(String path) {
        return repair(new String(path.getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1), "!$&'()*+,;=:@/");
    }

    /**
     * Decodes a part of a URI. Characters above 127, as sloppy clients send them, are taken as octets.
     *
     * @return empty when an escape is incomplete, or the octets are not UTF-8
     */
    public static Optional<String> decode(String encoded, boolean plusIsSpace) {
        if (isPlain(encoded, plusIsSpace)) {
            return Optional.of(encoded);
        }
        var octets = ByteBuffer.allocate(encoded.length());
        for (var i = 0; i < encoded.length(); i++) {
            var c = encoded.charAt(i);
            if (c == '%') {
                if (!isEscape(encoded, i)) {
                    return Optional.empty();
                }
                octets.put((byte) Integer.parseInt(encoded, i + 1, i + 3, 16));
                i += 2;
            } else {
                octets.put((byte) (c == '+' && plusIsSpace ? ' ' : c));
            }
        }
        try {
            return Optional.of(UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(octets.flip())
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String repair(String text, String allowed) {
        var repaired = new StringBuilder(text.length());
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (isUnreserved(c) || allowed.indexOf(c) >= 0 || c == '%' && isEscape(text, i)) {
                repaired.append(c);
            } else {
                appendOctet(c, repaired);
            }
        }
        return repaired.toString();
    }

    private static boolean isEscape(String text, int percent) {
        return percent + 2 < text.length()
                && Character.digit(text.charAt(percent + 1), 16) >= 0
                && Character.digit(text.charAt(percent + 2), 16) >= 0;
    }

    /** Whether it says the same decoded. */
    private static boolean isPlain(String encoded, boolean plusIsSpace) {
        for (var i = 0; i < encoded.length(); i++) {
            var c = encoded.charAt(i);
            if (c == '%' || c > '~' || c == '+' && plusIsSpace) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(String text) {
        for (var i = 0; i < text.length(); i++) {
            if (!isUnreserved(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
    }

    private static void appendOctet(char octet, StringBuilder to) {
        to.append('%').append(HEX.charAt(octet >> 4 & 0xF)).append(HEX.charAt(octet & 0xF));
    }
}
