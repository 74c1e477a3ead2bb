package dev.capstan.http;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.upstream.MessageFraming;
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
    private final HttpHandler next;

    public RequestFraming(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        var headers = exchange.getRequestHeaders();
        if (MessageFraming.closes(headers.get(Headers.CONNECTION))) {
            exchange.setPersistent(false);
        }
        @Nullable HeaderValues coding = headers.get(Headers.TRANSFER_ENCODING);
        if (coding == null || MessageFraming.isChunked(coding)) {
            next.handleRequest(exchange);
            return;
        }
        // Nor can anybody tell where the next request begins.
        exchange.setPersistent(false);
        ProblemDetails.write(
                Failure.of(
                        FailureCode.REQUEST_UNREADABLE,
                        "The transfer coding of a request body must be 'chunked' and nothing else."),
                exchange);
    }
}
