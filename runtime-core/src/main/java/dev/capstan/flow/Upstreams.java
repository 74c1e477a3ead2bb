package dev.capstan.flow;

import dev.capstan.script.Script;
import dev.capstan.script.ScriptRunner;
import dev.capstan.upstream.UpstreamClient;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.Scope;
import dev.capstan.value.Variables;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The upstream calls and the scripts of one flow, one at a time: when the caller goes away, what is under way is given
 * up.
 */
final class Upstreams {
    private final UpstreamClient client;
    private final ScriptRunner scripts;
    private @Nullable CompletableFuture<?> underWay;
    private boolean isCancelled;

    Upstreams(UpstreamClient client, ScriptRunner scripts) {
        this.client = client;
        this.scripts = scripts;
    }

    /**
     * Calls an operation.
     *
     * @throws dev.capstan.failure.FailureException when no request can be made
     */
    CompletableFuture<UpstreamResponse> send(UpstreamOperation operation, Scope scope, Variables variables) {
        return begun(() -> operation.send(scope, variables, client));
    }

    /** Runs a script. */
    CompletableFuture<Optional<JsonNode>> run(Script script, JsonNode context) {
        return begun(() -> scripts.run(script, context));
    }

    private synchronized <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> begin) {
        if (isCancelled) {
            throw new CancellationException();
        }
        var begun = begin.get();
        underWay = begun;
        return begun;
    }

    /** Gives up what is under way, and starts nothing more. */
    void cancel() {
        CompletableFuture<?> call;
        synchronized (this) {
            isCancelled = true;
            call = underWay;
        }
        if (call != null) {
            call.cancel(true);
        }
    }
}
