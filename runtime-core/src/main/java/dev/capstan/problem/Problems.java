package dev.capstan.problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one file, so that all of them are told at once. Not thread-safe; used by one load. */
public final class Problems {
    private final List<Problem> found = new ArrayList<>();

    /** Notes a problem with the severity of its code. */
    public void add(ProblemCode code, Position position, String message) {
        found.add(new Problem(code, code.severity(), message, position));
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
