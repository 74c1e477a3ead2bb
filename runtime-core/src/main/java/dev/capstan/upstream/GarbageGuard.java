package dev.capstan.upstream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Spares origins that do not speak HTTP. The JDK's client never closes a connection on which it could not read an answer
 * (seen on 17 and 25), so each such call costs a file descriptor for good. After a number of them in a row an origin is
 * asked only now and then, until it answers well. Thread-safe.
 */
final class GarbageGuard {
    private static final int IN_A_ROW = 20;
    static final Duration PAUSE = Duration.ofSeconds(5);

    private final Map<Origin, Faults> byOrigin = new ConcurrentHashMap<>();

    private record Faults(int count, long last) {}

    /** Whether an origin is not to be asked now. */
    boolean spares(Origin origin) {
        var faults = byOrigin.get(origin);
        return faults != null && faults.count() >= IN_A_ROW && System.nanoTime() - faults.last() < PAUSE.toNanos();
    }

    void gotGarbage(Origin origin) {
        var now = System.nanoTime();
        byOrigin.merge(origin, new Faults(1, now), (before, one) -> new Faults(before.count() + 1, now));
    }

    void gotAnswer(Origin origin) {
        if (!byOrigin.isEmpty()) {
            byOrigin.remove(origin);
        }
    }
}
