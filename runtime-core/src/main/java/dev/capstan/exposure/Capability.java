package dev.capstan.exposure;

import dev.capstan.value.FileVariables;
import java.util.List;

/**
 * A capability file, compiled.
 *
 * @param file as the user named it
 * @param label for people
 */
public record Capability(
        String file,
        String label,
        List<RestAdapter> rest,
        List<McpAdapter> mcp,
        List<SkillAdapter> skills,
        FileVariables variables) {
    public Capability {
        rest = List.copyOf(rest);
        mcp = List.copyOf(mcp);
        skills = List.copyOf(skills);
    }
}
