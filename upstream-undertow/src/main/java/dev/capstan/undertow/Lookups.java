package dev.capstan.undertow;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Looks up names beside the event loops, each name once at a time: a name server that is silent keeps a thread busy for as
 * long as it likes, and there are few. Thread-safe.
 */
final class Lookups {
    private final Executor beside;
    private final Map<String, CompletableFuture<List<InetAddress>>> underWay = new ConcurrentHashMap<>();

    Lookups(Executor beside) {
        this.beside = beside;
    }

    /** The addresses of a host to try, in that order, or none; completes on any thread. */
    CompletableFuture<List<InetAddress>> of(String host) {
        var begun = new CompletableFuture<List<InetAddress>>();
        var known = underWay.putIfAbsent(host, begun);
        if (known != null) {
            return known;
        }
        beside.execute(() -> {
            try {
                begun.complete(Names.addresses(host));
            } catch (RuntimeException e) {
                begun.completeExceptionally(e);
            } finally {
                underWay.remove(host, begun);
            }
        });
        return begun;
    }

    Executor beside() {
        return beside;
    }
}
