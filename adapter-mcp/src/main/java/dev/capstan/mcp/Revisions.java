package dev.capstan.mcp;

import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.List;

/** The revisions of MCP that are served, newest first. */
final class Revisions {
    /** The one that has no sessions: each request says itself what it needs. The SDK does not know it yet. */
    static final String MODERN = "2026-07-28";

    /** Those that begin with {@code initialize}. */
    static final List<String> LEGACY =
            List.of(ProtocolVersions.MCP_2025_11_25, ProtocolVersions.MCP_2025_06_18, ProtocolVersions.MCP_2025_03_26);

    static final List<String> ALL = List.of(MODERN, LEGACY.get(0), LEGACY.get(1), LEGACY.get(2));

    private Revisions() {}
}
