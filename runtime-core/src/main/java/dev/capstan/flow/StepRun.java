package dev.capstan.flow;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureException;
import dev.capstan.mapping.OutputShape;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.Scope;
import dev.capstan.value.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** One run of several steps. A step that fails ends it, and is told with what was done before. Belongs to one call. */
final class StepRun {
    private final Flow.Steps flow;
    private final Scope scope;
    private final Variables variables;
    private final Upstreams upstreams;
    private final List<String> done = new ArrayList<>();
    private @Nullable UpstreamResponse last;

    StepRun(Flow.Steps flow, Scope scope, Variables variables, Upstreams upstreams) {
        this.flow = flow;
        this.scope = scope;
        this.variables = variables;
        this.upstreams = upstreams;
    }

    CompletableFuture<Outcome> run() {
        return from(0);
    }

    private CompletableFuture<Outcome> from(int number) {
        for (var i = number; i < flow.steps().size(); i++) {
            var step = flow.steps().get(i);
            var slot = i;
            if (step instanceof Step.Call call) {
                return call(call, slot);
            }
            ((Step.Lookup) step).output(scope, variables).ifPresent(output -> scope.setOutput(slot, output));
            done.add("'" + step.name() + "' (look-up)");
        }
        return CompletableFuture.completedFuture(result());
    }

    private CompletableFuture<Outcome> call(Step.Call call, int slot) {
        return started(call)
                .handle((response, fault) -> fault == null ? response : failed(call, slot, fault))
                .thenCompose(response -> answered(call, slot, response));
    }

    private CompletableFuture<UpstreamResponse> started(Step.Call call) {
        try {
            return upstreams.send(call.upstream(), scope, variables);
        } catch (FailureException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private UpstreamResponse failed(Step.Call call, int slot, Throwable thrown) {
        var fault = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (fault instanceof FailureException known) {
            var failure = known.failure();
            throw new FailureException(
                    new Failure(failure.code(), failure.detail() + " " + story(call, slot, ""), failure.errors()));
        }
        throw thrown instanceof RuntimeException unexpected ? unexpected : new CompletionException(thrown);
    }

    private CompletableFuture<Outcome> answered(Step.Call call, int slot, UpstreamResponse response) {
        if (response.status() >= 400) {
            return CompletableFuture.completedFuture(
                    new Outcome.StepFailed(story(call, slot, " answered HTTP " + response.status()), response));
        }
        last = response;
        try {
            call.output(response, scope, variables).ifPresent(output -> scope.setOutput(slot, output));
        } catch (FailureException e) {
            failed(call, slot, e);
        }
        done.add("'" + call.name() + "' (" + call.upstream().name() + ", HTTP " + response.status() + ")");
        return from(slot + 1);
    }

    /** Which step it was, and what was done before it and is not undone. */
    private String story(Step.Call call, int slot, String what) {
        return (what.isEmpty() ? "That was the step '" : "The step '") + call.name() + "' ("
                + call.upstream().name() + ", " + (slot + 1) + " of "
                + flow.steps().size() + ")" + what + "; done before it: "
                + (done.isEmpty() ? "nothing" : done.stream().collect(Collectors.joining(", "))) + ".";
    }

    private Outcome result() {
        var made = flow.result()
                .flatMap(shape ->
                        shape.of(new OutputShape.Source(JsonNodeFactory.instance.objectNode(), scope, variables)));
        if (made.isPresent()) {
            return new Outcome.Made(200, List.of(), made.get());
        }
        var response = last;
        return response == null
                ? new Outcome.Made(200, List.of(), JsonNodeFactory.instance.objectNode())
                : flow.answer().outcome(response, flow.operation(), scope, variables);
    }
}
