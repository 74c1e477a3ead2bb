package dev.capstan.mcp;

import dev.capstan.value.Value;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a tool, one prompt that is got, or one resource that is read.
 *
 * @param arguments each as its own JSON text
 * @param responses what the client answered when it was asked before, by the keys of {@link McpReply.InputRequired}
 * @param state what the round before left; it is what this server wrote, for this request
 * @param client what the client can be asked for
 * @param isModern whether the client speaks 2026-07-28 or later
 * @param notices to the client while the call runs
 */
public record McpCall(
        Map<String, Value.Json> arguments,
        Map<String, Value.Json> responses,
        Optional<String> state,
        ClientCapabilities client,
        boolean isModern,
        Notices notices) {

    /** The same call in its next round. */
    McpCall with(Map<String, Value.Json> answers, Optional<String> kept) {
        return new McpCall(arguments, answers, kept, client, isModern, notices);
    }
}
