package dev.capstan.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that request bodies of the whole process may take at a time: callers who send many large ones at once must not
 * take all that there is. Thread-safe.
 */
final class HeldBodies {
    /** What a body takes at a time. One that is smaller is not counted: there are never so many connections. */
    static final int STEP = 256 * 1024;

    /** A body is copied as it grows and when it is sent on, so it takes a few times its size. */
    private static final long MOST =
            Math.max(11 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 8);

    private static final AtomicLong HELD = new AtomicLong();

    private HeldBodies() {}

    /** Whether there is memory for one more step; who takes it gives it back. */
    static boolean take() {
        if (HELD.addAndGet(STEP) <= MOST) {
            return true;
        }
        give(STEP);
        return false;
    }

    static void give(long bytes) {
        HELD.addAndGet(-bytes);
    }
}
