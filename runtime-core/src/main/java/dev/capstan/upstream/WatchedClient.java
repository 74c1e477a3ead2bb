package dev.capstan.upstream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Tells of each request of one call, before anything is made of its answer. */
final class WatchedClient implements UpstreamClient {
    private final UpstreamClient client;
    private final String operation;
    private final CallWatch watch;

    private WatchedClient(UpstreamClient client, String operation, CallWatch watch) {
        this.client = client;
        this.operation = operation;
        this.watch = watch;
    }

    /** The client itself where nobody watches. */
    static UpstreamClient of(UpstreamClient client, String operation, CallWatch watch) {
        return watch == CallWatch.NONE ? client : new WatchedClient(client, operation, watch);
    }

    @Override
    public CompletableFuture<UpstreamResponse> send(UpstreamRequest request) {
        var began = System.nanoTime();
        var message = new Sequence();
        // Not the client's own future: who waits for that could be told first.
        return message.endingIn(message.next(() -> client.send(request))
                .whenComplete((response, fault) -> watch.asked(
                        operation,
                        request.method(),
                        fault == null ? Optional.of(response.status()) : Optional.empty(),
                        Duration.ofNanos(System.nanoTime() - began))));
    }

    @Override
    public UpstreamClient unwatched() {
        return client;
    }

    /** The client belongs to all calls. */
    @Override
    public void close() {}
}
