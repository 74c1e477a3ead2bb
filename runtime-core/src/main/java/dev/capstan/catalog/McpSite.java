package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one MCP listener offers.
 *
 * @param all of every adapter, at {@code /mcp} and {@code /}, without regard to what each asks callers for
 * @param toolOwners whose each tool of {@code all} is: the namespaces of adapters by all names of tools
 * @param promptOwners the same of prompts
 * @param resourceOwners the same of resources, by their URIs
 * @param byNamespace of one adapter, at {@code /mcp/{namespace}}
 */
public record McpSite(
        McpOffer all,
        Map<String, String> toolOwners,
        Map<String, String> promptOwners,
        Map<String, String> resourceOwners,
        Map<String, McpOffer> byNamespace) {
    public McpSite {
        toolOwners = Map.copyOf(toolOwners);
        promptOwners = Map.copyOf(promptOwners);
        resourceOwners = Map.copyOf(resourceOwners);
        byNamespace = Map.copyOf(byNamespace);
    }

    /**
     * What every adapter but some offers. Each thing keeps its name: what a tool is called depends on the files alone, and not
     * on who asks.
     *
     * @param closed the namespaces of those adapters
     */
    public McpOffer allBut(Set<String> closed) {
        return new McpOffer(
                all.name(),
                all.version(),
                Instructions.of(byNamespace.entrySet().stream()
                        .filter(adapter -> !closed.contains(adapter.getKey()))
                        .map(Map.Entry::getValue)
                        .toList()),
                all.icons(),
                all.authentication(),
                all.caching(),
                all.tools().only(name -> isOpen(toolOwners, name, closed)),
                all.prompts().only(name -> isOpen(promptOwners, name, closed)),
                all.resources().only(uri -> isOpen(resourceOwners, uri, closed)),
                ambiguousBut(closed));
    }

    private Map<String, List<String>> ambiguousBut(Set<String> closed) {
        var left = new HashMap<String, List<String>>();
        all.ambiguous().forEach((uri, namespaces) -> {
            var open =
                    namespaces.stream().filter(name -> !closed.contains(name)).toList();
            if (!open.isEmpty()) {
                left.put(uri, open);
            }
        });
        return left;
    }

    private static boolean isOpen(Map<String, String> owners, String name, Set<String> closed) {
        var owner = owners.get(name);
        return owner == null || !closed.contains(owner);
    }

    /** What the adapters ask their callers for, one for each. */
    public List<Authentication> authentications() {
        return byNamespace.values().stream().map(McpOffer::authentication).toList();
    }
}
