package dev.capstan.failure;

import static dev.capstan.failure.FailureKind.AMBIGUOUS;
import static dev.capstan.failure.FailureKind.FORBIDDEN;
import static dev.capstan.failure.FailureKind.INTERNAL;
import static dev.capstan.failure.FailureKind.INVALID_INPUT;
import static dev.capstan.failure.FailureKind.METHOD_NOT_ALLOWED;
import static dev.capstan.failure.FailureKind.NOT_FOUND;
import static dev.capstan.failure.FailureKind.TIMEOUT;
import static dev.capstan.failure.FailureKind.TOO_LARGE;
import static dev.capstan.failure.FailureKind.UNAVAILABLE;
import static dev.capstan.failure.FailureKind.UNREACHABLE;
import static dev.capstan.failure.FailureKind.UNREADABLE;

import java.util.Locale;

/** Every failure that a caller can meet. The codes are stable; {@code docs/errors.md} has one entry for each. */
public enum FailureCode {
    INPUT_INVALID(INVALID_INPUT, "The call does not fit what the operation takes"),
    REQUEST_UNREADABLE(INVALID_INPUT, "The request could not be read"),
    ROUTE_NOT_FOUND(NOT_FOUND, "No such route"),
    METHOD_WRONG(METHOD_NOT_ALLOWED, "The route does not have this method"),
    ROUTE_AMBIGUOUS(AMBIGUOUS, "Several capabilities claim this route"),
    BODY_TOO_LARGE(TOO_LARGE, "The request body is too large"),
    BODIES_TOO_MANY(UNAVAILABLE, "Too many large requests are under way"),
    UNAUTHENTICATED(FailureKind.UNAUTHENTICATED, "The caller has to show who it is"),
    ORIGIN_REFUSED(FORBIDDEN, "This host or origin may not call here"),
    SECRET_MISSING(UNAVAILABLE, "A variable that the call needs is not set"),
    SECRET_INVALID(UNAVAILABLE, "A variable that the upstream call needs has an unusable value"),
    TOKEN_REFUSED(UNAVAILABLE, "No token for the upstream was given"),
    BASE_URI_MISSING(UNAVAILABLE, "The upstream's base URI is not known"),
    FEATURE_UNSUPPORTED(UNAVAILABLE, "The operation uses a feature that is not supported yet"),
    SCRIPT_UNAVAILABLE(UNAVAILABLE, "The operation needs a script, and scripts are not run here"),
    CAPABILITY_FAULTY(UNAVAILABLE, "The capability file has a mistake here"),
    UPSTREAM_UNREACHABLE(UNREACHABLE, "The upstream could not be reached"),
    UPSTREAM_BROKE_OFF(UNREACHABLE, "The upstream closed the connection before it answered"),
    UPSTREAM_BUSY(UNAVAILABLE, "The upstream has more calls than it can take"),
    UPSTREAM_UNREADABLE(UNREADABLE, "The upstream's answer is not valid HTTP or is incomplete"),
    ANSWER_UNREADABLE(UNREADABLE, "The upstream's answer is not in the format that the file declares"),
    UPSTREAM_TOO_LARGE(UNREADABLE, "The upstream's answer is too large"),
    UPSTREAM_TIMEOUT(TIMEOUT, "The upstream did not answer in time"),
    SCRIPT_FAILED(INTERNAL, "A script of this operation failed"),
    SKILL_NOT_FOUND(NOT_FOUND, "No such skill"),
    SKILL_AMBIGUOUS(AMBIGUOUS, "Several adapters have a skill of this name"),
    SKILL_FILE_NOT_FOUND(NOT_FOUND, "The skill has no such file"),
    SKILL_FILE_NAME_INVALID(INVALID_INPUT, "This cannot be the name of a skill's file"),
    SKILL_TOO_LARGE(UNAVAILABLE, "The skill has more files than are packed"),
    STEP_FAILED(UNREADABLE, "One of the steps of this operation failed"),
    PAGE_FAILED(UNREADABLE, "A page behind the first could not be had"),
    INTERNAL_ERROR(INTERNAL, "Something went wrong here");

    private final FailureKind kind;
    private final String title;

    FailureCode(FailureKind kind, String title) {
        this.kind = kind;
        this.title = title;
    }

    /** The code as it is printed, for instance {@code secret-missing}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public FailureKind kind() {
        return kind;
    }

    /** The same short text for every occurrence: the {@code title} of RFC 9457, section 3.1.3. */
    public String title() {
        return title;
    }
}
