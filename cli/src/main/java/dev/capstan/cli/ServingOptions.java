package dev.capstan.cli;

import java.time.Duration;

/** The options that are the same for every way to serve files. */
final class ServingOptions {
    /** A change is taken over when two looks in a row have seen it. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Option<Double> upstreamTimeout;
    private final Option<UpstreamChoice> upstreamClient;
    private final Flag mock;
    private final Flag strict;
    private final Flag noWatch;

    ServingOptions(Options options) {
        upstreamTimeout = options.one(
                "--upstream-timeout",
                Double.class,
                "SECONDS",
                "How long an upstream call may take in all (default: 30).");
        upstreamClient = options.one(
                "--upstream-client",
                UpstreamChoice.class,
                "CLIENT",
                "What calls the upstreams: undertow (the default), jdk, or http2, which is the JDK's with HTTP/2 where"
                        + " an upstream offers it.");
        mock = options.flag("--mock", "Call no real upstream: one in this process answers for all of them.");
        strict = options.flag("--strict", "Do not serve a file for which something had to be assumed.");
        noWatch = options.flag("--no-watch", "Do not look for changed files.");
    }

    UpstreamChoice upstreamClient() {
        return upstreamClient.or(UpstreamChoice.UNDERTOW);
    }

    boolean mock() {
        return mock.isSet();
    }

    boolean strict() {
        return strict.isSet();
    }

    /** How often files are looked at; zero means never. */
    Duration watch() {
        return noWatch.isSet() ? Duration.ZERO : LOOK;
    }

    /** @throws UsageFault when that makes no sense */
    Duration upstreamTimeout() {
        var seconds = upstreamTimeout.or(30.0);
        if (!(seconds >= 0.001 && seconds <= 3600)) {
            throw new UsageFault("--upstream-timeout " + seconds + " makes no sense (expected: 0.001 to 3600)");
        }
        return Duration.ofMillis((long) (seconds * 1000));
    }
}
