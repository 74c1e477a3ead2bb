package dev.capstan.mcp;

import dev.capstan.catalog.McpOffer;
import dev.capstan.exposure.Tool;
import dev.capstan.exposure.ToolHints;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** What one MCP endpoint answers, prepared: its tools, and the results that are the same for every client. */
final class McpEndpoint {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Tool> tools;
    private final Map<String, Tool> otherNames;
    private final byte[] toolsList;
    private final Map<String, byte[]> initializeByRevision;

    McpEndpoint(McpOffer toolset, String version) {
        tools = toolset.tools().listed();
        otherNames = toolset.tools().others();
        toolsList = JSON.writeValueAsBytes(McpSchema.ListToolsResult.builder(tools.entrySet().stream()
                        .map(tool -> wireTool(tool.getKey(), tool.getValue()))
                        .toList())
                .build());
        initializeByRevision = LegacyEra.REVISIONS.stream()
                .collect(Collectors.toMap(revision -> revision, revision -> initialize(toolset, version, revision)));
    }

    private static byte[] initialize(McpOffer toolset, String version, String revision) {
        var capabilities = McpSchema.ServerCapabilities.builder().tools(false).build();
        var server = McpSchema.Implementation.builder(toolset.name(), version).build();
        var result = McpSchema.InitializeResult.builder(revision, capabilities, server);
        if (!toolset.instructions().isBlank()) {
            result.instructions(toolset.instructions());
        }
        return JSON.writeValueAsBytes(result.build());
    }

    private static McpSchema.Tool wireTool(String listedName, Tool tool) {
        var wire = McpSchema.Tool.builder(listedName, ToolSchema.of(tool.flow().inputs()))
                .title(tool.title())
                .description(tool.description().isEmpty() ? null : tool.description())
                .annotations(annotations(tool.title(), tool.hints()));
        return tool.outputSchema().isEmpty()
                ? wire.build()
                : wire.outputSchema(tool.outputSchema()).build();
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

    /** The tool that clients see under that name, or that may be called by it. */
    Optional<Tool> tool(String name) {
        return Optional.ofNullable(tools.get(name)).or(() -> Optional.ofNullable(otherNames.get(name)));
    }

    /** The result of {@code tools/list}: all tools in one page. */
    byte[] toolsList() {
        return toolsList;
    }

    /** The result of {@code initialize} for one of {@link LegacyEra#REVISIONS}. */
    Optional<byte[]> initialize(String revision) {
        return Optional.ofNullable(initializeByRevision.get(revision));
    }
}
