package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import tools.jackson.databind.JsonNode;

/** The two ways in. What must hold on both is tested with one body. */
enum Door {
    REST {
        @Override
        Answer call(TestServer server, SeedOperation operation, String body) {
            var response = server.send(
                    operation.method(),
                    server.rest(operation.path()),
                    operation.hasBody() ? body.getBytes(UTF_8) : null,
                    "Content-Type",
                    "application/json");
            return new Answer(
                    response.statusCode() >= 400,
                    response.statusCode(),
                    new String(response.body(), UTF_8),
                    response.headers().firstValue("Content-Type").orElse(""));
        }
    },
    MCP {
        @Override
        Answer call(TestServer server, SeedOperation operation, String body) {
            return answer(server.callTool(operation.tool, operation.arguments(body)));
        }
    };

    /**
     * What came back.
     *
     * @param status of HTTP; at a tool 0
     * @param text the body, or the tool's text
     */
    record Answer(boolean isError, int status, String text, String type) {}

    /** @param body JSON, sent as it is; ignored by operations that take none */
    abstract Answer call(TestServer server, SeedOperation operation, String body);

    static Answer answer(JsonNode result) {
        var content = result.get("content");
        var first = content.isEmpty() ? null : content.get(0);
        var text = first == null || first.get("text") == null
                ? ""
                : first.get("text").asString();
        return new Answer(
                result.get("isError").asBoolean(),
                0,
                text,
                first == null ? "" : first.get("type").asString());
    }
}
