package dev.capstan.mcp;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tools and prompts that are written in Java, beside those of capability files; for programs that embed the server. They
 * are in every endpoint.
 */
public record McpExtras(List<Entry> tools, List<Entry> prompts) {
    /** There are none. */
    public static final McpExtras NONE = new McpExtras(List.of(), List.of());

    public McpExtras {
        tools = List.copyOf(tools);
        prompts = List.copyOf(prompts);
    }

    /**
     * One of them.
     *
     * @param definition a {@code Tool} or {@code Prompt} object of MCP, listed as it is
     */
    public record Entry(String name, Map<String, ?> definition, Operation operation) {}

    static Optional<Entry> find(String name, List<Entry> entries) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }
}
