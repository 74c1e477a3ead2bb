package dev.capstan.cli;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;

/**
 * Closes the connection of a caller who does not end the body of a request in time. Without it a body is read for ever, also
 * that of a request that was refused. Thread-safe.
 */
final class BodyTimeLimit implements HttpHandler {
    /** Enough for ten mebibytes on a slow line. */
    private static final Duration WANTED = Duration.ofMinutes(2);

    private final HttpHandler next;
    private final Duration refused;

    /** @param refused how long a body may take that nobody wants, since the answer is there */
    BodyTimeLimit(HttpHandler next, Duration refused) {
        this.next = next;
        this.refused = refused;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        next.handleRequest(exchange);
        // Most bodies are all there by now.
        if (!exchange.isRequestComplete()) {
            limit(exchange, exchange.isResponseStarted() ? refused : WANTED);
        }
    }

    private static void limit(HttpServerExchange exchange, Duration time) {
        try {
            var end = exchange.getIoThread()
                    .executeAfter(() -> closeUnfinished(exchange), time.toMillis(), TimeUnit.MILLISECONDS);
            exchange.addExchangeCompleteListener((same, then) -> {
                end.remove();
                then.proceed();
            });
        } catch (RejectedExecutionException e) {
            // The thread ends, so nothing more is read.
            IoUtils.safeClose(exchange.getConnection());
        }
    }

    private static void closeUnfinished(HttpServerExchange exchange) {
        if (!exchange.isRequestComplete()) {
            IoUtils.safeClose(exchange.getConnection());
        }
    }
}
