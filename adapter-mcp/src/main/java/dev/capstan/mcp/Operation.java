package dev.capstan.mcp;

import java.util.concurrent.CompletableFuture;

/** What runs when a tool is called, a prompt is got, or a resource is read. */
public interface Operation {
    /**
     * Runs it.
     *
     * @return cancelling it gives up what is under way; may complete on any thread
     */
    CompletableFuture<McpReply> run(McpCall call);
}
