package dev.capstan.mcp;

import java.util.Locale;
import java.util.stream.Stream;

/** Media types in headers (RFC 9110, sections 8.3 and 12.5.1), as far as MCP needs them. */
final class MediaTypes {
    private MediaTypes() {}

    /** Whether a {@code Content-Type} is JSON in UTF-8. */
    static boolean isJson(String contentType) {
        var parts = parts(contentType, ";").toList();
        return parts.get(0).equals("application/json")
                && parts.stream()
                        .filter(part -> part.startsWith("charset="))
                        .allMatch(charset -> charset.replace("\"", "").equals("charset=utf-8"));
    }

    /** Whether an {@code Accept} names streams of events: who takes anything may not know what to do with them. */
    static boolean acceptStream(String accept) {
        return parts(accept, ",").anyMatch(range -> isOf(range, "text/event-stream"));
    }

    /** Whether an {@code Accept}, all of its lines joined by commas, lets JSON through. No Accept at all does. */
    static boolean acceptJson(String accept) {
        return accept.isBlank()
                || parts(accept, ",").anyMatch(range -> isOf(range, "application/json", "application/*", "*/*"));
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
