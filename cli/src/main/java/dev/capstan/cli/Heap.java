package dev.capstan.cli;

import java.time.Duration;

/** The memory that the JVM took for objects. */
final class Heap {
    /** Who waited for the start has been answered by then. */
    private static final Duration START_IS_OVER = Duration.ofSeconds(2);

    private static final int EXHAUSTED = 3;

    private static final System.Logger LOG = System.getLogger(Heap.class.getName());

    private Heap() {}

    /**
     * From now on the process ends when there is no memory for one of its threads: it would stay, answer nothing, and not
     * even hear a signal to stop.
     */
    static void endWhenExhausted() {
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> {
            if (fault instanceof OutOfMemoryError) {
                exhausted();
            }
            LOG.log(System.Logger.Level.ERROR, "Unexpected failure in the thread " + thread.getName(), fault);
        });
    }

    /** Ends the process at once, with exit code 3. */
    static void exhausted() {
        try {
            System.err.println("capstan: the memory is exhausted, so it ends: Java may use "
                    + Runtime.getRuntime().maxMemory() / (1024 * 1024) + " MB (expected: a larger -Xmx)");
        } finally {
            Runtime.getRuntime().halt(EXHAUSTED);
        }
    }

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
