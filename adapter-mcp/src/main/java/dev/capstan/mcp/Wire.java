package dev.capstan.mcp;

import dev.capstan.exposure.Icon;
import dev.capstan.exposure.Prompt;
import dev.capstan.exposure.Resource;
import dev.capstan.exposure.Tool;
import dev.capstan.exposure.ToolHints;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What is listed, in the words of MCP. The types are those of the SDK; nothing beyond this package sees them. */
final class Wire {
    private static final JsonMapper JSON = new JsonMapper();

    private Wire() {}

    static byte[] json(Object wire) {
        return JSON.writeValueAsBytes(wire);
    }

    /** @param outputSchema empty for none */
    static McpSchema.Tool tool(String listedName, Tool tool, Map<String, Object> outputSchema) {
        var wire = McpSchema.Tool.builder(
                        listedName,
                        PortableSchema.ofInput(ToolSchema.of(tool.flow().inputs())))
                .title(tool.title())
                .description(orNull(tool.description()))
                .icons(icons(tool.icons()))
                .annotations(annotations(tool.hints().title().orElse(tool.title()), tool.hints()));
        return outputSchema.isEmpty()
                ? wire.build()
                : wire.outputSchema(PortableSchema.ofOutput(outputSchema)).build();
    }

    private static McpSchema.ToolAnnotations annotations(String title, ToolHints hints) {
        return McpSchema.ToolAnnotations.builder()
                .title(title)
                .readOnlyHint(hints.readOnly())
                .destructiveHint(hints.destructive())
                .idempotentHint(hints.idempotent())
                .openWorldHint(hints.openWorld())
                .build();
    }

    static McpSchema.Prompt prompt(String listedName, Prompt prompt) {
        return McpSchema.Prompt.builder(listedName)
                .title(prompt.title())
                .description(orNull(prompt.description()))
                .icons(icons(prompt.icons()))
                .arguments(prompt.arguments().stream().map(Wire::argument).toList())
                .build();
    }

    private static McpSchema.PromptArgument argument(Prompt.Argument argument) {
        return McpSchema.PromptArgument.builder(argument.name())
                .title(argument.title())
                .description(orNull(argument.description()))
                .required(argument.required())
                .build();
    }

    static McpSchema.Resource resource(Resource.About about) {
        return McpSchema.Resource.builder(about.uri(), about.name())
                .title(about.title())
                .description(orNull(about.description()))
                .mimeType(about.mimeType().orElse(null))
                .icons(icons(about.icons()))
                .build();
    }

    /** A file of a folder. */
    static McpSchema.Resource file(
            String uri, String path, long size, @Nullable String mimeType, Resource.About folder) {
        return McpSchema.Resource.builder(uri, path)
                .description(orNull(folder.description()))
                .mimeType(mimeType)
                .size(size)
                .icons(icons(folder.icons()))
                .build();
    }

    static McpSchema.ResourceTemplate template(Resource.About about) {
        return McpSchema.ResourceTemplate.builder(about.uri(), about.name())
                .title(about.title())
                .description(orNull(about.description()))
                .mimeType(about.mimeType().orElse(null))
                .icons(icons(about.icons()))
                .build();
    }

    static McpSchema.Implementation server(String name, String version, List<Icon> icons) {
        return McpSchema.Implementation.builder(name, version)
                .icons(icons(icons))
                .build();
    }

    private static @Nullable List<McpSchema.Icon> icons(List<Icon> icons) {
        return icons.isEmpty()
                ? null
                : icons.stream()
                        .map(icon -> McpSchema.Icon.builder(icon.source())
                                .mimeType(icon.mimeType().orElse(null))
                                .sizes(icon.sizes().isEmpty() ? null : icon.sizes())
                                .theme(icon.theme().orElse(null))
                                .build())
                        .toList();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
