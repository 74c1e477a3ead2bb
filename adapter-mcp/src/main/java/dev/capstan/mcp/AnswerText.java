package dev.capstan.mcp;

import dev.capstan.value.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether bytes are text, and which. */
final class AnswerText {
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TEXT = Pattern.compile(
            "text/.*|.*/(json|xml|yaml|x-yaml|javascript|graphql|x-ndjson|x-www-form-urlencoded)|.*\\+(json|xml|yaml)");

    private static final Pattern BINARY =
            Pattern.compile("(image|audio|video|font)/.*|application/(octet-stream|pdf|zip|gzip|x-protobuf|wasm)");

    private static final Remembered<Kind> KINDS = new Remembered<>(AnswerText::kind);

    private AnswerText() {}

    /** A media type without its parameters, in lower case. */
    static String type(String mediaType) {
        return mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The body as text; empty when it is not. A type that is not known for either is judged by its bytes. */
    static Optional<String> of(byte[] body, String mediaType) {
        if (body.length == 0) {
            return Optional.of("");
        }
        var kind = KINDS.of(mediaType);
        if (kind.isBinary()) {
            return Optional.empty();
        }
        var isText = kind.isText();
        if (isText && kind.charset().equals(StandardCharsets.UTF_8) && JsonText.isAscii(body)) {
            return Optional.of(new String(body, StandardCharsets.US_ASCII));
        }
        try {
            var text = kind.charset().newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return isText || text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return isText ? Optional.of(new String(body, StandardCharsets.UTF_8)) : Optional.empty();
        }
    }

    /** What a media type says about bytes. */
    private record Kind(boolean isText, boolean isBinary, Charset charset) {}

    private static Kind kind(String mediaType) {
        var type = type(mediaType);
        var isText = TEXT.matcher(type).matches();
        return new Kind(isText, !isText && BINARY.matcher(type).matches(), charset(mediaType));
    }

    private static Charset charset(String mediaType) {
        var name = CHARSET.matcher(mediaType);
        try {
            return name.find() ? Charset.forName(name.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
