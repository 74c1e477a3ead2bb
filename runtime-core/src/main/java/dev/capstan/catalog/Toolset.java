package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Tool;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tools that one MCP endpoint offers.
 *
 * @param name of the server, as clients see it
 * @param instructions for models; may be empty
 * @param authentication what callers must show
 * @param tools by the name that clients see, in a stable order
 * @param otherNames further names that a call may use
 */
public record Toolset(
        String name,
        String instructions,
        Authentication authentication,
        Map<String, Tool> tools,
        Map<String, Tool> otherNames) {
    public Toolset {
        otherNames = Map.copyOf(otherNames);
        tools = Collections.unmodifiableMap(new LinkedHashMap<>(tools));
    }
}
