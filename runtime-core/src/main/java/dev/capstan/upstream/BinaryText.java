package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Bytes that came as text: Base64 (RFC 4648, section 4) or a {@code data:} URL (RFC 2397).
 *
 * @param mediaType what a {@code data:} URL says of them
 */
record BinaryText(byte[] bytes, Optional<String> mediaType) {
    /** Types that are text, though their names do not begin with it. */
    private static final Set<String> TEXTS = Set.of(
            "application/json",
            "application/xml",
            "application/yaml",
            "application/x-yaml",
            "application/x-ndjson",
            "application/javascript",
            "application/graphql",
            "application/sql",
            "application/sparql-query",
            "application/sparql-update",
            "application/x-www-form-urlencoded");

    /**
     * The bytes that a text stands for; a text that is neither Base64 nor a {@code data:} URL stands for itself.
     *
     * @param isBinary whether Base64 is expected, so that what may be such is taken for it
     */
    static BinaryText of(String text, boolean isBinary) {
        return ofDataUrl(text)
                .or(() -> isBinary
                        ? base64(text).map(bytes -> new BinaryText(bytes, Optional.empty()))
                        : Optional.empty())
                .orElseGet(() -> new BinaryText(text.getBytes(UTF_8), Optional.empty()));
    }

    /** Only with Base64: what is written otherwise would be hard to tell from a text that begins like it. */
    private static Optional<BinaryText> ofDataUrl(String text) {
        var comma = text.indexOf(',');
        if (!text.startsWith("data:") || comma < 0 || !text.substring(0, comma).endsWith(";base64")) {
            return Optional.empty();
        }
        var mediaType = text.substring("data:".length(), comma - ";base64".length());
        return base64(text.substring(comma + 1))
                .map(bytes -> new BinaryText(bytes, Optional.of(mediaType).filter(type -> !type.isEmpty())));
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether content of that type is no text. */
    static boolean isBinary(String mediaType) {
        var essence = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return !essence.startsWith("text/")
                && !TEXTS.contains(essence)
                && !essence.endsWith("+json")
                && !essence.endsWith("+xml")
                && !essence.endsWith("+yaml");
    }
}
