package dev.capstan.flow;

import dev.capstan.upstream.UpstreamClient;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.Scope;
import dev.capstan.value.Variables;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The upstream calls of one flow, one at a time: when the caller goes away, the one under way is given up. */
final class Upstreams {
    private final UpstreamClient client;
    private @Nullable CompletableFuture<UpstreamResponse> underWay;
    private boolean isCancelled;

    Upstreams(UpstreamClient client) {
        this.client = client;
    }

    /**
     * Calls an operation.
     *
     * @throws dev.capstan.failure.FailureException when no request can be made
     */
    CompletableFuture<UpstreamResponse> send(UpstreamOperation operation, Scope scope, Variables variables) {
        synchronized (this) {
            if (isCancelled) {
                throw new CancellationException();
            }
            underWay = operation.send(scope, variables, client);
            return underWay;
        }
    }

    /** Gives up what is under way, and starts nothing more. */
    void cancel() {
        CompletableFuture<UpstreamResponse> call;
        synchronized (this) {
            isCancelled = true;
            call = underWay;
        }
        if (call != null) {
            call.cancel(true);
        }
    }
}
