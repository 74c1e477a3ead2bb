package dev.capstan.exposure;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/**
 * Tools, resources and prompts that share a namespace and a listener.
 *
 * @param description the instructions for models; may be empty
 * @param version of the capability, when its file says it
 * @param caching of its lists
 */
public record McpAdapter(
        String namespace,
        Endpoint endpoint,
        Authentication authentication,
        String description,
        Optional<String> version,
        List<Icon> icons,
        Caching caching,
        List<Tool> tools,
        List<Resource> resources,
        List<Prompt> prompts,
        Position position) {
    public McpAdapter {
        icons = List.copyOf(icons);
        tools = List.copyOf(tools);
        resources = List.copyOf(resources);
        prompts = List.copyOf(prompts);
    }

    /** Whether it offers nothing. */
    public boolean isEmpty() {
        return tools.isEmpty() && resources.isEmpty() && prompts.isEmpty();
    }
}
