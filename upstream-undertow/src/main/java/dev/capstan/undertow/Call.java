package dev.capstan.undertow;

import dev.capstan.failure.FailureException;
import dev.capstan.upstream.UpstreamRequest;
import dev.capstan.upstream.UpstreamResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call and its outcome. Used on its lane's thread; it may be cancelled on any. */
final class Call extends CompletableFuture<UpstreamResponse> {
    /** What may be sent twice (RFC 9110, section 9.2.2). */
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

    private final UpstreamRequest request;
    private final boolean mayStream;
    private final Lane lane;
    private final long began = System.nanoTime();
    private long waitsSince = began;
    private @Nullable Exchange exchange;
    private boolean isRepeated;

    /** @param mayStream whether the body of its answer may be a stream */
    Call(UpstreamRequest request, boolean mayStream, Lane lane) {
        this.request = request;
        this.mayStream = mayStream;
        this.lane = lane;
    }

    UpstreamRequest request() {
        return request;
    }

    boolean mayStream() {
        return mayStream;
    }

    boolean isIdempotent() {
        return IDEMPOTENT.contains(request.method());
    }

    boolean isOlder(Duration age, long now) {
        return Lane.isOlder(began, age, now);
    }

    /** It waits for a connection from now on. */
    void waits() {
        waitsSince = System.nanoTime();
    }

    boolean hasWaited(Duration patience, long now) {
        return Lane.isOlder(waitsSince, patience, now);
    }

    /** It is on its way on a connection. */
    void carriedBy(Exchange carrier) {
        exchange = carrier;
    }

    /** Whether it may be sent once more, on another connection; asked once. */
    boolean repeats() {
        if (isRepeated || isDone() || !isIdempotent()) {
            return false;
        }
        isRepeated = true;
        exchange = null;
        return true;
    }

    /** Ends with an answer; whether somebody waits for it. */
    boolean answer(UpstreamResponse response) {
        exchange = null;
        lane.ended(this);
        return complete(response);
    }

    void fail(FailureException fault) {
        giveUp();
        completeExceptionally(fault);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        if (!super.cancel(mayInterrupt)) {
            return false;
        }
        lane.runToEnd(this::giveUp);
        return true;
    }

    private void giveUp() {
        lane.ended(this);
        if (exchange != null) {
            exchange.abort();
            exchange = null;
        }
    }
}
