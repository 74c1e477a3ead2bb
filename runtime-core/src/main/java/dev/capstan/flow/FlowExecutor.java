package dev.capstan.flow;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import dev.capstan.upstream.UpstreamClient;
import dev.capstan.value.Variables;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Runs flows. The one place where whatever went wrong becomes an {@link Outcome}. Thread-safe. */
public final class FlowExecutor {
    private static final System.Logger LOG = System.getLogger(FlowExecutor.class.getName());

    private final UpstreamClient upstream;
    private final Variables variables;

    public FlowExecutor(UpstreamClient upstream, Variables variables) {
        this.upstream = upstream;
        this.variables = variables;
    }

    /** Runs a flow; never throws, and the stage never completes exceptionally. It may complete on any thread. */
    public CompletionStage<Outcome> execute(Flow flow, RawInputs inputs) {
        try {
            return start(flow, inputs).handle((outcome, fault) -> fault == null ? outcome : failed(flow, fault));
        } catch (RuntimeException | Error e) {
            return CompletableFuture.completedFuture(failed(flow, e));
        }
    }

    private CompletionStage<Outcome> start(Flow flow, RawInputs inputs) {
        if (flow instanceof Flow.Call call) {
            var scope = call.inputs().read(inputs);
            var request = call.upstream().request(scope, variables);
            return upstream.send(request).thenApply(Outcome.Answered::new);
        }
        return CompletableFuture.completedFuture(new Outcome.Failed(((Flow.Unavailable) flow).failure()));
    }

    private static Outcome failed(Flow flow, Throwable thrown) {
        var fault = thrown instanceof CompletionException ? cause(thrown) : thrown;
        return new Outcome.Failed(
                fault instanceof FailureException known ? known.failure() : unexpected(flow.operation(), fault));
    }

    private static Throwable cause(Throwable thrown) {
        @Nullable Throwable cause = thrown.getCause();
        return cause == null ? thrown : cause;
    }

    /** Logs what nobody foresaw once, with an id, and tells the caller the id. */
    public static Failure unexpected(String operation, Throwable fault) {
        var id = UUID.randomUUID().toString();
        LOG.log(System.Logger.Level.ERROR, "Unexpected failure " + id + " in " + operation, fault);
        return Failure.of(FailureCode.INTERNAL_ERROR, "Unexpected failure; the log has more under the id " + id + ".");
    }
}
