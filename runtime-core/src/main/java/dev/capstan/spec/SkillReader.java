package dev.capstan.spec;

import dev.capstan.spec.SkillSpec.EntrySpec;
import dev.capstan.spec.SkillSpec.SourceSpec;
import dev.capstan.spec.SkillSpec.ToolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the skills of a skill adapter. */
final class SkillReader {
    private static final List<String> TEXTS_BEFORE_METADATA = List.of("license", "compatibility");
    private static final List<String> TEXTS_BEHIND_METADATA = List.of("allowed-tools", "argument-hint");
    private static final List<String> FLAGS = List.of("user-invocable", "disable-model-invocation");

    private SkillReader() {}

    static List<EntrySpec> read(Section adapter) {
        return adapter.named("skills", Part.SKILL).stream()
                .flatMap(skill -> skill(skill).stream())
                .toList();
    }

    private static Optional<EntrySpec> skill(Section skill) {
        var facts = facts(skill);
        var location = skill.text("location").filter(written -> !written.value().isBlank());
        var tools = skill.named("tools", Part.SKILL_TOOL).stream()
                .flatMap(tool -> tool(tool).stream())
                .toList();
        return named(skill)
                .map(name -> new EntrySpec(
                        name, skill.plain("description").orElse(""), facts, location, tools, skill.position()));
    }

    private static Optional<Located<String>> named(Section section) {
        var name = section.name();
        if (name.isEmpty()) {
            section.missing("name");
        }
        return name;
    }

    private static Map<String, Object> facts(Section skill) {
        var facts = new LinkedHashMap<String, Object>();
        TEXTS_BEFORE_METADATA.forEach(word -> skill.plain(word).ifPresent(text -> facts.put(word, text)));
        skill.mapping("metadata").ifPresent(written -> facts.put("metadata", texts(written, skill)));
        TEXTS_BEHIND_METADATA.forEach(word -> skill.plain(word).ifPresent(text -> facts.put(word, text)));
        FLAGS.forEach(word -> skill.flag(word).ifPresent(value -> facts.put(word, value)));
        return facts;
    }

    private static Map<String, String> texts(Node.Mapping mapping, Section skill) {
        var texts = new LinkedHashMap<String, String>();
        mapping.entries()
                .forEach(entry ->
                        skill.text(entry.value(), entry.key()).ifPresent(text -> texts.put(entry.key(), text.value())));
        return texts;
    }

    private static Optional<ToolSpec> tool(Section tool) {
        var from = tool.section("from", Part.SKILL_SOURCE);
        var source = from.flatMap(it -> it.required("sourceNamespace")
                .flatMap(namespace -> it.required("action").map(action -> new SourceSpec(namespace, action))));
        var instruction = tool.text("instruction").filter(text -> !text.value().isBlank());
        // What is wrong in 'from' has been told; a tool without it would be told as one that leads nowhere.
        return from.isPresent() && source.isEmpty()
                ? Optional.empty()
                : named(tool)
                        .map(name ->
                                new ToolSpec(name, tool.plain("description"), source, instruction, tool.position()));
    }
}
