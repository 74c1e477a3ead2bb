package dev.capstan.upstream;

import java.time.Duration;

/**
 * Limits of upstream calls.
 *
 * @param connectTimeout until the connection stands, TLS included; also how long a call waits for a free one
 * @param totalTimeout until the last byte of the answer
 * @param maxResponseBytes how large an answer's body may be, unless it is passed on while it arrives
 * @param maxConnections how many connections there are to one origin, for each I/O thread
 * @param maxWaiting how many calls wait for one of them, for each I/O thread
 */
public record UpstreamLimits(
        Duration connectTimeout, Duration totalTimeout, int maxResponseBytes, int maxConnections, int maxWaiting) {
    /** 5 seconds, 30 seconds, 64 MiB, 256, 1024. */
    public static final UpstreamLimits DEFAULT =
            new UpstreamLimits(Duration.ofSeconds(5), Duration.ofSeconds(30), 64 * 1024 * 1024, 256, 1024);

    public UpstreamLimits withTotalTimeout(Duration total) {
        var connect = connectTimeout.compareTo(total) < 0 ? connectTimeout : total;
        return new UpstreamLimits(connect, total, maxResponseBytes, maxConnections, maxWaiting);
    }

    /** With other numbers of connections, and of calls that wait for one. */
    public UpstreamLimits withConnections(int connections, int waiting) {
        return new UpstreamLimits(connectTimeout, totalTimeout, maxResponseBytes, connections, waiting);
    }
}
