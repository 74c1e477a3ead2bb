package dev.capstan.value;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One of each of what is equal, so that thousands of files that say the same do not each keep it. What comes first is
 * kept, for as long as the process runs and as much as there is room for; it must not change. Thread-safe.
 */
public final class Shared<T> {
    private static final int LONGEST_TEXT = 100;
    private static final Shared<String> TEXTS = new Shared<>(2_000);

    private final Map<T, T> known = new ConcurrentHashMap<>();
    private final int most;

    /** @param most how many it keeps */
    public Shared(int most) {
        this.most = most;
    }

    /** An equal one that is known, or else this one. */
    public T one(T of) {
        var before = known.size() < most ? known.putIfAbsent(of, of) : known.get(of);
        return before == null ? of : before;
    }

    /** An equal text; of long ones hardly two are. */
    public static String text(String text) {
        return text.length() > LONGEST_TEXT ? text : TEXTS.one(text);
    }
}
