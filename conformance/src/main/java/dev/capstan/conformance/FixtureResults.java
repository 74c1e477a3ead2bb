package dev.capstan.conformance;

import dev.capstan.mcp.McpReply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The parts of results, in the words of MCP. */
final class FixtureResults {
    static final Map<String, Object> NO_ARGUMENTS = Map.of("type", "object", "properties", Map.of());

    private FixtureResults() {}

    static McpReply text(String text) {
        return content(List.of(textContent(text)));
    }

    static McpReply content(List<Map<String, ?>> content) {
        return McpReply.result(Map.of("content", content, "isError", false));
    }

    static McpReply messages(List<Map<String, ?>> contents) {
        return McpReply.result(Map.of(
                "messages",
                contents.stream()
                        .map(content -> Map.of("role", "user", "content", content))
                        .toList()));
    }

    static Map<String, ?> textContent(String text) {
        return Map.of("type", "text", "text", text);
    }

    static Map<String, ?> image() {
        return Map.of("type", "image", "data", FixtureUpstream.PNG, "mimeType", "image/png");
    }

    static Map<String, ?> resource(String uri, String type, String text) {
        return Map.of("type", "resource", "resource", Map.of("uri", uri, "mimeType", type, "text", text));
    }

    static Map<String, Object> schema(Map<String, ?> properties, String required) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", List.of(required));
        return schema;
    }
}
