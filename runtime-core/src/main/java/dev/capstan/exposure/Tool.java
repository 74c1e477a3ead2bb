package dev.capstan.exposure;

import dev.capstan.flow.Flow;
import dev.capstan.problem.Position;

/**
 * An MCP tool that an adapter exposes.
 *
 * @param name as the file has it
 * @param title for people
 * @param description for models; may be empty
 */
public record Tool(String name, String title, String description, ToolHints hints, Flow flow, Position position) {
    /** How many characters strict clients take in the name of a tool. */
    public static final int MAX_NAME = 64;
}
