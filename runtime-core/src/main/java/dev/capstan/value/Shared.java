package dev.capstan.value;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One of each of what is equal, so that thousands of files that say the same do not each keep it. It is known for as long
 * as somebody keeps it, and must not change. Thread-safe.
 */
public final class Shared<T> {
    private static final int LONGEST_TEXT = 100;
    private static final Shared<String> TEXTS = new Shared<>(2_000);

    private final Map<T, WeakReference<T>> known = Collections.synchronizedMap(new WeakHashMap<>());
    private final int most;

    /** @param most how many it knows */
    public Shared(int most) {
        this.most = most;
    }

    /** An equal one that is known, or else this one. */
    public T one(T of) {
        @Nullable WeakReference<T> entry = known.get(of);
        @Nullable T before = entry == null ? null : entry.get();
        if (before != null) {
            return before;
        }
        if (known.size() < most) {
            known.put(of, new WeakReference<>(of));
        }
        return of;
    }

    /** An equal text; of long ones hardly two are. */
    public static String text(String text) {
        return text.length() > LONGEST_TEXT ? text : TEXTS.one(text);
    }
}
