package dev.capstan.catalog;

import java.util.Map;

/**
 * What one MCP listener offers.
 *
 * @param all the tools of every adapter, at {@code /mcp} and {@code /}
 * @param byNamespace the tools of one adapter, at {@code /mcp/{namespace}}
 */
public record McpSite(Toolset all, Map<String, Toolset> byNamespace) {
    public McpSite {
        byNamespace = Map.copyOf(byNamespace);
    }
}
