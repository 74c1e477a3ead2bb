package dev.capstan.compile;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Things found by their names: exactly, or by another spelling, see {@link Paths#isSameName}. Of one name the first
 * counts. Used by one thread.
 */
final class ByName<T> {
    private final Map<String, T> exact = new LinkedHashMap<>();

    /** By their letters; made when a name is asked for that is not there exactly. */
    private @Nullable Map<String, T> spellings;

    ByName(List<T> things, Function<T, String> name) {
        for (var thing : things) {
            exact.putIfAbsent(name.apply(thing), thing);
        }
    }

    /** The names, in order. */
    List<String> names() {
        return List.copyOf(exact.keySet());
    }

    boolean has(String name) {
        return exact.containsKey(name);
    }

    Optional<T> find(String name) {
        @Nullable T found = exact.get(name);
        return Optional.ofNullable(found);
    }

    /** What has the name, otherwise what has it in another spelling. */
    Optional<T> findAnySpelling(String name) {
        var found = find(name);
        return found.isPresent() || exact.isEmpty()
                ? found
                : Optional.ofNullable(spellings().get(letters(name)));
    }

    private Map<String, T> spellings() {
        var known = spellings;
        if (known == null) {
            known = new HashMap<>();
            for (var thing : exact.entrySet()) {
                known.putIfAbsent(letters(thing.getKey()), thing.getValue());
            }
            known.remove("");
            spellings = known;
        }
        return known;
    }

    private static String letters(String name) {
        var letters = new StringBuilder(name.length());
        for (var i = 0; i < name.length(); i++) {
            var c = name.charAt(i);
            if (c < 128 && Character.isLetterOrDigit(c)) {
                letters.append(c);
            }
        }
        return letters.toString().toLowerCase(Locale.ROOT);
    }
}
