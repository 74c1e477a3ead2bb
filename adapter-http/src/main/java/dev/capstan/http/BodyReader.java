package dev.capstan.http;

import io.undertow.io.Receiver;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xnio.IoUtils;

/** Reads a whole request body without blocking. One that does not come to its end is not waited for. */
public final class BodyReader {
    /** Enough for ten mebibytes on a slow line. */
    private static final long PATIENCE_SECONDS = 120;

    private static final byte[] NOTHING = new byte[0];

    private BodyReader() {}

    /** What becomes of a body. Each is called on the I/O thread, and one of them once. */
    public interface Reading {
        /** It is all there; the exchange is dispatched, so the answer may come at any time. */
        void complete(byte[] body, HttpServerExchange exchange);

        /** It is larger than what is taken; what is left of it is not read, and the connection ends with the answer. */
        void tooLarge(HttpServerExchange exchange);

        /** It broke off, or is not framed as HTTP wants it. */
        void unreadable(HttpServerExchange exchange);
    }

    /** @param maxBytes a larger body is not read */
    public static void read(HttpServerExchange exchange, int maxBytes, Reading reading) {
        if (exchange.isRequestComplete()) {
            exchange.dispatch(SameThreadExecutor.INSTANCE, () -> reading.complete(NOTHING, exchange));
            return;
        }
        var length = length(exchange);
        if (length < -1) {
            exchange.setPersistent(false);
            reading.unreadable(exchange);
            return;
        }
        if (length > maxBytes) {
            refuse(exchange, reading);
            return;
        }
        var isRead = new AtomicBoolean();
        var receiver = exchange.getRequestReceiver();
        receiver.setMaxBufferSize(maxBytes);
        receiver.receiveFullBytes(
                (same, body) -> {
                    isRead.set(true);
                    // Dispatched, because the exchange would end when the handler returns before there is an answer.
                    same.dispatch(SameThreadExecutor.INSTANCE, () -> reading.complete(body, same));
                },
                (same, fault) -> {
                    isRead.set(true);
                    if (fault instanceof Receiver.RequestToLargeException || fault instanceof RequestTooBigException) {
                        refuse(same, reading);
                    } else {
                        reading.unreadable(same);
                    }
                });
        if (!isRead.get()) {
            exchange.getIoThread()
                    .executeAfter(
                            () -> {
                                if (!isRead.get()) {
                                    IoUtils.safeClose(exchange.getConnection());
                                }
                            },
                            PATIENCE_SECONDS,
                            TimeUnit.SECONDS);
        }
    }

    private static void refuse(HttpServerExchange exchange, Reading reading) {
        exchange.setPersistent(false);
        reading.tooLarge(exchange);
    }

    /** Less than -1 when it is no length. */
    private static long length(HttpServerExchange exchange) {
        var length = exchange.getRequestHeaders().getFirst(Headers.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Math.max(-2, Long.parseLong(length));
        } catch (NumberFormatException e) {
            return -2;
        }
    }
}
