package dev.capstan.mcp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Texts in headers, which may be Base64 between two marks (MCP 2026-07-28, Streamable HTTP, value encoding). */
final class HeaderText {
    private static final String BEGIN = "=?base64?";
    private static final String END = "?=";

    private HeaderText() {}

    /** What a header says; empty when it is encoded wrongly. */
    static Optional<String> decode(String header) {
        var text = header.strip();
        if (!text.startsWith(BEGIN) || !text.endsWith(END) || text.length() < BEGIN.length() + END.length()) {
            return Optional.of(text);
        }
        var encoded = text.substring(BEGIN.length(), text.length() - END.length());
        // Java takes Base64 without its padding, others do not.
        if (encoded.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getDecoder().decode(encoded);
            // Bits that mean nothing would let two texts be one.
            if (!Base64.getEncoder().encodeToString(bytes).equals(encoded)) {
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
