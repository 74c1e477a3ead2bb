package dev.capstan.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that are the same for every way to serve files. */
final class ServingOptions {
    /** A change is taken over when two looks in a row have seen it. */
    private static final Duration LOOK = Duration.ofMillis(500);

    @Option(
            names = "--upstream-timeout",
            paramLabel = "SECONDS",
            description = "How long an upstream call may take in all (default: 30).")
    private double upstreamTimeout = 30;

    @Option(
            names = "--upstream-client",
            paramLabel = "CLIENT",
            description = "What calls the upstreams: undertow (the default), jdk, or http2, which is the JDK's with"
                    + " HTTP/2 where an upstream offers it.")
    private UpstreamChoice upstreamClient = UpstreamChoice.UNDERTOW;

    @Option(names = "--mock", description = "Call no real upstream: one in this process answers for all of them.")
    private boolean mock;

    @Option(names = "--strict", description = "Do not serve a file for which something had to be assumed.")
    private boolean strict;

    @Option(names = "--no-watch", description = "Do not look for changed files.")
    private boolean noWatch;

    UpstreamChoice upstreamClient() {
        return upstreamClient;
    }

    boolean mock() {
        return mock;
    }

    boolean strict() {
        return strict;
    }

    /** How often files are looked at; zero means never. */
    Duration watch() {
        return noWatch ? Duration.ZERO : LOOK;
    }

    /** @throws UsageFault when that makes no sense */
    Duration upstreamTimeout() {
        if (!(upstreamTimeout >= 0.001 && upstreamTimeout <= 3600)) {
            throw new UsageFault("--upstream-timeout " + upstreamTimeout + " makes no sense (expected: 0.001 to 3600)");
        }
        return Duration.ofMillis((long) (upstreamTimeout * 1000));
    }
}
