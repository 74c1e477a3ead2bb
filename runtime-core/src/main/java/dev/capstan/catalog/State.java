package dev.capstan.catalog;

import java.util.Locale;

/** How far a capability can be used as things are. */
public enum State {
    /** Everything can be called. */
    READY,
    /** Some or all calls are answered with an explanation of what is missing. */
    DEGRADED,
    /** Nothing of the file is served. */
    REJECTED;

    /** The word used in texts and in JSON. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
