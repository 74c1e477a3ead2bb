package dev.capstan.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tools, prompts or resources of one endpoint by the names that clients see.
 *
 * @param listed in a stable order
 * @param others by further names that a client may use
 */
public record Listing<T>(Map<String, T> listed, Map<String, T> others) {
    public Listing {
        listed = Collections.unmodifiableMap(new LinkedHashMap<>(listed));
        others = Map.copyOf(others);
    }

    /** Nothing. */
    public static <T> Listing<T> none() {
        return new Listing<>(Map.of(), Map.of());
    }

    /** What clients see under that name, or may call by it. */
    public Optional<T> find(String name) {
        var found = listed.get(name);
        return Optional.ofNullable(found == null ? others.get(name) : found);
    }

    /** The same with those names only that are wanted. */
    Listing<T> only(Predicate<String> wanted) {
        return new Listing<>(only(listed, wanted), only(others, wanted));
    }

    private static <T> Map<String, T> only(Map<String, T> all, Predicate<String> wanted) {
        var left = new LinkedHashMap<String, T>();
        all.forEach((name, one) -> {
            if (wanted.test(name)) {
                left.put(name, one);
            }
        });
        return left;
    }
}
