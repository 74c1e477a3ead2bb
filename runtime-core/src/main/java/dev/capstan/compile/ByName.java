package dev.capstan.compile;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Things found by their names: exactly, or by another spelling, see {@link Paths#isSameName}. Of one name the first counts. */
final class ByName<T> {
    private final Map<String, T> exact = new LinkedHashMap<>();
    private final Map<String, T> spelling = new HashMap<>();

    ByName(List<T> things, Function<T, String> name) {
        for (var thing : things) {
            exact.putIfAbsent(name.apply(thing), thing);
            spelling.putIfAbsent(letters(name.apply(thing)), thing);
        }
        spelling.remove("");
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
        return find(name).or(() -> Optional.ofNullable(spelling.get(letters(name))));
    }

    private static String letters(String name) {
        var letters = new StringBuilder(name.length());
        name.chars().filter(c -> c < 128 && Character.isLetterOrDigit(c)).forEach(c -> letters.append((char) c));
        return letters.toString().toLowerCase(Locale.ROOT);
    }
}
