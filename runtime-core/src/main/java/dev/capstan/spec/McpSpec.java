package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An MCP adapter.
 *
 * @param formerNamespace what it is called in its own file, when it was imported under another name
 * @param authentication what callers must show; empty when nothing is said about it
 */
public record McpSpec(
        Located<String> namespace,
        Optional<String> formerNamespace,
        Optional<String> address,
        Optional<Integer> port,
        Optional<AuthenticationSpec> authentication,
        String description,
        List<ToolSpec> tools,
        Position position) {
    public McpSpec {
        tools = List.copyOf(tools);
    }

    /**
     * One tool.
     *
     * @param hints the ones that are written
     */
    public record ToolSpec(UnitSpec unit, Map<String, Boolean> hints) {
        public ToolSpec {
            hints = Map.copyOf(hints);
        }
    }
}
