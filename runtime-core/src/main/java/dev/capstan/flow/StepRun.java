package dev.capstan.flow;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import dev.capstan.mapping.OutputShape;
import dev.capstan.upstream.CallWatch;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.Scope;
import dev.capstan.value.StepOutput;
import dev.capstan.value.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** One run of several steps. A step that fails ends it, and is told with what was done before. Belongs to one call. */
final class StepRun {
    private static final int NOT_MODIFIED = 304;

    private final Flow.Steps flow;
    private final Scope scope;
    private final Variables variables;
    private final Upstreams upstreams;
    private final CallWatch watch;
    /** Of all steps together; trees take several times as much. */
    private static final long MAX_READ_BYTES = 2L * Answer.MAX_READ_BYTES;

    private long read;
    private final List<String> done = new ArrayList<>();
    private @Nullable UpstreamResponse last;
    private @Nullable JsonNode lastValue;

    StepRun(Flow.Steps flow, Scope scope, Variables variables, Upstreams upstreams) {
        this.flow = flow;
        this.scope = scope;
        this.variables = variables;
        this.upstreams = upstreams.ofSteps();
        this.watch = upstreams.watch();
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
            if (step instanceof Step.Script script) {
                return script(script, slot);
            }
            ((Step.Lookup) step).output(scope, variables).ifPresent(output -> scope.setOutput(slot, output));
            tell("'" + step.name() + "' (look-up)");
        }
        return CompletableFuture.completedFuture(result());
    }

    private CompletableFuture<Outcome> call(Step.Call call, int slot) {
        return begun(() -> upstreams.send(call.upstream(), scope, variables))
                .handle((response, fault) -> {
                    if (fault != null) {
                        throw told(fault, story(call, slot, ""), detail -> detail);
                    }
                    return response;
                })
                .thenCompose(response -> answered(call, slot, response));
    }

    private static <T> CompletableFuture<T> begun(Supplier<CompletableFuture<T>> begin) {
        try {
            return begin.get();
        } catch (FailureException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** @param words what may be told of the failure's detail */
    private static RuntimeException told(Throwable thrown, String story, UnaryOperator<String> words) {
        var fault = thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (fault instanceof FailureException known) {
            var failure = known.failure();
            return new FailureException(
                    new Failure(failure.code(), words.apply(failure.detail()) + " " + story, failure.errors()));
        }
        return thrown instanceof RuntimeException unexpected ? unexpected : new CompletionException(thrown);
    }

    private CompletableFuture<Outcome> answered(Step.Call call, int slot, UpstreamResponse response) {
        if (response.status() >= 300 && response.status() != NOT_MODIFIED) {
            return CompletableFuture.completedFuture(
                    new Outcome.StepFailed(story(call, slot, " answered HTTP " + response.status()), response));
        }
        last = response;
        read += response.body().length;
        if (read > MAX_READ_BYTES) {
            var tooMuch = new FailureException(
                    FailureCode.UPSTREAM_TOO_LARGE,
                    "The answers of the steps have more than " + MAX_READ_BYTES + " bytes together.");
            throw told(tooMuch, story(call, slot, ""), detail -> detail);
        }
        try {
            call.output(response, scope, variables).ifPresent(output -> scope.setOutput(slot, output));
        } catch (FailureException e) {
            throw told(e, story(call, slot, ""), detail -> detail);
        }
        tell("'" + call.name() + "' (" + call.upstream().name() + ", HTTP " + response.status() + ")");
        return from(slot + 1);
    }

    private CompletableFuture<Outcome> script(Step.Script script, int slot) {
        var context = script.context(flow.inputs().list(), scope, variables);
        return begun(() -> upstreams.run(script.program(), context))
                .handle((value, fault) -> {
                    if (fault != null) {
                        throw told(fault, story(script, slot, ""), detail -> script.masked(detail, variables));
                    }
                    return value;
                })
                .thenCompose(value -> {
                    value.map(StepOutput.Got::new).ifPresent(output -> scope.setOutput(slot, output));
                    lastValue = value.orElse(null);
                    tell("'" + script.name() + "' (script)");
                    return from(slot + 1);
                });
    }

    private void tell(String step) {
        done.add(step);
        if (watch != CallWatch.NONE) {
            watch.progress(done.size(), Optional.of(flow.steps().size()), step);
        }
    }

    /** Which step it was, and what was done before it and is not undone. */
    private String story(Step step, int slot, String what) {
        return (what.isEmpty() ? "That was the step '" : "The step '") + step.name() + "' (" + kind(step) + ", "
                + (slot + 1) + " of " + flow.steps().size() + ")" + what + "; done before it: "
                + (done.isEmpty() ? "nothing" : done.stream().collect(Collectors.joining(", "))) + ".";
    }

    private static String kind(Step step) {
        return step instanceof Step.Call call ? call.upstream().name() : "script";
    }

    private Outcome result() {
        var made = flow.result()
                .flatMap(shape ->
                        shape.of(new OutputShape.Source(JsonNodeFactory.instance.objectNode(), scope, variables)));
        if (made.isPresent()) {
            return Outcome.Made.of(200, List.of(), made.get());
        }
        var response = last;
        if (response == null) {
            return Outcome.Made.of(200, List.of(), computed());
        }
        return (response.body().length == 0 ? ofEarlierSteps(response) : Optional.<Outcome>empty())
                .orElseGet(() -> flow.answer().outcome(response, flow.operation(), scope, variables));
    }

    /** What an answer is made of for which the last call has nothing; empty when the others have nothing either. */
    private Optional<Outcome> ofEarlierSteps(UpstreamResponse response) {
        var source = new OutputShape.Source(JsonNodeFactory.instance.objectNode(), scope, variables);
        // With a body it is no answer without content.
        var status = response.status() == 204 ? 200 : response.status();
        return flow.answer() instanceof Answer.Shaped shaped && shaped.namesSteps()
                ? shaped.shape()
                        .of(source)
                        .filter(made -> !isNothing(made))
                        .map(made -> Outcome.Made.of(status, response.headers(), made))
                : Optional.empty();
    }

    private static boolean isNothing(JsonNode made) {
        return made.isNull() || made.isContainer() && made.valueStream().allMatch(StepRun::isNothing);
    }

    /** Without a call it is what a script at the end gave. */
    private JsonNode computed() {
        var value = lastValue;
        return value == null ? JsonNodeFactory.instance.objectNode() : value;
    }
}
