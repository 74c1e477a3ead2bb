package dev.capstan.flow;

import dev.capstan.script.Script;
import dev.capstan.script.ScriptRunner;
import dev.capstan.upstream.CallWatch;
import dev.capstan.upstream.Sequence;
import dev.capstan.upstream.UpstreamClient;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.Scope;
import dev.capstan.value.Variables;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/**
 * What one flow may begin, one at a time: upstream calls and scripts.
 *
 * @param watch what they bring along, and who is told of them
 * @param takesStreams whether the caller takes an answer whose body is a stream
 */
record Upstreams(
        UpstreamClient client, ScriptRunner scripts, CallWatch watch, boolean takesStreams, Sequence sequence) {
    Upstreams(UpstreamClient client, ScriptRunner scripts, CallWatch watch, boolean takesStreams) {
        this(client, scripts, watch, takesStreams, new Sequence());
    }

    /** The same for the calls of steps. */
    Upstreams ofSteps() {
        return watch == CallWatch.NONE ? this : new Upstreams(client, scripts, new StepWatch(watch), false, sequence);
    }

    /**
     * Calls an operation.
     *
     * @throws dev.capstan.failure.FailureException when no request can be made
     */
    CompletableFuture<UpstreamResponse> send(UpstreamOperation operation, Scope scope, Variables variables) {
        return sequence.next(() -> operation.send(scope, variables, client, watch));
    }

    /** Calls an operation whose answer is passed on as it comes. */
    CompletableFuture<UpstreamResponse> open(UpstreamOperation operation, Scope scope, Variables variables) {
        return takesStreams
                ? sequence.next(() -> operation.open(scope, variables, client, watch))
                : send(operation, scope, variables);
    }

    /** Runs a script. */
    CompletableFuture<Optional<JsonNode>> run(Script script, JsonNode context) {
        return sequence.next(() -> scripts.run(script, context));
    }
}
