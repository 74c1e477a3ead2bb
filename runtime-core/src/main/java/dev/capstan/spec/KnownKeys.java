package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys that each part of a file can have, in the words of every version; others are told and not read. */
enum KnownKeys {
    ROOT("naftiko ikanos info binds capability consumes exposes aggregates"),
    CAPABILITY("consumes exposes binds aggregates"),
    CONSUMES("type namespace description baseUri inputParameters authentication auth resources"
            + " import location from as tunnel outputMediaType maxBinarySize"),
    CONSUMED_RESOURCE("name label display description path inputParameters operations tags"),
    CONSUMED_OPERATION("name label display description method inputParameters body tags"
            + " outputRawFormat outputSchema outputParameters outputMediaType maxBinarySize"),
    PARAMETER(
            "name in type description required value default enum items properties pattern const label display mapping"),
    REST("type namespace description address port authentication resources inputParameters"),
    REST_RESOURCE("path name label display description inputParameters operations forward tags"),
    UNIT("method name label display description tags inputParameters ref call with steps mappings outputParameters"
            + " hints responses responseBinary ttlMs cacheScope inputSchema outputMediaType"),
    MCP("type transport namespace description address port authentication tools resources prompts ttlMs cacheScope");

    private static final int MAX_DISTANCE = 2;

    private final String keys;

    KnownKeys(String keys) {
        this.keys = keys;
    }

    /** Tells which keys of a mapping are none of these, with the one that was probably meant. */
    void check(Node.Mapping mapping, Problems problems) {
        var known = Set.of(keys.split(" ", -1));
        mapping.entries().stream()
                .filter(entry -> !known.contains(entry.key()))
                .forEach(entry -> problems.add(
                        ProblemCode.KEY_UNKNOWN,
                        entry.keyPosition(),
                        "the key '" + entry.key() + "' is not known here and not read"
                                + nearest(entry.key(), known)
                                        .map(name -> "; did you mean '" + name + "'?")
                                        .orElse(" (known: "
                                                + known.stream().sorted().collect(Collectors.joining(", ")) + ")")));
    }

    /** Whether a key was probably meant to be that one. */
    static boolean isMisspelt(String key, String meant) {
        return !key.equals(meant) && distance(key, meant) <= MAX_DISTANCE;
    }

    private static Optional<String> nearest(String key, Set<String> known) {
        return known.stream()
                .filter(name -> distance(key, name) <= Math.min(MAX_DISTANCE, name.length() / 3))
                .min(Comparator.comparingInt((String name) -> distance(key, name))
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
                row[j] = Stream.of(change, row[j] + 1, row[j - 1] + 1)
                        .min(Integer::compare)
                        .orElse(change);
            }
        }
        return row[b.length()];
    }
}
