package dev.capstan.flow;

import dev.capstan.script.Script;
import dev.capstan.script.ScriptRunner;
import dev.capstan.upstream.Sequence;
import dev.capstan.upstream.UpstreamClient;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.Scope;
import dev.capstan.value.Variables;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** What one flow may begin, one at a time: upstream calls and scripts. */
record Upstreams(UpstreamClient client, ScriptRunner scripts, Sequence sequence) {
    Upstreams(UpstreamClient client, ScriptRunner scripts) {
        this(client, scripts, new Sequence());
    }

    /**
     * Calls an operation.
     *
     * @throws dev.capstan.failure.FailureException when no request can be made
     */
    CompletableFuture<UpstreamResponse> send(UpstreamOperation operation, Scope scope, Variables variables) {
        return sequence.next(() -> operation.send(scope, variables, client));
    }

    /** Runs a script. */
    CompletableFuture<Optional<JsonNode>> run(Script script, JsonNode context) {
        return sequence.next(() -> scripts.run(script, context));
    }
}
