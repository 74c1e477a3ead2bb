package dev.capstan.catalog;

import dev.capstan.exposure.Endpoint;
import dev.capstan.value.BindLocation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that is served, composed of many files. Immutable; a change makes a new one.
 *
 * @param entries one for each file, sorted by file
 * @param rest the routes by listener
 * @param mcp the tools by listener
 * @param skills the skills by listener
 */
public record Catalog(
        List<CatalogEntry> entries,
        Map<Endpoint, RouteTable> rest,
        Map<Endpoint, McpSite> mcp,
        Map<Endpoint, SkillSite> skills) {
    public Catalog {
        entries = List.copyOf(entries);
        rest = Map.copyOf(rest);
        mcp = Map.copyOf(mcp);
        skills = Map.copyOf(skills);
    }

    /** The keys that the files need at the locations of their binds. */
    public Map<BindLocation, Set<String>> boundKeys() {
        var keys = new HashMap<BindLocation, Set<String>>();
        entries.forEach(entry -> entry.variables().collect(keys));
        return keys;
    }
}
