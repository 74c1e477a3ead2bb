package dev.capstan.mcp;

import java.util.Locale;
import java.util.stream.Stream;

/** Media types in headers (RFC 9110, sections 8.3 and 12.5.1), as far as MCP needs them. */
final class MediaTypes {
    private static final Remembered<Accepted> ACCEPTED = new Remembered<>(Accepted::in);
    private static final Remembered<Boolean> IS_JSON = new Remembered<>(MediaTypes::saysJson);

    private MediaTypes() {}

    /**
     * What an {@code Accept} lets through.
     *
     * @param stream whether it names streams of events: who takes anything may not know what to do with them
     * @param json whether it lets JSON through; no Accept at all does
     */
    record Accepted(boolean stream, boolean json) {
        private static Accepted in(String accept) {
            return new Accepted(
                    parts(accept, ",").anyMatch(range -> isOf(range, "text/event-stream")),
                    accept.isBlank()
                            || parts(accept, ",")
                                    .anyMatch(range -> isOf(range, "application/json", "application/*", "*/*")));
        }
    }

    /** @param accept all lines of the header, joined by commas */
    static Accepted accepted(String accept) {
        return ACCEPTED.of(accept);
    }

    /** Whether a {@code Content-Type} is JSON in UTF-8. */
    static boolean isJson(String contentType) {
        return IS_JSON.of(contentType);
    }

    private static boolean saysJson(String contentType) {
        var parts = parts(contentType, ";").toList();
        return parts.get(0).equals("application/json")
                && parts.stream()
                        .filter(part -> part.startsWith("charset="))
                        .allMatch(charset -> charset.replace("\"", "").equals("charset=utf-8"));
    }

    private static boolean isOf(String range, String... types) {
        var parts = parts(range, ";").toList();
        return Stream.of(types).anyMatch(parts.get(0)::equals)
                && parts.stream().noneMatch(part -> part.matches("q=0(\\.0*)?"));
    }

    private static Stream<String> parts(String header, String separator) {
        return Stream.of(header.split(separator, -1)).map(part -> part.strip().toLowerCase(Locale.ROOT));
    }
}
