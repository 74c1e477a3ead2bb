package dev.capstan.cli;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.http.ProblemDetails;
import dev.capstan.undertow.ChunkedSource;
import dev.capstan.upstream.MessageFraming;
import io.undertow.conduits.ReadDataStreamSourceConduit;
import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.ImmediatePooledByteBuffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * Heeds what a request says of its framing and its connection. Undertow takes every transfer coding for chunks, and
 * {@code close} for what it is only where nothing stands beside it. Thread-safe.
 */
final class RequestFraming implements HttpHandler {
    private final HttpHandler next;
    private final Duration patience;

    /** @param patience how long the body of a request may take after its answer */
    RequestFraming(HttpHandler next, Duration patience) {
        this.next = next;
        this.patience = patience;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        var headers = exchange.getRequestHeaders();
        if (MessageFraming.closes(headers.get(Headers.CONNECTION))) {
            exchange.setPersistent(false);
        }
        @Nullable HeaderValues coding = headers.get(Headers.TRANSFER_ENCODING);
        if (coding == null) {
            handle(exchange);
            return;
        }
        if (MessageFraming.isChunked(coding)) {
            if (!exchange.isHttp11()) {
                // It has passed a program that knows nothing of chunks (RFC 9112, section 6.1).
                exchange.setPersistent(false);
            }
            readChunks(exchange);
            handle(exchange);
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

    private void handle(HttpServerExchange exchange) throws Exception {
        next.handleRequest(exchange);
        if (exchange.isResponseStarted() && !exchange.isRequestComplete()) {
            limitRest(exchange);
        }
    }

    /** Undertow reads the rest of a request that was refused, however long that takes. */
    private void limitRest(HttpServerExchange exchange) {
        try {
            var end = exchange.getIoThread()
                    .executeAfter(
                            () -> IoUtils.safeClose(exchange.getConnection()),
                            patience.toMillis(),
                            TimeUnit.MILLISECONDS);
            exchange.addExchangeCompleteListener((same, then) -> {
                end.remove();
                then.proceed();
            });
        } catch (RejectedExecutionException e) {
            // The thread ends, and its connections with it.
        }
    }

    private static void readChunks(HttpServerExchange exchange) {
        var connection = (HttpServerConnection) exchange.getConnection();
        var wire = new ReadDataStreamSourceConduit(connection.getOriginalSourceConduit(), connection);
        connection
                .getChannel()
                .getSourceChannel()
                .setConduit(new ChunkedSource(wire, exchange.getMaxEntitySize(), rest -> {
                    if (rest.hasRemaining()) {
                        // The next request, which is read on into the same buffer.
                        var copy = ByteBuffer.allocate(Math.max(rest.remaining(), connection.getBufferSize()));
                        connection.ungetRequestBytes(
                                new ImmediatePooledByteBuffer(copy.put(rest).flip()));
                    }
                    Connectors.terminateRequest(exchange);
                }));
    }
}
