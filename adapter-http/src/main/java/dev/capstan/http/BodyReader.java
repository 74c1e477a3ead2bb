package dev.capstan.http;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.upstream.Collected;
import io.undertow.server.Connectors;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads a whole request body without blocking. How long that may take is for others to limit.
 *
 * <p>Undertow's own receiver moves single bytes through a lock, and takes the memory for a body as soon as its length is
 * claimed; here the memory grows with what arrives.
 */
public final class BodyReader {
    private final HttpServerExchange exchange;
    private final int maxBytes;
    private final Reading reading;
    private final Collected body;

    /** How much of {@link HeldBodies} it has. */
    private long counted;

    private BodyReader(HttpServerExchange exchange, int maxBytes, Reading reading, Collected body) {
        this.exchange = exchange;
        this.maxBytes = maxBytes;
        this.reading = reading;
        this.body = body;
    }

    /** What becomes of a body. Each is called on the I/O thread, and one of them once. */
    public interface Reading {
        /** It is all there; the exchange is dispatched, so the answer may come at any time. */
        void complete(byte[] body, HttpServerExchange exchange);

        /** It is not taken; what is left of it is not read, and the connection ends with the answer. */
        void refuse(Failure why, HttpServerExchange exchange);
    }

    /** @param maxBytes a larger body is not read */
    public static void read(HttpServerExchange exchange, int maxBytes, Reading reading) {
        if (exchange.isRequestComplete()) {
            complete(Collected.NOTHING.bytes(), exchange, reading);
            return;
        }
        var length = length(exchange);
        var reader = new BodyReader(exchange, maxBytes, reading, Collected.upTo(length));
        if (length < -1) {
            reader.unreadable().accept(exchange);
        } else if (length > maxBytes) {
            reader.tooLarge().accept(exchange);
        } else {
            reader.begin();
        }
    }

    private void begin() {
        var channel = exchange.getRequestChannel();
        var end = readFrom(channel);
        if (end != null) {
            end.accept(exchange);
            return;
        }
        channel.getReadSetter().set(this::goOn);
        channel.resumeReads();
    }

    /** More of the body has come, or its end. */
    private void goOn(StreamSourceChannel channel) {
        var end = readFrom(channel);
        if (end != null) {
            channel.suspendReads();
            Connectors.executeRootHandler(end::accept, exchange);
        }
    }

    /** Reads what is there; what is to be done then, or nothing while more is to come. */
    private @Nullable Consumer<HttpServerExchange> readFrom(StreamSourceChannel channel) {
        try (var pooled = exchange.getConnection().getByteBufferPool().allocate()) {
            var buffer = pooled.getBuffer();
            for (var count = channel.read(buffer); count != 0; count = channel.read(buffer.clear())) {
                if (count < 0) {
                    return same -> complete(body.bytes(), same, reading);
                }
                body.add(buffer.flip());
                if (body.size() > maxBytes) {
                    return tooLarge();
                }
                if (!isThereRoom()) {
                    return refusal(
                            FailureCode.BODIES_TOO_MANY,
                            "The large requests that are under way take all the memory that is for them; try again later.");
                }
            }
            return null;
        } catch (RequestTooBigException e) {
            return tooLarge();
        } catch (IOException e) {
            return unreadable();
        }
    }

    private boolean isThereRoom() {
        while (body.size() > counted + HeldBodies.STEP) {
            if (!HeldBodies.take()) {
                return false;
            }
            if (counted == 0) {
                exchange.addExchangeCompleteListener((same, next) -> {
                    HeldBodies.give(counted);
                    next.proceed();
                });
            }
            counted += HeldBodies.STEP;
        }
        return true;
    }

    private Consumer<HttpServerExchange> tooLarge() {
        return refusal(FailureCode.BODY_TOO_LARGE, "A request body may have up to " + maxBytes + " bytes.");
    }

    private Consumer<HttpServerExchange> unreadable() {
        return refusal(FailureCode.REQUEST_UNREADABLE, "The request body broke off or is not framed correctly.");
    }

    /** Nobody can tell, or waits to see, where the next request begins. */
    private Consumer<HttpServerExchange> refusal(FailureCode code, String detail) {
        return same -> {
            same.setPersistent(false);
            reading.refuse(Failure.of(code, detail), same);
        };
    }

    /** Dispatched, because the exchange would end when the handler returns before there is an answer. */
    private static void complete(byte[] body, HttpServerExchange exchange, Reading reading) {
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> reading.complete(body, exchange));
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
