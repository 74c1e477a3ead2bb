package dev.capstan.script;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** Runs scripts. Thread-safe. */
public interface ScriptRunner {
    /** Runs none. */
    ScriptRunner NONE = (script, context) -> CompletableFuture.failedFuture(
            new FailureException(FailureCode.SCRIPT_UNAVAILABLE, "Scripts are not run here."));

    /**
     * Runs a script; returns at once.
     *
     * @param context what the script sees under that name
     * @return what it assigned to {@code result}; empty when it assigned nothing. Fails with a
     *     {@link FailureException}. To cancel it stops the script. Completes on a thread that may be blocked
     */
    CompletableFuture<Optional<JsonNode>> run(Script script, JsonNode context);
}
