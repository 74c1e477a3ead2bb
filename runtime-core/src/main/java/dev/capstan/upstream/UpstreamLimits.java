package dev.capstan.upstream;

import java.time.Duration;

/**
 * Limits of one upstream call.
 *
 * @param connectTimeout until the connection stands, TLS included
 * @param totalTimeout until the last byte of the answer
 * @param maxResponseBytes how large an answer's body may be
 */
public record UpstreamLimits(Duration connectTimeout, Duration totalTimeout, int maxResponseBytes) {
    /** 5 seconds, 30 seconds, 64 MiB. */
    public static final UpstreamLimits DEFAULT =
            new UpstreamLimits(Duration.ofSeconds(5), Duration.ofSeconds(30), 64 * 1024 * 1024);

    public UpstreamLimits withTotalTimeout(Duration total) {
        var connect = connectTimeout.compareTo(total) < 0 ? connectTimeout : total;
        return new UpstreamLimits(connect, total, maxResponseBytes);
    }
}
