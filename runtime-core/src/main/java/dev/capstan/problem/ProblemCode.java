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
    ADAPTER_CLOSED(WARNING),
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
    BIND_ELSEWHERE(INFO),
    BIND_FILE_ASSUMED(WARNING),
    BIND_FILE_OUTSIDE(WARNING),
    AUTHENTICATION_UNSUPPORTED(WARNING),
    FEATURE_UNSUPPORTED(WARNING),
    OUTPUT_INVALID(WARNING),
    STEP_INVALID(ERROR),
    SCRIPT_UNAVAILABLE(WARNING),
    SCRIPT_INVALID(ERROR),
    REF_UNKNOWN(ERROR),
    FORMAT_INVALID(WARNING),
    ROUTE_DUPLICATE(WARNING),
    ROUTE_AMBIGUOUS(WARNING),
    ROUTE_OVERLAP(WARNING),
    TOOL_DUPLICATE(WARNING),
    TOOL_QUALIFIED(WARNING),
    TOOL_NAME_UNUSUAL(WARNING),
    NAME_ASSUMED(WARNING),
    CALL_ASSUMED(WARNING),
    IMPORT_FAILED(WARNING),
    BODY_UNDECLARED(INFO),
    BODY_ASSUMED(WARNING),
    FILE_SHARED(INFO),
    INPUT_UNUSED(WARNING),
    BODY_ON_GET(WARNING),
    PORT_CLASH(WARNING),
    OBJECT_WITHOUT_PROPERTIES(INFO),

    // The format's own rules, named as the format names them.
    NAMESPACES_UNIQUE(ERROR, true),
    EXPOSES_NAMESPACE_REQUIRED(ERROR, true),
    AGGREGATES_NAMESPACE_REQUIRED(ERROR, true),
    AGGREGATES_UNIQUE_FUNCTION_NAME(ERROR, true),
    IMPORT_FROM_REQUIRED(ERROR, true),
    IMPORT_IMPORT_REQUIRED(ERROR, true),
    IMPORT_UNIQUE_ALIAS(ERROR, true),
    IMPORT_FROM_NOT_SELF(WARNING, true),
    STANDALONE_NO_IMPORTS(ERROR, true),
    INFO_TAGS(INFO, true),
    CONSUMES_DESCRIPTION(WARNING, true),
    REST_RESOURCE_DESCRIPTION(WARNING, true),
    REST_OPERATION_DESCRIPTION(INFO, true),
    AGGREGATE_FUNCTION_DESCRIPTION(WARNING, true),
    NO_SCRIPT_TAGS_IN_MARKDOWN(ERROR, true),
    NO_EVAL_IN_MARKDOWN(ERROR, true),
    CONSUMES_BASEURI_NO_TRAILING_SLASH(WARNING, true),
    BASEURI_NOT_EXAMPLE(WARNING, true),
    CONSUMED_RESOURCE_NO_QUERY_IN_PATH(WARNING, true),
    REST_RESOURCE_PATH_NO_TRAILING_SLASH(WARNING, true),
    REST_RESOURCE_PATH_NO_QUERY(WARNING, true),
    ADDRESS_NOT_EXAMPLE(WARNING, true),
    MCP_AUTH_STDIO_CONFLICT(WARNING, true),
    OAUTH2_HTTPS_AUTHSERVER(ERROR, true),
    OAUTH2_RESOURCE_HTTPS(WARNING, true),
    OAUTH2_SCOPES_DEFINED(WARNING, true),
    CONTROL_PORT_SINGLETON_AND_UNIQUE(ERROR, true),
    CONTROL_ADDRESS_LOCALHOST_WARNING(WARNING, true),
    STEPS_NAME_PATTERN(WARNING, true),
    SCRIPT_DEFAULTS_REQUIRED(ERROR, true),
    TUNNEL_IDENTITY_MUST_BIND(ERROR, true),
    TUNNEL_FALLBACK_DIRECT_WARNS(WARNING, true),
    TUNNEL_WITH_PUBLIC_BASEURI_WARNS(INFO, true),
    AGGREGATE_SEMANTICS_CONSISTENCY(WARNING, true);

    private final Severity severity;
    private final boolean isRule;

    ProblemCode(Severity severity) {
        this(severity, false);
    }

    ProblemCode(Severity severity, boolean isRule) {
        this.severity = severity;
        this.isRule = isRule;
    }

    /** The code as it is printed, for instance {@code base-uri-missing}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The severity without {@code --strict}. */
    public Severity severity() {
        return severity;
    }

    /** Whether it is about how files should be written, and not about what had to be assumed to serve them. */
    public boolean isRule() {
        return isRule;
    }
}
