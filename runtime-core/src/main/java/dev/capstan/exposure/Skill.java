package dev.capstan.exposure;

import dev.capstan.problem.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What an agent can learn to do: a description, tools, and perhaps a folder of files (format, section on skills).
 *
 * @param name as the file has it
 * @param description may be empty
 * @param facts what else is written about it, by the keys of the format and in their order; values of JSON
 * @param folder where its files are; there need not be any
 */
public record Skill(
        String name,
        String description,
        Map<String, Object> facts,
        List<SkillTool> tools,
        Optional<SkillFolder> folder,
        Position position) {
    public Skill {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        tools = List.copyOf(tools);
    }

    /** This skill with other tools. */
    public Skill withTools(UnaryOperator<SkillTool> change) {
        return new Skill(name, description, facts, tools.stream().map(change).toList(), folder, position);
    }
}
