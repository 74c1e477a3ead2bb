package dev.capstan.exposure;

import java.util.Optional;

/**
 * What a tool's author claims about it; see {@code ToolAnnotations} of MCP 2025-11-25.
 *
 * @param title for people, where it is another than that of the tool
 */
public record ToolHints(
        Optional<String> title, boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {
    /** What the HTTP method promises (RFC 9110, section 9.2), for hints that are not written; the rest as MCP assumes. */
    public static ToolHints ofMethod(String method) {
        var safe = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
        return new ToolHints(
                Optional.empty(), safe, !safe, safe || method.equals("PUT") || method.equals("DELETE"), true);
    }
}
