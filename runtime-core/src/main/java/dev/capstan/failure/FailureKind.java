package dev.capstan.failure;

/** The kinds of failure that a caller can meet. Each adapter maps every kind to its protocol, in one place. */
public enum FailureKind {
    INVALID_INPUT,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    AMBIGUOUS,
    TOO_LARGE,
    UNAUTHENTICATED,
    FORBIDDEN,
    UNAVAILABLE,
    UNREACHABLE,
    UNREADABLE,
    TIMEOUT,
    INTERNAL
}
