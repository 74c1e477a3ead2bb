package dev.capstan.catalog;

import dev.capstan.exposure.Endpoint;
import java.util.List;
import java.util.Map;

/**
 * Everything that is served, composed of many files. Immutable; a change makes a new one.
 *
 * @param entries one for each file, sorted by file
 * @param rest the routes by listener
 * @param mcp the tools by listener
 */
public record Catalog(List<CatalogEntry> entries, Map<Endpoint, RouteTable> rest, Map<Endpoint, McpSite> mcp) {
    public Catalog {
        entries = List.copyOf(entries);
        rest = Map.copyOf(rest);
        mcp = Map.copyOf(mcp);
    }
}
