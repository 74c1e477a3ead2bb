package dev.capstan.problem;

import static dev.capstan.problem.Severity.ERROR;
import static dev.capstan.problem.Severity.INFO;
import static dev.capstan.problem.Severity.WARNING;

import java.util.Locale;

/** Every kind of finding about a file. The codes are stable; {@code docs/problems.md} has one entry for each. */
public enum ProblemCode {
    FILE_UNREADABLE(ERROR),
    YAML_INVALID(ERROR),
    NOT_A_CAPABILITY(ERROR),
    NOTHING_EXPOSED(ERROR),
    WRONG_TYPE(ERROR),
    KEY_MISSING(ERROR),
    KEY_DUPLICATE(WARNING),
    KEY_UNKNOWN(WARNING),
    VERSION_UNKNOWN(WARNING),
    ADAPTER_UNSUPPORTED(WARNING),
    CALL_MISSING(ERROR),
    CALL_UNKNOWN(ERROR),
    OPERATION_DUPLICATE(WARNING),
    NAMESPACE_DUPLICATE(WARNING),
    METHOD_INVALID(ERROR),
    PORT_INVALID(ERROR),
    PATH_INVALID(ERROR),
    PATH_NORMALISED(WARNING),
    PATH_VARIABLE_ASSUMED(WARNING),
    PATH_VARIABLE_AS_QUERY(WARNING),
    REFERENCE_UNKNOWN(WARNING),
    INPUT_UNSUPPORTED(WARNING),
    HEADER_IGNORED(WARNING),
    BASE_URI_MISSING(WARNING),
    BASE_URI_INVALID(WARNING),
    VARIABLE_UNDECLARED(WARNING),
    VARIABLE_UNUSED(WARNING),
    SECRET_MISSING(WARNING),
    BIND_UNSUPPORTED(WARNING),
    AUTHENTICATION_UNSUPPORTED(WARNING),
    FEATURE_UNSUPPORTED(WARNING),
    OUTPUT_PASSED_THROUGH(WARNING),
    ROUTE_DUPLICATE(WARNING),
    ROUTE_AMBIGUOUS(WARNING),
    ROUTE_OVERLAP(WARNING),
    TOOL_DUPLICATE(WARNING),
    TOOL_QUALIFIED(WARNING),
    TOOL_NAME_UNUSUAL(WARNING),
    NAME_ASSUMED(WARNING),
    CALL_ASSUMED(WARNING),
    IMPORT_FAILED(WARNING),
    FILE_SHARED(INFO);

    private final Severity severity;

    ProblemCode(Severity severity) {
        this.severity = severity;
    }

    /** The code as it is printed, for instance {@code base-uri-missing}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The severity without {@code --strict}. */
    public Severity severity() {
        return severity;
    }
}
