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
import org.jspecify.annotations.Nullable;

/**
 * Heeds what a request says of its framing and its connection. Undertow takes every transfer coding for chunks, and
 * {@code close} for what it is only where nothing stands beside it. Thread-safe.
 */
final class RequestFraming implements HttpHandler {
    private final HttpHandler next;

    RequestFraming(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        var headers = exchange.getRequestHeaders();
        if (MessageFraming.closes(headers.get(Headers.CONNECTION))) {
            exchange.setPersistent(false);
        }
        @Nullable HeaderValues coding = headers.get(Headers.TRANSFER_ENCODING);
        if (coding != null && !MessageFraming.isChunked(coding)) {
            refuse(exchange);
            return;
        }
        if (coding != null) {
            readChunks(exchange);
        }
        next.handleRequest(exchange);
    }

    /** Nor can anybody tell where the next request begins. */
    private static void refuse(HttpServerExchange exchange) {
        exchange.setPersistent(false);
        ProblemDetails.write(
                Failure.of(
                        FailureCode.REQUEST_UNREADABLE,
                        "The transfer coding of a request body must be 'chunked' and nothing else."),
                exchange);
    }

    private static void readChunks(HttpServerExchange exchange) {
        if (!exchange.isHttp11()) {
            // They have passed a program that knows nothing of chunks (RFC 9112, section 6.1).
            exchange.setPersistent(false);
        }
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
