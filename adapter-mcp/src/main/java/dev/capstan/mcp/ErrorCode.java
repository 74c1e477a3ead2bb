package dev.capstan.mcp;

import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;

/** The codes of JSON-RPC errors: those of JSON-RPC 2.0, and those that MCP adds. */
public final class ErrorCode {
    public static final int PARSE_ERROR = ErrorCodes.PARSE_ERROR;
    public static final int INVALID_REQUEST = ErrorCodes.INVALID_REQUEST;
    public static final int METHOD_NOT_FOUND = ErrorCodes.METHOD_NOT_FOUND;
    public static final int INVALID_PARAMS = ErrorCodes.INVALID_PARAMS;
    public static final int INTERNAL_ERROR = ErrorCodes.INTERNAL_ERROR;

    /** Until 2025-11-25; from 2026-07-28 on it is {@link #INVALID_PARAMS}. */
    static final int RESOURCE_NOT_FOUND = ErrorCodes.RESOURCE_NOT_FOUND;

    /** What clients of 2025 know as a session that is over. */
    static final int SESSION_NOT_FOUND = -32001;

    // MCP 2026-07-28, basic, error codes.
    static final int HEADER_MISMATCH = -32020;
    public static final int MISSING_CLIENT_CAPABILITY = -32021;
    static final int UNSUPPORTED_PROTOCOL_VERSION = -32022;

    private ErrorCode() {}
}
