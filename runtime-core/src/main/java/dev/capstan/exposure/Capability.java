package dev.capstan.exposure;

import java.util.List;

/**
 * A capability file, compiled.
 *
 * @param file as the user named it
 * @param label for people
 */
public record Capability(String file, String label, List<RestAdapter> rest, List<McpAdapter> mcp) {
    public Capability {
        rest = List.copyOf(rest);
        mcp = List.copyOf(mcp);
    }
}
