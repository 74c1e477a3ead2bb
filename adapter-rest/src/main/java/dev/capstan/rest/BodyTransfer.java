package dev.capstan.rest;

import dev.capstan.http.Abort;
import dev.capstan.upstream.BodyStream;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.AttachmentKey;
import io.undertow.util.Headers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * Passes the body of an answer on while it arrives. One buffer is on its way at a time, so that no more is read than the
 * caller takes. Used on the exchange's I/O thread.
 */
final class BodyTransfer {
    private static final AttachmentKey<BodyTransfer> UNDER_WAY = AttachmentKey.create(BodyTransfer.class);

    /** How many buffers go at a time; then the others on this thread have their turn. */
    private static final int TURNS = 16;

    private final BodyStream body;
    private final HttpServerExchange exchange;
    private final StreamSinkChannel caller;
    private final PooledByteBuffer pooled;
    private boolean isOver;

    private BodyTransfer(BodyStream body, HttpServerExchange exchange) {
        this.body = body;
        this.exchange = exchange;
        this.caller = exchange.getResponseChannel();
        this.pooled = exchange.getConnection().getByteBufferPool().allocate();
    }

    /** Begins; status and headers of the response are set. */
    static void begin(BodyStream body, HttpServerExchange exchange) {
        if (body.length() >= 0) {
            exchange.setResponseContentLength(body.length());
        } else if (exchange.isHttp11()) {
            // Undertow leaves chunks out where the connection is closed in the end; that end could be one too early.
            exchange.getResponseHeaders().put(Headers.TRANSFER_ENCODING, "chunked");
        }
        var transfer = new BodyTransfer(body, exchange);
        transfer.pooled.getBuffer().limit(0);
        exchange.putAttachment(UNDER_WAY, transfer);
        // Also where the connection ends without a word to who writes.
        exchange.addExchangeCompleteListener((same, then) -> {
            transfer.close();
            then.proceed();
        });
        transfer.caller.getWriteSetter().set(channel -> transfer.proceed());
        transfer.proceed();
    }

    /** The caller has gone. */
    static void giveUp(HttpServerExchange exchange) {
        @Nullable BodyTransfer transfer = exchange.getAttachment(UNDER_WAY);
        if (transfer != null) {
            transfer.giveUp();
        }
    }

    private void proceed() {
        if (isOver) {
            return;
        }
        try {
            var buffer = pooled.getBuffer();
            for (var turn = 0; turn < TURNS; turn++) {
                while (buffer.hasRemaining()) {
                    if (caller.write(buffer) == 0) {
                        caller.resumeWrites();
                        return;
                    }
                }
                var count = body.read(buffer.clear());
                buffer.flip();
                if (count < 0) {
                    end();
                    return;
                }
                if (count == 0) {
                    pause();
                    return;
                }
            }
            exchange.getIoThread().execute(this::proceed);
        } catch (IOException e) {
            giveUp();
        }
    }

    /** What there is goes out before more is waited for. */
    private void pause() throws IOException {
        caller.flush();
        caller.suspendWrites();
        body.whenReadable(() -> exchange.getIoThread().execute(this::proceed));
    }

    private void end() {
        close();
        exchange.endExchange();
    }

    /** The caller sees that it did not get all: the connection ends in the middle. */
    private void giveUp() {
        if (!isOver) {
            close();
            if (exchange.isHttp11()) {
                IoUtils.safeClose(exchange.getConnection());
            } else {
                // There are no chunks to miss the last one of, so the end must be no regular one.
                Abort.of(exchange.getConnection());
            }
        }
    }

    private void close() {
        if (!isOver) {
            isOver = true;
            body.close();
            pooled.close();
        }
    }
}
