package dev.capstan.upstream;

import java.util.concurrent.CompletableFuture;

/** The same client for a call that passes its answer on as it comes. */
record OpeningClient(UpstreamClient client) implements UpstreamClient {
    @Override
    public CompletableFuture<UpstreamResponse> send(UpstreamRequest request) {
        return client.open(request);
    }

    @Override
    public UpstreamClient unwatched() {
        return client.unwatched();
    }

    /** The client belongs to all calls. */
    @Override
    public void close() {}
}
