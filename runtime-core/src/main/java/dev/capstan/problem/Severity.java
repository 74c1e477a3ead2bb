package dev.capstan.problem;

import java.util.Locale;

/** How bad a {@link Problem} is. */
public enum Severity {
    /** The file, or a part of it, cannot be served. */
    ERROR,
    /** It is served, but something was assumed, ignored or is missing. */
    WARNING,
    /** Worth knowing. */
    INFO;

    /** The word used in texts and in JSON: {@code error}, {@code warning} or {@code info}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
