package dev.capstan.mcp;

import dev.capstan.exposure.Caller;
import dev.capstan.exposure.Refusal;
import dev.capstan.value.Variables;

/** What is at one path for MCP: who comes in, and what each finds there. */
interface Entrance {
    Admission admit(Caller caller, Variables variables);

    /** What becomes of a request at an entrance. */
    sealed interface Admission {
        /** @param endpoint what the request is for */
        record In(McpEndpoint endpoint) implements Admission {}

        /** It is not let in. */
        record Out(Refusal refusal) implements Admission {}
    }
}
