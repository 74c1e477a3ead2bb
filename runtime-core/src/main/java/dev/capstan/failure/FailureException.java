package dev.capstan.failure;

/**
 * Carries a {@link Failure} out of straight-line code to the one place that turns it into an outcome. It has no stack
 * trace: it is an answer, not a bug.
 */
public final class FailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public FailureException(Failure failure) {
        super(failure.detail(), null, false, false);
        this.failure = failure;
    }

    public FailureException(FailureCode code, String detail) {
        this(Failure.of(code, detail));
    }

    public Failure failure() {
        return failure;
    }
}
