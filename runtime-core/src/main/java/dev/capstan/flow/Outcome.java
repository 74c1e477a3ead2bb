package dev.capstan.flow;

import dev.capstan.failure.Failure;
import dev.capstan.upstream.UpstreamResponse;

/** How a call ended. Adapters turn it into their protocol, each in one place. */
public sealed interface Outcome {
    /** The upstream answered, with whatever status. */
    record Answered(UpstreamResponse response) implements Outcome {}

    /** There is no answer of an upstream. */
    record Failed(Failure failure) implements Outcome {}
}
