package dev.capstan.value;

/**
 * A value that must not be shown: it prints as {@code ***}.
 *
 * <p>Only what writes a request to an upstream, or compares what a caller shows, may {@linkplain #reveal() reveal} it.
 */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value itself. */
    public String reveal() {
        return value;
    }

    public boolean isEmpty() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return "***";
    }
}
