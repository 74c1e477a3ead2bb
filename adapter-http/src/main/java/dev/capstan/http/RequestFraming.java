package dev.capstan.http;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.upstream.HeaderList;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Heeds what a request says of its framing and its connection. Undertow takes every transfer coding for chunks, and
 * {@code close} for what it is only where nothing stands beside it. Thread-safe.
 */
public final class RequestFraming implements HttpHandler {
    private static final String CLOSE = "close";

    private final HttpHandler next;

    public RequestFraming(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        var headers = exchange.getRequestHeaders();
        // RFC 9112, section 9.6.
        if (HeaderList.has(headers.get(Headers.CONNECTION), CLOSE)) {
            exchange.setPersistent(false);
        }
        // RFC 9112, section 6.3: how long such a body is cannot be known, so neither where the next request begins.
        @Nullable HeaderValues coding = headers.get(Headers.TRANSFER_ENCODING);
        if (coding == null || coding.size() == 1 && coding.getFirst().equalsIgnoreCase("chunked")) {
            next.handleRequest(exchange);
            return;
        }
        exchange.setPersistent(false);
        ProblemDetails.write(
                Failure.of(
                        FailureCode.REQUEST_UNREADABLE,
                        "The transfer coding of a request body must be 'chunked' and nothing else."),
                exchange);
    }
}
