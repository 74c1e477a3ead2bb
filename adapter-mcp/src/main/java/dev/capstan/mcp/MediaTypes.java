package dev.capstan.mcp;

import java.util.Locale;
import java.util.stream.Stream;

/** Media types in headers (RFC 9110, sections 8.3 and 12.5.1), as far as a server needs them that speaks only JSON. */
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

    /** Whether an {@code Accept}, all of its lines joined by commas, lets JSON through. No Accept at all does. */
    static boolean acceptJson(String accept) {
        return accept.isBlank() || parts(accept, ",").anyMatch(MediaTypes::letsJsonThrough);
    }

    private static boolean letsJsonThrough(String range) {
        var parts = parts(range, ";").toList();
        var isRange = Stream.of("application/json", "application/*", "*/*").anyMatch(parts.get(0)::equals);
        return isRange && parts.stream().noneMatch(part -> part.matches("q=0(\\.0*)?"));
    }

    private static Stream<String> parts(String header, String separator) {
        return Stream.of(header.split(separator, -1)).map(part -> part.strip().toLowerCase(Locale.ROOT));
    }
}
