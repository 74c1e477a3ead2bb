package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Tool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one MCP listener offers.
 *
 * @param all the tools of every adapter, at {@code /mcp} and {@code /}, without regard to what each asks callers for
 * @param owners whose each tool of {@code all} is: the namespaces of adapters by all names of tools
 * @param byNamespace the tools of one adapter, at {@code /mcp/{namespace}}
 */
public record McpSite(Toolset all, Map<String, String> owners, Map<String, Toolset> byNamespace) {
    public McpSite {
        owners = Map.copyOf(owners);
        byNamespace = Map.copyOf(byNamespace);
    }

    /**
     * The tools of every adapter but some. Each keeps its name: what a tool is called depends on the files alone, and not
     * on who asks.
     *
     * @param closed the namespaces of those adapters
     */
    public Toolset allBut(Set<String> closed) {
        return new Toolset(
                all.name(),
                all.instructions(),
                all.authentication(),
                without(closed, all.tools()),
                without(closed, all.otherNames()));
    }

    private Map<String, Tool> without(Set<String> closed, Map<String, Tool> tools) {
        var left = new LinkedHashMap<String, Tool>();
        tools.forEach((name, tool) -> {
            if (!closed.contains(owners.get(name))) {
                left.put(name, tool);
            }
        });
        return left;
    }

    /** What the adapters ask their callers for, one for each. */
    public List<Authentication> authentications() {
        return byNamespace.values().stream().map(Toolset::authentication).toList();
    }
}
