package dev.capstan.bench;

import dev.capstan.flow.Outcome;
import dev.capstan.upstream.UpstreamRequest;
import dev.capstan.value.Scope;
import dev.capstan.value.Variables;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.State;

/** The steps of a call of a route: reading the inputs, the request to the upstream, the answer, and all of them. */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class CallBenchmark {
    private final Variables variables = Variables.ofProcess();
    private final Served served = Served.load("few");
    private final Served.Call small = served.call("/small/42", "");
    private final Served.Call order = served.call("/order/42", "");
    private final Served.Call parts =
            served.call("/v1/shop-00000/kind-3/42/parts", "limit=7&since=2026-11-21&state=open");
    private final Scope smallScope = small.flow().inputs().read(small.inputs());
    private final Scope orderScope = order.flow().inputs().read(order.inputs());
    private final Scope partsScope = parts.flow().inputs().read(parts.inputs());

    /** One path variable. */
    @Benchmark
    public Scope inputsOfOne() {
        return small.flow().inputs().read(small.inputs());
    }

    /** A path variable and three query parameters: a number, a date, and one of three words. */
    @Benchmark
    public Scope inputsOfFour() {
        return parts.flow().inputs().read(parts.inputs());
    }

    /** A path template with one variable. */
    @Benchmark
    public UpstreamRequest requestOfOne() {
        return small.flow().upstream().request(smallScope, variables);
    }

    /** A path template with one variable, and three query parameters. */
    @Benchmark
    public UpstreamRequest requestOfFour() {
        return parts.flow().upstream().request(partsScope, variables);
    }

    @Benchmark
    public Outcome answerPassedThrough() {
        return small.flow().answer().outcome(Served.SMALL, small.flow().operation(), smallScope, variables);
    }

    /** An object of ten fields, of an answer of 560 bytes. */
    @Benchmark
    public Outcome answerMapped() {
        return order.flow().answer().outcome(Served.ORDER, order.flow().operation(), orderScope, variables);
    }

    /** Inputs, request and answer, with an upstream that costs nothing. */
    @Benchmark
    public CompletableFuture<Outcome> wholePassedThrough() {
        return served.executor().execute(small.flow(), small.inputs());
    }

    @Benchmark
    public CompletableFuture<Outcome> wholeMapped() {
        return served.executor().execute(order.flow(), order.inputs());
    }
}
