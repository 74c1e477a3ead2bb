package dev.capstan.flow;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import dev.capstan.mapping.OutputShape;
import dev.capstan.script.ScriptRunner;
import dev.capstan.upstream.CallWatch;
import dev.capstan.upstream.UpstreamClient;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.value.Variables;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** Runs flows. The one place where whatever went wrong becomes an {@link Outcome}. Thread-safe. */
public final class FlowExecutor {
    private static final System.Logger LOG = System.getLogger(FlowExecutor.class.getName());

    private final UpstreamClient upstream;
    private final Variables variables;
    private final ScriptRunner scripts;

    /** Runs flows without scripts. */
    public FlowExecutor(UpstreamClient upstream, Variables variables) {
        this(upstream, variables, ScriptRunner.NONE);
    }

    public FlowExecutor(UpstreamClient upstream, Variables variables, ScriptRunner scripts) {
        this.upstream = upstream;
        this.variables = variables;
        this.scripts = scripts;
    }

    /**
     * Runs a flow.
     *
     * @return never completes exceptionally, unless it is cancelled: that gives up the upstream call or the
     *     script that is under way, and no step begins after it. May complete on any thread
     */
    public CompletableFuture<Outcome> execute(Flow flow, RawInputs inputs) {
        return execute(flow, inputs, CallWatch.NONE);
    }

    /**
     * Runs a flow for a caller that brings more than values, or wants to know how it goes; see {@link #execute(Flow,
     * RawInputs)}.
     */
    public CompletableFuture<Outcome> execute(Flow flow, RawInputs inputs, CallWatch watch) {
        return execute(flow, inputs, new Upstreams(upstream, scripts, GuardedWatch.of(watch), false));
    }

    /** Runs a flow for a caller that takes an answer whose body is a stream; see {@link #execute(Flow, RawInputs)}. */
    public CompletableFuture<Outcome> open(Flow flow, RawInputs inputs, CallWatch watch) {
        return execute(flow, inputs, new Upstreams(upstream, scripts, GuardedWatch.of(watch), true));
    }

    private CompletableFuture<Outcome> execute(Flow flow, RawInputs inputs, Upstreams upstreams) {
        try {
            var outcome = start(flow, inputs, upstreams);
            return upstreams
                    .sequence()
                    .endingIn(outcome.handle((made, fault) -> fault == null ? made : failed(flow, fault)));
        } catch (RuntimeException | Error e) {
            return CompletableFuture.completedFuture(failed(flow, e));
        }
    }

    private CompletableFuture<Outcome> start(Flow flow, RawInputs inputs, Upstreams upstreams) {
        if (flow instanceof Flow.Unavailable unavailable) {
            return CompletableFuture.completedFuture(new Outcome.Failed(unavailable.failure()));
        }
        // What the last step needs is asked for before the first one changes anything.
        var uses = flow instanceof Flow.Steps ? flow.missing(variables) : flow.uses();
        UpstreamOperation.requireVariables(flow.operation(), uses, variables);
        if (flow instanceof Flow.Call call) {
            var scope = call.inputs().read(inputs);
            var answered = call.answer().isAsItCame()
                    ? upstreams.open(call.upstream(), scope, variables)
                    : upstreams.send(call.upstream(), scope, variables);
            return answered.thenApply(response -> call.answer().outcome(response, flow.operation(), scope, variables));
        }
        if (flow instanceof Flow.Steps steps) {
            var scope = steps.inputs().read(inputs, steps.steps().size());
            return new StepRun(steps, scope, variables, upstreams).run();
        }
        var constant = (Flow.Constant) flow;
        var source = new OutputShape.Source(
                JsonNodeFactory.instance.objectNode(), constant.inputs().read(inputs), variables);
        var document = constant.shape().of(source).orElseGet(JsonNodeFactory.instance::objectNode);
        return CompletableFuture.completedFuture(Outcome.Made.of(200, List.of(), document));
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
