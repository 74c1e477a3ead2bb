package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A capability file as data, with imports in place and nothing else resolved.
 *
 * @param exposing whether the file is there to be served; without {@code exposes} it is there for others to import
 * @param scripting what the control adapter says about scripts
 * @param mentioned every name that stands in the braces of a reference anywhere in the file
 * @param lostNamespaces the namespaces that an import should have brought and did not, with where it is asked for
 * @param imported the files that were read, or looked for, on the way
 */
public record CapabilitySpec(
        String file,
        InfoSpec info,
        boolean exposing,
        List<BindSpec> binds,
        List<ConsumesSpec> consumes,
        List<RestSpec> rest,
        List<McpSpec> mcp,
        List<SkillSpec> skills,
        List<AggregateSpec> aggregates,
        ScriptingSpec scripting,
        Set<String> mentioned,
        Map<String, Position> lostNamespaces,
        Set<Path> imported) {
    public CapabilitySpec {
        binds = List.copyOf(binds);
        consumes = List.copyOf(consumes);
        rest = List.copyOf(rest);
        mcp = List.copyOf(mcp);
        skills = List.copyOf(skills);
        aggregates = List.copyOf(aggregates);
        mentioned = Set.copyOf(mentioned);
        lostNamespaces = Map.copyOf(lostNamespaces);
        imported = Set.copyOf(imported);
    }
}
