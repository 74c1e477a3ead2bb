package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An MCP adapter.
 *
 * @param formerNamespace what it is called in its own file, when it was imported under another name
 * @param authentication what callers must show; empty when nothing is said about it
 * @param description may be empty
 * @param caching of what it lists, and of its resources where they say nothing
 * @param file the file in which it is written, also when it was imported: locations are relative to it
 */
public record McpSpec(
        Located<String> namespace,
        Optional<String> formerNamespace,
        Optional<String> address,
        Optional<Integer> port,
        Optional<AuthenticationSpec> authentication,
        String description,
        List<IconSpec> icons,
        CachingSpec caching,
        List<ToolSpec> tools,
        List<ResourceSpec> resources,
        List<PromptSpec> prompts,
        Path file,
        Position position) {
    public McpSpec {
        icons = List.copyOf(icons);
        tools = List.copyOf(tools);
        resources = List.copyOf(resources);
        prompts = List.copyOf(prompts);
    }

    /** A picture for clients to show, which is Capstan's own extension of the format. */
    public record IconSpec(
            Located<String> source, Optional<String> mimeType, List<String> sizes, Optional<String> theme) {
        public IconSpec {
            sizes = List.copyOf(sizes);
        }
    }

    /**
     * How long what was read may be kept.
     *
     * @param ttlMillis from 0
     */
    public record CachingSpec(Optional<Long> ttlMillis, Optional<Boolean> isPublic) {}

    /**
     * One tool.
     *
     * @param hints the ones that are written
     * @param hintedTitle the title among the hints
     */
    public record ToolSpec(
            UnitSpec unit, Map<String, Boolean> hints, Optional<String> hintedTitle, List<IconSpec> icons) {
        public ToolSpec {
            hints = Map.copyOf(hints);
            icons = List.copyOf(icons);
        }
    }

    /**
     * One resource.
     *
     * @param unit what makes it, and what people call it
     * @param uri with its variables in braces
     * @param location the folder that has it, in place of what makes it
     * @param binary whether it is bytes
     */
    public record ResourceSpec(
            UnitSpec unit,
            Located<String> uri,
            Optional<String> mimeType,
            Optional<Located<String>> location,
            boolean binary,
            List<IconSpec> icons,
            CachingSpec caching) {
        public ResourceSpec {
            icons = List.copyOf(icons);
        }
    }

    /**
     * One prompt.
     *
     * @param description may be empty
     * @param messages none when the file says none
     * @param location the file that has its text
     */
    public record PromptSpec(
            Located<String> name,
            Optional<String> label,
            String description,
            List<IconSpec> icons,
            List<ArgumentSpec> arguments,
            List<MessageSpec> messages,
            Optional<Located<String>> location,
            Position position) {
        public PromptSpec {
            icons = List.copyOf(icons);
            arguments = List.copyOf(arguments);
            messages = List.copyOf(messages);
        }
    }

    /**
     * One argument of a prompt.
     *
     * @param description may be empty
     * @param choices the values of {@code enum}
     */
    public record ArgumentSpec(
            Located<String> name, Optional<String> label, String description, boolean required, List<String> choices) {
        public ArgumentSpec {
            choices = List.copyOf(choices);
        }
    }

    /** @param role {@code user} or {@code assistant} */
    public record MessageSpec(String role, Located<String> content) {}
}
