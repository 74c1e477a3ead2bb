package dev.capstan.failure;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a call did not get an upstream's answer.
 *
 * @param code what happened
 * @param detail one or two sentences for the caller: what is wrong and what would be right. Never a secret, never an
 *     exception's text
 * @param errors the single faults when there may be several, each with the name of the input; otherwise empty
 */
public record Failure(FailureCode code, String detail, List<InputError> errors) {
    public Failure {
        requireNonNull(code, "code");
        requireNonNull(detail, "detail");
        errors = List.copyOf(errors);
    }

    /** A failure that is one fault. */
    public static Failure of(FailureCode code, String detail) {
        return new Failure(code, detail, List.of());
    }

    /** All faults of a call's inputs; the detail lists them. */
    public static Failure invalidInput(List<InputError> errors) {
        var detail = errors.stream().map(InputError::toString).collect(Collectors.joining("; "));
        return new Failure(FailureCode.INPUT_INVALID, detail + ".", errors);
    }

    /** The kind, which decides the status. */
    public FailureKind kind() {
        return code.kind();
    }
}
