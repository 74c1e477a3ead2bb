package dev.capstan.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names that something could have had, for what is told of a wrong one. */
public final class Known {
    private static final int MAX_TOLD = 10;
    private static final int MAX_DISTANCE = 2;

    /** No name is longer, so there is no need to look for one that is like such a word. */
    private static final int MAX_WORD = 60;

    private Known() {}

    /** Such as {@code  (known: a, b, ...)}, with the blank before it; nothing where there is no name. */
    public static String of(Collection<String> names) {
        return names.isEmpty()
                ? ""
                : names.stream()
                        .limit(MAX_TOLD)
                        .collect(Collectors.joining(", ", " (known: ", names.size() > MAX_TOLD ? ", ...)" : ")"));
    }

    /** The same, or the name that was probably meant. */
    public static String of(String wrong, Collection<String> names) {
        return nearest(wrong, names)
                .map(meant -> " (did you mean '" + meant + "'?)")
                .orElseGet(() -> of(names));
    }

    /** Whether a word was probably meant to be that name. */
    public static boolean isMisspelt(String word, String name) {
        return !word.equals(name) && word.length() <= MAX_WORD && distance(word, name) <= MAX_DISTANCE;
    }

    /** The one of some names that was probably meant by a word. */
    public static Optional<String> nearest(String word, Collection<String> names) {
        return word.length() > MAX_WORD
                ? Optional.empty()
                : names.stream()
                        .filter(name -> distance(word, name) <= Math.min(MAX_DISTANCE, name.length() / 4))
                        .min(Comparator.comparingInt((String name) -> distance(word, name))
                                .thenComparing(name -> name));
    }

    /** How many letters must change to come from one word to the other (Levenshtein). */
    private static int distance(String one, String other) {
        var a = one.toLowerCase(Locale.ROOT);
        var b = other.toLowerCase(Locale.ROOT);
        var row = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
