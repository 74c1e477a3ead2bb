package dev.capstan.exposure;

import dev.capstan.problem.Position;
import java.util.List;

/**
 * A set of tools that share a namespace and a listener.
 *
 * @param description the instructions for models; may be empty
 */
public record McpAdapter(
        String namespace,
        Endpoint endpoint,
        Authentication authentication,
        String description,
        List<Tool> tools,
        Position position) {
    public McpAdapter {
        tools = List.copyOf(tools);
    }
}
