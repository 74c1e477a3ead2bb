package dev.capstan.mcp;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Sees to it that what a user agreed to once is done once. A replica knows only what was done by itself: one agreement may
 * be used once at each. Thread-safe.
 */
final class Agreements {
    /** More are not asked for within the time in which one is good, and if so, the oldest are forgotten. */
    private static final int MAX_USED = 100_000;

    private static final int RANDOM_BYTES = 12;

    private final Set<String> used = new LinkedHashSet<>();

    /** What tells one question from all others. */
    String ask() {
        return RandomId.of(RANDOM_BYTES);
    }

    /** Whether the answer to a question is used for the first time. */
    synchronized boolean use(String question) {
        if (used.size() >= MAX_USED) {
            Iterator<String> oldest = used.iterator();
            oldest.next();
            oldest.remove();
        }
        return used.add(question);
    }
}
