package dev.capstan.exposure;

import dev.capstan.flow.Flow;
import dev.capstan.problem.Position;
import java.util.List;
import java.util.Map;

/**
 * An MCP tool that an adapter exposes.
 *
 * @param name as the file has it
 * @param title for people
 * @param description for models; may be empty
 * @param outputSchema of what it answers with, as JSON Schema; empty when that is not certain
 */
public record Tool(
        String name,
        String title,
        String description,
        List<Icon> icons,
        ToolHints hints,
        Flow flow,
        Map<String, Object> outputSchema,
        Position position) {
    public Tool {
        icons = List.copyOf(icons);
    }

    /** How many characters strict clients take in the name of a tool. */
    public static final int MAX_NAME = 64;
}
