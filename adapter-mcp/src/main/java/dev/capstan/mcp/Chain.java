package dev.capstan.mcp;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Futures after which something follows, such that cancelling what follows cancels what it waits for. */
final class Chain {
    private Chain() {}

    static <A, B> CompletableFuture<B> map(CompletableFuture<A> before, Function<A, B> next) {
        return linked(before, before.thenApply(next));
    }

    /** @param other what is there in place of a failure; it is given the cause, and may throw it again */
    static <A> CompletableFuture<A> recover(CompletableFuture<A> before, Function<Throwable, A> other) {
        return linked(
                before,
                before.exceptionally(fault -> other.apply(
                        fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault)));
    }

    /** Done when all of them are; cancelling it cancels those that are not. */
    static CompletableFuture<Void> all(Collection<? extends CompletableFuture<?>> several) {
        var all = CompletableFuture.allOf(several.toArray(CompletableFuture[]::new));
        all.whenComplete((done, fault) -> several.forEach(one -> one.cancel(true)));
        return all;
    }

    private static <B> CompletableFuture<B> linked(CompletableFuture<?> before, CompletableFuture<B> after) {
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
