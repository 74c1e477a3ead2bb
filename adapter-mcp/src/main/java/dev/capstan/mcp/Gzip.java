package dev.capstan.mcp;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Long lists of tools are mostly repetition: compressed they are a tenth. */
final class Gzip {
    /** What is smaller costs more time to compress than to send. */
    private static final int LEAST_BYTES = 16 * 1024;

    private Gzip() {}

    static boolean isWorthwhile(byte[] body, HttpServerExchange exchange) {
        var accepted = exchange.getRequestHeaders().getFirst(Headers.ACCEPT_ENCODING);
        return body.length >= LEAST_BYTES
                && accepted != null
                && Stream.of(accepted.toLowerCase(Locale.ROOT).split(",", -1))
                        .map(String::strip)
                        .anyMatch(coding -> coding.startsWith("gzip") && !coding.matches("gzip\\s*;\\s*q=0(\\.0*)?"));
    }

    /** Takes its time, so not for I/O threads. */
    static void send(byte[] body, HttpServerExchange exchange) {
        var packed = new ByteArrayOutputStream(body.length / 4);
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_ENCODING, "gzip").add(Headers.VARY, "Accept-Encoding");
        exchange.getResponseSender().send(ByteBuffer.wrap(packed.toByteArray()));
    }
}
