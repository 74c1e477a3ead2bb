package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.McpSpec.ArgumentSpec;
import dev.capstan.spec.McpSpec.CachingSpec;
import dev.capstan.spec.McpSpec.IconSpec;
import dev.capstan.spec.McpSpec.MessageSpec;
import dev.capstan.spec.McpSpec.PromptSpec;
import dev.capstan.spec.McpSpec.ResourceSpec;
import dev.capstan.spec.McpSpec.ToolSpec;
import dev.capstan.spec.UnitSpec.BinarySpec;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads what an MCP adapter offers: tools, resources and prompts (format, section on mcp). */
final class McpReader {
    private static final List<String> HINTS = List.of("readOnly", "destructive", "idempotent", "openWorld");

    private final UnitReader units;
    private final Problems problems;

    McpReader(UnitReader units, Problems problems) {
        this.units = units;
        this.problems = problems;
    }

    // --- tools ---

    List<ToolSpec> tools(Section adapter) {
        var bytes = BinarySpec.ofType(Optional.empty(), adapter.text("maxBinarySize"));
        return adapter.named("tools", Part.UNIT).stream()
                .flatMap(tool -> tool(tool, bytes).stream())
                .toList();
    }

    private Optional<ToolSpec> tool(Section tool, BinarySpec bytes) {
        // A client that keeps results would not see what changed; it is read so that mistakes are told.
        caching(tool);
        var unit = units.read(tool, List.of()).ofBytes(bytes);
        if (!unit.name().value().isBlank()) {
            return Optional.of(tool(unit, tool));
        }
        if (unit.ref().isPresent()) {
            // A tool that refers to a function has its name (format, section on ref).
            return Optional.of(named(unit, lastPart(unit.ref().get()), tool));
        }
        var name = unit.label()
                .map(label -> label.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-|-$", ""))
                .filter(label -> !label.isEmpty())
                .or(() -> unit.call().map(McpReader::lastPart));
        if (name.isEmpty()) {
            tool.missing("name");
            return Optional.empty();
        }
        problems.add(
                ProblemCode.NAME_ASSUMED,
                tool.position(),
                "the tool has no 'name'; it is served as '" + name.get() + "'");
        return Optional.of(named(unit, name.get(), tool));
    }

    private static ToolSpec named(UnitSpec unit, String name, Section tool) {
        return tool(unit.named(new Located<>(name, tool.position())), tool);
    }

    private static ToolSpec tool(UnitSpec unit, Section tool) {
        var hints = tool.section("hints", Part.HINTS);
        return new ToolSpec(
                unit,
                hints.map(McpReader::hints).orElse(Map.of()),
                hints.flatMap(written -> written.plain("title")),
                icons(tool));
    }

    private static Map<String, Boolean> hints(Section written) {
        var hints = new HashMap<String, Boolean>();
        HINTS.forEach(hint -> written.flag(hint).ifPresent(value -> hints.put(hint, value)));
        return hints;
    }

    private static String lastPart(Located<String> reference) {
        return reference.value().substring(reference.value().lastIndexOf('.') + 1);
    }

    // --- resources ---

    List<ResourceSpec> resources(Section adapter) {
        var maxSize = adapter.text("maxBinarySize");
        return adapter.named("resources", Part.MCP_RESOURCE).stream()
                .flatMap(resource -> resource(resource, maxSize).stream())
                .toList();
    }

    private Optional<ResourceSpec> resource(Section resource, Optional<Located<String>> maxSize) {
        var icons = icons(resource);
        var caching = caching(resource);
        var binary = resource.flag("binary").orElse(false);
        var mimeType = resource.plain("mimeType");
        var bytes = BinarySpec.ofType(mimeType.filter(type -> binary), maxSize);
        var unit = units.read(resource, List.of()).ofBytes(bytes);
        return named(resource)
                .flatMap(name -> resource.required("uri")
                        .map(uri -> new ResourceSpec(
                                unit.named(name), uri, mimeType, location(resource), binary, icons, caching)));
    }

    private static Optional<Located<String>> named(Section section) {
        var name = section.name();
        if (name.isEmpty()) {
            section.missing("name");
        }
        return name;
    }

    private static Optional<Located<String>> location(Section section) {
        return section.text("location").filter(written -> !written.value().isBlank());
    }

    // --- prompts ---

    List<PromptSpec> prompts(Section adapter) {
        return adapter.named("prompts", Part.PROMPT).stream()
                .flatMap(prompt -> prompt(prompt).stream())
                .toList();
    }

    private Optional<PromptSpec> prompt(Section prompt) {
        var arguments = prompt.named("arguments", Part.PROMPT_ARGUMENT).stream()
                .flatMap(argument -> argument(argument).stream())
                .toList();
        var messages = prompt.list("template", Part.PROMPT_MESSAGE).stream()
                .flatMap(message -> message(message).stream())
                .toList();
        return named(prompt)
                .map(name -> new PromptSpec(
                        name,
                        prompt.plain("label"),
                        prompt.plain("description").orElse(""),
                        icons(prompt),
                        arguments,
                        messages,
                        location(prompt),
                        prompt.position()));
    }

    private static Optional<ArgumentSpec> argument(Section argument) {
        return named(argument)
                .map(name -> new ArgumentSpec(
                        name,
                        argument.plain("label"),
                        argument.plain("description").orElse(""),
                        argument.flag("required").orElse(true),
                        UnitReader.texts(argument.items("enum")).stream()
                                .map(Located::value)
                                .distinct()
                                .toList()));
    }

    private static Optional<MessageSpec> message(Section message) {
        var role = message.firstOf("role", List.of("user", "assistant"));
        var content = content(message);
        if (content.isEmpty()) {
            message.missing("content");
        }
        return content.map(text -> new MessageSpec(role, text));
    }

    /** A text, or as MCP has it in messages, a mapping with the text in it. */
    private static Optional<Located<String>> content(Section message) {
        var isMapping =
                message.node("content").filter(Node.Mapping.class::isInstance).isPresent();
        var text = isMapping
                ? message.section("content", Part.PROMPT_CONTENT).flatMap(content -> content.text("text"))
                : message.text("content");
        return text.filter(written -> !written.value().isEmpty());
    }

    // --- what several have ---

    static List<IconSpec> icons(Section owner) {
        return owner.list("icons", Part.ICON).stream()
                .flatMap(icon -> icon(icon).stream())
                .toList();
    }

    private static Optional<IconSpec> icon(Section icon) {
        return icon.required("src")
                .map(source -> new IconSpec(
                        source,
                        icon.plain("mimeType"),
                        UnitReader.texts(icon.items("sizes")).stream()
                                .map(Located::value)
                                .filter(size -> !size.isBlank())
                                .toList(),
                        icon.oneOf("theme", List.of("light", "dark"))));
    }

    static CachingSpec caching(Section owner) {
        return new CachingSpec(
                owner.count("ttlMs"),
                owner.oneOf("cacheScope", List.of("public", "private")).map("public"::equals));
    }
}
