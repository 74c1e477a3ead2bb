package dev.capstan.bench;

import dev.capstan.catalog.RouteMatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From a path to its route, with a handful of files and with 2,000. */
@State(Scope.Benchmark)
public class RouteBenchmark {
    @Param({"few", "many"})
    public String files = "few";

    private Served served = Served.load("few");

    @Setup
    public void load() {
        served = Served.load(files);
    }

    /** Two segments, one of them a variable. */
    @Benchmark
    public RouteMatch bare() {
        return served.routes().match("GET", "/small/42", "");
    }

    /** Five segments below the namespace of the adapter. */
    @Benchmark
    public RouteMatch canonical() {
        return served.routes().match("GET", "/shop-00000-rest/v1/shop-00000/kind-3/42/parts", "limit=7");
    }

    @Benchmark
    public RouteMatch missing() {
        return served.routes().match("GET", "/nobody/has/this", "");
    }
}
