package dev.capstan.mcp;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventConnection.EventCallback;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/** A response that is a stream of events (MCP, Streamable HTTP). Used on the exchange's I/O thread only. */
final class SseStream {
    private static final HttpString ACCEL_BUFFERING = new HttpString("X-Accel-Buffering");

    /** A client that reads this much slower than it is told things is not waited for. */
    private static final int MAX_WAITING = 1000;

    private static final long MAX_WAITING_BYTES = 4 * 1024 * 1024;

    private final HttpServerExchange exchange;
    private final Queue<byte[]> early = new ArrayDeque<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private @Nullable ServerSentEventConnection connection;
    private boolean isEnding;

    private SseStream(HttpServerExchange exchange) {
        this.exchange = exchange;
    }

    static SseStream open(HttpServerExchange exchange) {
        var stream = new SseStream(exchange);
        // Proxies would keep events back, and caches would keep them at all.
        exchange.getResponseHeaders().put(ACCEL_BUFFERING, "no").put(Headers.CACHE_CONTROL, "no-cache, no-transform");
        try {
            new ServerSentEventHandler((connection, lastEventId) -> stream.connected(connection))
                    .handleRequest(exchange);
        } catch (Exception e) {
            IoUtils.safeClose(exchange.getConnection());
        }
        return stream;
    }

    private void connected(ServerSentEventConnection connected) {
        connection = connected;
        connected.setKeepAliveTime(McpSettings.KEEP_ALIVE.toMillis());
        early.forEach(message -> write(message, connected));
        early.clear();
        finish();
    }

    void send(byte[] message) {
        var connected = connection;
        if (connected == null) {
            early.add(message);
        } else {
            write(message, connected);
        }
    }

    private void write(byte[] message, ServerSentEventConnection to) {
        var bytes = waitingBytes.getAndAdd(message.length);
        // What comes last may be large: it is the reply that was asked for.
        if (waiting.incrementAndGet() > MAX_WAITING || bytes > MAX_WAITING_BYTES) {
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        to.send(new String(message, StandardCharsets.UTF_8), null, null, new EventCallback() {
            @Override
            public void done(ServerSentEventConnection same, String data, @Nullable String event, @Nullable String id) {
                sent(message);
            }

            @Override
            public void failed(
                    ServerSentEventConnection same,
                    String data,
                    @Nullable String event,
                    @Nullable String id,
                    IOException fault) {
                sent(message);
            }
        });
    }

    private void sent(byte[] message) {
        waiting.decrementAndGet();
        waitingBytes.addAndGet(-message.length);
        finish();
    }

    /** Ends the stream once everything is sent. */
    void end() {
        isEnding = true;
        finish();
    }

    /** Undertow's own way to end it closes the connection before the last chunk has gone out behind a large message. */
    private void finish() {
        if (isEnding && connection != null && waiting.get() == 0) {
            // Not while what was sent is being told.
            exchange.getIoThread().execute(exchange::endExchange);
        }
    }
}
