package dev.capstan.upstream;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one call that takes several, one after the other. When the call is given up, the message that is under
 * way is, too, and none follows. Thread-safe.
 */
final class Conversation {
    private final UpstreamClient client;

    private @Nullable CompletableFuture<UpstreamResponse> underWay;
    private boolean isGivenUp;

    Conversation(UpstreamClient client) {
        this.client = client;
    }

    /** Sends the next message. */
    synchronized CompletableFuture<UpstreamResponse> send(UpstreamRequest request) {
        if (isGivenUp) {
            return CompletableFuture.failedFuture(new CancellationException());
        }
        underWay = client.send(request);
        return underWay;
    }

    /** The same future, made so that cancelling it gives up the call. */
    CompletableFuture<UpstreamResponse> endingIn(CompletableFuture<UpstreamResponse> answer) {
        answer.whenComplete((response, fault) -> {
            if (answer.isCancelled()) {
                giveUp();
            }
        });
        return answer;
    }

    private void giveUp() {
        @Nullable CompletableFuture<UpstreamResponse> message;
        synchronized (this) {
            isGivenUp = true;
            message = underWay;
        }
        if (message != null) {
            message.cancel(true);
        }
    }
}
