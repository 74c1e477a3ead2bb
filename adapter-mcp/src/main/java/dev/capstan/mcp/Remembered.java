package dev.capstan.mcp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about texts that others send over and over. It keeps the first few hundred and finds out the rest each
 * time, so that nobody can make it grow. Thread-safe.
 */
final class Remembered<T> {
    private static final int MAX = 200;

    private final Map<String, T> known = new ConcurrentHashMap<>();
    private final Function<String, T> find;

    Remembered(Function<String, T> find) {
        this.find = find;
    }

    T of(String text) {
        @Nullable T seen = known.get(text);
        if (seen != null) {
            return seen;
        }
        var found = find.apply(text);
        if (known.size() < MAX) {
            known.put(text, found);
        }
        return found;
    }
}
