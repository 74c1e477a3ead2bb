package dev.capstan.upstream;

import java.util.concurrent.CompletableFuture;

/**
 * The only door to the upstreams. Implementations are thread-safe, never block the caller and follow no redirects.
 */
public interface UpstreamClient extends AutoCloseable {
    /**
     * Sends a request.
     *
     * @return completes with the answer, whatever its status; or exceptionally with a
     *     {@link dev.capstan.failure.FailureException} that says in our words what went wrong. Cancelling it gives the
     *     request up. It may complete on any thread
     */
    CompletableFuture<UpstreamResponse> send(UpstreamRequest request);

    /**
     * Sends a request to whose answer nobody needs the whole body at once: where its status is below 400, it may be a
     * stream. The time for an answer ends where its stream begins; from then on the upstream may not be silent for as long.
     *
     * @return as {@link #send} says
     */
    default CompletableFuture<UpstreamResponse> open(UpstreamRequest request) {
        return send(request);
    }

    /** The same door for messages that are no part of a call, such as those to who gives tokens: nobody watches them. */
    default UpstreamClient unwatched() {
        return this;
    }

    /**
     * The same door for a call that belongs to the current thread, also where it is sent by another one, such as after a
     * token was fetched: what streams is read on the thread of its call.
     */
    default UpstreamClient here() {
        return this;
    }

    /** Gives up what is under way. */
    @Override
    void close();
}
