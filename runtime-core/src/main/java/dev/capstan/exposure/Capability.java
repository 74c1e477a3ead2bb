package dev.capstan.exposure;

import dev.capstan.flow.Flow;
import java.util.List;
import java.util.stream.Stream;

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

    /** Everything that can be called. */
    public Stream<Flow> flows() {
        return Stream.concat(
                rest.stream().flatMap(adapter -> adapter.routes().stream()).map(RestRoute::flow),
                mcp.stream().flatMap(adapter -> adapter.tools().stream()).map(Tool::flow));
    }
}
