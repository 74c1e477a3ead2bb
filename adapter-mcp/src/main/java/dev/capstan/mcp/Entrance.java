package dev.capstan.mcp;

import dev.capstan.exposure.Caller;
import dev.capstan.exposure.Refusal;
import dev.capstan.value.Variables;
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
         * @param principal what tells its credentials apart from others; empty when none are asked for
         */
        record In(McpEndpoint endpoint, Supplier<String> principal) implements Admission {}

        /** It is not let in. */
        record Out(Refusal refusal) implements Admission {}
    }
}
