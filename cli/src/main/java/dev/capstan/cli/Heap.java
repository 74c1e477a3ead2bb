package dev.capstan.cli;

import java.time.Duration;

/** The memory that the JVM took for objects. */
final class Heap {
    /** Who waited for the start has been answered by then. */
    private static final Duration START_IS_OVER = Duration.ofSeconds(2);

    private Heap() {}

    /**
     * Gives back, a moment after the start, what the JVM took and does not need. G1 begins with a 64th of the machine's
     * memory, and would fill most of that before it looks what is still in use; after a full collection it has little, and
     * takes more as it must.
     */
    static void shrinkSoon() {
        var thread = new Thread(Heap::shrink, "capstan-heap");
        thread.setDaemon(true);
        thread.start();
    }

    private static void shrink() {
        try {
            Thread.sleep(START_IS_OVER.toMillis());
        } catch (InterruptedException e) {
            return;
        }
        var java = Runtime.getRuntime();
        if (java.totalMemory() - java.freeMemory() < java.totalMemory() / 8) {
            System.gc();
        }
    }
}
