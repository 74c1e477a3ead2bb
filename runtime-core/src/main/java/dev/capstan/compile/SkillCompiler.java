package dev.capstan.compile;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Endpoint;
import dev.capstan.exposure.Skill;
import dev.capstan.exposure.SkillAdapter;
import dev.capstan.exposure.SkillFolder;
import dev.capstan.exposure.SkillTool;
import dev.capstan.problem.Known;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.CapabilitySpec;
import dev.capstan.spec.Located;
import dev.capstan.spec.SkillSpec;
import dev.capstan.spec.SkillSpec.EntrySpec;
import dev.capstan.spec.SkillSpec.SourceSpec;
import dev.capstan.spec.SkillSpec.ToolSpec;
import dev.capstan.spec.UnitSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Compiles skill adapters. A skill that the format does not allow is left out; the others are served (format, section on
 * skills). Used for one file.
 */
final class SkillCompiler {
    /** Names of files that can be asked for, one or more with slashes between; none is hidden or leads up. */
    private static final Pattern FILE = Pattern.compile("[a-zA-Z0-9_-][a-zA-Z0-9._-]*(/[a-zA-Z0-9_-][a-zA-Z0-9._-]*)*");

    private final List<Sibling> siblings;
    private final List<Path> roots;
    private final Problems problems;

    /**
     * An adapter whose operations or tools a skill can name.
     *
     * @param names its namespace, and what it is called in its own file
     * @param actions the descriptions of its operations or tools, by their names
     */
    private record Sibling(String mode, List<String> names, Map<String, String> actions) {
        static Sibling of(String mode, String namespace, Optional<String> former, Stream<UnitSpec> units) {
            var actions = new LinkedHashMap<String, String>();
            units.filter(unit -> !unit.name().value().isBlank())
                    .forEach(unit -> actions.putIfAbsent(unit.name().value(), unit.description()));
            return new Sibling(
                    mode, Stream.concat(Stream.of(namespace), former.stream()).toList(), actions);
        }

        String namespace() {
            return names.get(0);
        }
    }

    SkillCompiler(CapabilitySpec spec, List<Path> roots, Problems problems) {
        var rest = spec.rest().stream()
                .map(adapter -> Sibling.of(
                        "rest",
                        adapter.namespace().value(),
                        adapter.formerNamespace(),
                        adapter.routes().stream().map(route -> route.unit())));
        var mcp = spec.mcp().stream()
                .map(adapter -> Sibling.of(
                        "mcp",
                        adapter.namespace().value(),
                        adapter.formerNamespace(),
                        adapter.tools().stream().map(tool -> tool.unit())));
        this.siblings = Stream.concat(rest, mcp).toList();
        this.roots = roots;
        this.problems = problems;
    }

    SkillAdapter compile(SkillSpec adapter, Endpoint endpoint, Authentication authentication) {
        var skills = new LinkedHashMap<String, Skill>();
        for (var spec : adapter.skills()) {
            var skill = skill(spec, adapter.file());
            if (skill.isPresent() && skills.putIfAbsent(skill.get().name(), skill.get()) != null) {
                problems.add(
                        ProblemCode.SKILL_DUPLICATE,
                        spec.name().position(),
                        "there is another skill " + skill.get().name() + " before this one; this one is never reached");
            }
        }
        return new SkillAdapter(
                adapter.namespace().value(),
                endpoint,
                authentication,
                List.copyOf(skills.values()),
                adapter.position());
    }

    private Optional<Skill> skill(EntrySpec skill, Path file) {
        var tools = new ArrayList<SkillTool>();
        for (var tool : skill.tools()) {
            tool(tool, skill).ifPresent(tools::add);
        }
        if (tools.size() < skill.tools().size()) {
            return Optional.empty();
        }
        var folder = skill.location().flatMap(location -> folder(location, file));
        folder.ifPresent(there -> skill.tools().forEach(tool -> checkInstruction(tool, there)));
        var facts = new LinkedHashMap<>(skill.facts());
        skill.location().ifPresent(location -> facts.put("location", location.value()));
        return Optional.of(
                new Skill(skill.name().value(), skill.description(), facts, tools, folder, skill.position()));
    }

    private Optional<SkillTool> tool(ToolSpec tool, EntrySpec skill) {
        if (tool.from().isPresent() == tool.instruction().isPresent()) {
            return invalid(
                    skill,
                    tool.position(),
                    "the tool " + tool.name().value() + " has "
                            + (tool.from().isPresent()
                                    ? "both 'from' and 'instruction'"
                                    : "no 'from' and no 'instruction'")
                            + " (expected: exactly one of them)");
        }
        return tool.from()
                .map(source -> derived(tool, source, skill))
                .orElseGet(() -> instruction(tool, tool.instruction().orElseThrow(), skill));
    }

    private Optional<SkillTool> derived(ToolSpec tool, SourceSpec source, EntrySpec skill) {
        var named = source.namespace().value();
        var found = siblings.stream()
                .filter(sibling -> sibling.names().contains(named))
                .toList();
        if (found.isEmpty()) {
            return invalid(
                    skill,
                    source.namespace().position(),
                    "there is no rest or mcp adapter " + named + " in this file"
                            + Known.of(siblings.stream()
                                    .map(Sibling::namespace)
                                    .distinct()
                                    .toList()));
        }
        var action = source.action().value();
        // In some files a REST and an MCP adapter have one namespace.
        var sibling = found.stream()
                .filter(candidate -> candidate.actions().containsKey(action))
                .findFirst()
                .orElse(found.get(0));
        if (!sibling.actions().containsKey(action)) {
            problems.add(
                    ProblemCode.SKILL_ACTION_UNKNOWN,
                    source.action().position(),
                    "the " + sibling.mode() + " adapter " + named + " has no "
                            + (sibling.mode().equals("rest") ? "operation " : "tool ") + action
                            + Known.of(sibling.actions().keySet()));
        }
        return Optional.of(new SkillTool.Derived(
                tool.name().value(),
                tool.description().orElseGet(() -> sibling.actions().getOrDefault(action, "")),
                sibling.namespace(),
                action,
                sibling.mode()));
    }

    private Optional<SkillTool> instruction(ToolSpec tool, Located<String> file, EntrySpec skill) {
        if (skill.location().isEmpty()) {
            return invalid(
                    skill,
                    file.position(),
                    "the tool " + tool.name().value()
                            + " has an 'instruction', but the skill has no 'location' with the"
                            + " folder that it is in");
        }
        if (!FILE.matcher(file.value()).matches()) {
            return invalid(
                    skill,
                    file.position(),
                    "'" + file.value() + "' cannot be the name of an instruction (expected: the path of a file in the"
                            + " skill's folder, of letters, digits, '.', '_' and '-', and not hidden)");
        }
        return Optional.of(new SkillTool.Instruction(
                tool.name().value(), tool.description().orElse(""), file.value()));
    }

    private Optional<SkillTool> invalid(EntrySpec skill, Position position, String why) {
        problems.add(
                ProblemCode.SKILL_INVALID,
                position,
                why + "; the skill " + skill.name().value() + " is not served");
        return Optional.empty();
    }

    private Optional<SkillFolder> folder(Located<String> location, Path file) {
        return FileLocation.of(location, FileLocation.Use.SKILL, file, roots, problems)
                .map(path -> new SkillFolder(path, roots));
    }

    private void checkInstruction(ToolSpec tool, SkillFolder folder) {
        tool.instruction()
                .filter(name -> Files.isDirectory(folder.path())
                        && !Files.isRegularFile(folder.path().resolve(name.value())))
                .ifPresent(name -> problems.add(
                        ProblemCode.SKILL_FOLDER_UNUSABLE,
                        name.position(),
                        "there is no file " + name.value() + " in the folder of the skill; asking for it answers 404"));
    }
}
