package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A skill adapter: a catalogue of skills.
 *
 * @param authentication what callers must show; empty when nothing is said about it
 * @param file the file in which it is written, also when it was imported: locations are relative to it
 */
public record SkillSpec(
        Located<String> namespace,
        Optional<String> address,
        Optional<Integer> port,
        Optional<AuthenticationSpec> authentication,
        List<EntrySpec> skills,
        Path file,
        Position position) {
    public SkillSpec {
        skills = List.copyOf(skills);
    }

    /**
     * One skill.
     *
     * @param facts what else is written about it, by the keys of the format and in their order: texts, truth values, and
     *     for {@code metadata} a mapping of texts
     */
    public record EntrySpec(
            Located<String> name,
            String description,
            Map<String, Object> facts,
            Optional<Located<String>> location,
            List<ToolSpec> tools,
            Position position) {
        public EntrySpec {
            facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
            tools = List.copyOf(tools);
        }
    }

    /** A tool of a skill: one of another adapter, or a text to follow. The format wants exactly one of the two. */
    public record ToolSpec(
            Located<String> name,
            Optional<String> description,
            Optional<SourceSpec> from,
            Optional<Located<String>> instruction,
            Position position) {}

    /** An operation or a tool of an adapter. */
    public record SourceSpec(Located<String> namespace, Located<String> action) {}
}
