package dev.capstan.cli;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Gives each answer its {@code Date} (RFC 9110, section 6.6.1). Undertow would, too, but it asks the JDK for a calendar and
 * the names of a language, which is a third of the first answer. Thread-safe.
 */
final class DateHeader implements HttpHandler {
    private final HttpHandler next;
    private volatile Second now = new Second(0, "");

    private record Second(long sinceEpoch, String text) {}

    DateHeader(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        exchange.getResponseHeaders().put(Headers.DATE, text(System.currentTimeMillis() / 1000));
        next.handleRequest(exchange);
    }

    private String text(long second) {
        var known = now;
        if (known.sinceEpoch() != second) {
            known = new Second(second, imfFixdate(second));
            now = known;
        }
        return known.text();
    }

    /** The JDK leaves out the zero in front of a day with one digit, which HTTP wants (RFC 9110, section 5.6.7). */
    static String imfFixdate(long second) {
        var text = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochSecond(second).atOffset(ZoneOffset.UTC));
        return text.charAt(6) == ' ' ? text.substring(0, 5) + "0" + text.substring(5) : text;
    }
}
