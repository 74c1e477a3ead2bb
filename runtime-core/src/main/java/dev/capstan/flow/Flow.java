package dev.capstan.flow;

import dev.capstan.failure.Failure;
import dev.capstan.upstream.UpstreamOperation;

/** What an exposure does when it is called; compiled, immutable and thread-safe. */
public sealed interface Flow {
    /** The name of what is called, {@code namespace.operation}, for people. */
    String operation();

    /** One upstream call, whose answer is the caller's. */
    record Call(Inputs inputs, UpstreamOperation upstream) implements Flow {
        @Override
        public String operation() {
            return upstream.name();
        }
    }

    /** Something that cannot be called as things are; the failure says what would mend it. */
    record Unavailable(String operation, Inputs inputs, Failure failure) implements Flow {}

    /** What a caller may or must give. */
    Inputs inputs();
}
