package dev.capstan.format;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.format.AnswerFormat.Unreadable;
import dev.capstan.value.ByteOrderMark;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Optional;

/**
 * The characters of an answer. A byte order mark tells the charset, else the Content-Type, as in the Encoding Standard
 * (section 6) and for XML in RFC 7303 (section 3.2).
 */
final class AnswerText {
    private static final String PARAMETER = "charset=";

    private AnswerText() {}

    /** The text in the charset that the answer names, else in UTF-8; without its byte order mark. */
    static String read(byte[] body, Optional<String> contentType) throws Unreadable {
        return decode(body, charset(body, contentType).orElse(UTF_8));
    }

    /** The text, without its byte order mark. */
    static String decode(byte[] body, Charset charset) throws Unreadable {
        return ByteOrderMark.removed(decode(ByteBuffer.wrap(body), charset));
    }

    static String decode(ByteBuffer bytes, Charset charset) throws Unreadable {
        try {
            return charset.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new Unreadable("it is not in " + charset.name());
        }
    }

    /** What the answer says about its charset. */
    static Optional<Charset> charset(byte[] body, Optional<String> contentType) throws Unreadable {
        var marked = marked(body);
        return marked.isPresent() || contentType.isEmpty() ? marked : named(contentType.get());
    }

    private static Optional<Charset> marked(byte[] body) {
        if (startsWith(body, 0xEF, 0xBB, 0xBF)) {
            return Optional.of(UTF_8);
        }
        if (startsWith(body, 0xFE, 0xFF)) {
            return Optional.of(UTF_16BE);
        }
        return startsWith(body, 0xFF, 0xFE) ? Optional.of(UTF_16LE) : Optional.empty();
    }

    private static boolean startsWith(byte[] body, int... bytes) {
        if (body.length < bytes.length) {
            return false;
        }
        for (var i = 0; i < bytes.length; i++) {
            if ((body[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Charset> named(String contentType) throws Unreadable {
        var at = contentType.toLowerCase(Locale.ROOT).indexOf(PARAMETER);
        if (at < 0) {
            return Optional.empty();
        }
        var rest = contentType.substring(at + PARAMETER.length());
        var end = rest.indexOf(';');
        var name = (end < 0 ? rest : rest.substring(0, end)).strip();
        var isQuoted = name.length() >= 2 && name.startsWith("\"") && name.endsWith("\"");
        return Optional.of(forName(isQuoted ? name.substring(1, name.length() - 1) : name));
    }

    static Charset forName(String name) throws Unreadable {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new Unreadable("it names a charset that is not known");
        }
    }
}
