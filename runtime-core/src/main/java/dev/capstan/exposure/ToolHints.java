package dev.capstan.exposure;

/** What a tool's author claims about it; see {@code ToolAnnotations} of MCP 2025-11-25. */
public record ToolHints(boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {
    /** What the HTTP method promises (RFC 9110, section 9.2), for a tool that has no hints. */
    public static ToolHints ofMethod(String method) {
        var safe = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
        return new ToolHints(
                safe, method.equals("DELETE"), safe || method.equals("PUT") || method.equals("DELETE"), true);
    }
}
