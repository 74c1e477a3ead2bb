package dev.capstan.problem;

import java.util.Collection;
import java.util.stream.Collectors;

/** The names that something could have had, as the end of what is told of a wrong one. */
public final class Known {
    private static final int MAX_TOLD = 10;

    private Known() {}

    /** Such as {@code  (known: a, b, ...)}, with the blank before it; nothing where there is no name. */
    public static String of(Collection<String> names) {
        return names.isEmpty()
                ? ""
                : names.stream()
                        .limit(MAX_TOLD)
                        .collect(Collectors.joining(", ", " (known: ", names.size() > MAX_TOLD ? ", ...)" : ")"));
    }
}
