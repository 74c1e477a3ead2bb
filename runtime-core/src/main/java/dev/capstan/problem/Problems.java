package dev.capstan.problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects the problems of one file, so that all of them are told at once. Not thread-safe; used by one load. */
public final class Problems {
    /** For each severity; what is more than this nobody reads, and it would fill memory and reports. */
    private static final int MAX = 5_000;

    private final List<Problem> found = new ArrayList<>();
    private final Map<Severity, Integer> counts = new EnumMap<>(Severity.class);

    /** Notes a problem with the severity of its code; of each severity the first {@value #MAX}. */
    public void add(ProblemCode code, Position position, String message) {
        if (counts.merge(code.severity(), 1, Integer::sum) > MAX) {
            return;
        }
        found.add(Problem.of(code, position, message));
    }

    /** What was found so far, in file order; a copy. What both doors of an operation found is there once. */
    public List<Problem> toList() {
        return found.stream()
                .distinct()
                .sorted(Comparator.comparingInt((Problem p) -> p.position().line())
                        .thenComparingInt(p -> p.position().column()))
                .toList();
    }
}
