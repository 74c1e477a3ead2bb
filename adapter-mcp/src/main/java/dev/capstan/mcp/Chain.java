package dev.capstan.mcp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Futures after which something follows, such that cancelling what follows cancels what it waits for. */
final class Chain {
    private Chain() {}

    static <A, B> CompletableFuture<B> map(CompletableFuture<A> before, Function<A, B> next) {
        var after = before.thenApply(next);
        if (!after.isDone()) {
            after.whenComplete((value, fault) -> {
                if (after.isCancelled()) {
                    before.cancel(true);
                }
            });
        }
        return after;
    }

    static <A, B> CompletableFuture<B> flatMap(CompletableFuture<A> before, Function<A, CompletableFuture<B>> next) {
        var underWay = new AtomicReference<@Nullable CompletableFuture<?>>(before);
        var after = before.thenCompose(value -> {
            var following = next.apply(value);
            underWay.set(following);
            return following;
        });
        after.whenComplete((value, fault) -> {
            var current = underWay.get();
            if (after.isCancelled() && current != null) {
                current.cancel(true);
            }
        });
        return after;
    }
}
