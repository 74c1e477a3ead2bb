package dev.capstan.upstream;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one call does, one thing after the other. When the call is given up, the thing that is under way is, too, and none
 * follows. Thread-safe.
 */
public final class Sequence {
    private @Nullable CompletableFuture<?> underWay;
    private boolean isGivenUp;

    /** Begins the next thing; after the call was given up, it is cancelled already. */
    public synchronized <T> CompletableFuture<T> next(Supplier<CompletableFuture<T>> begin) {
        if (isGivenUp) {
            return CompletableFuture.failedFuture(new CancellationException());
        }
        var begun = begin.get();
        underWay = begun;
        return begun;
    }

    /** The same future, made so that cancelling it gives up the call. */
    public <T> CompletableFuture<T> endingIn(CompletableFuture<T> result) {
        result.whenComplete((made, fault) -> {
            if (result.isCancelled()) {
                giveUp();
            }
        });
        return result;
    }

    private void giveUp() {
        @Nullable CompletableFuture<?> current;
        synchronized (this) {
            isGivenUp = true;
            current = underWay;
        }
        if (current != null) {
            current.cancel(true);
            current.thenAccept(Sequence::close);
        }
    }

    /** What came at the same moment has no reader. */
    private static void close(@Nullable Object made) {
        if (made instanceof UpstreamResponse response) {
            response.stream().ifPresent(BodyStream::close);
        }
    }
}
