package dev.capstan.mcp;

import dev.capstan.exposure.Caller;
import dev.capstan.exposure.Refusal;
import dev.capstan.value.Variables;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What is at one path for MCP: who comes in, and what each finds there. */
interface Entrance {
    Admission admit(Caller caller, Variables variables);

    /** What becomes of a request at an entrance. */
    sealed interface Admission {
        /**
         * It is let in.
         *
         * @param endpoint what the request is for
         * @param place where that is found again when the files have changed
         * @param principal what tells its credentials apart from others; empty when none are asked for
         */
        record In(McpEndpoint endpoint, Place place, Supplier<String> principal) implements Admission {}

        /** It is not let in. */
        record Out(Refusal refusal) implements Admission {}
    }

    /**
     * What a request was let in to.
     *
     * @param namespace of the one adapter; empty for all of them
     * @param closed the namespaces of those adapters to which it was not
     */
    record Place(Optional<String> namespace, Set<String> closed) {
        public Place {
            closed = Set.copyOf(closed);
        }
    }
}
