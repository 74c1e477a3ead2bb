package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Structured content: any JSON value from 2026-07-28 on, before only an object. */
class McpStructuredTest extends FolderFixture {
    @BeforeEach
    void tools() throws IOException {
        write("things.yaml", """
                naftiko: 1.0.0-alpha2
                info: {label: Things}
                capability:
                  consumes:
                  - type: http
                    namespace: things
                    baseUri: https://things.test
                    resources:
                    - {name: all, path: /things, operations: [{name: list, method: GET}]}
                  exposes:
                  - type: mcp
                    namespace: things-mcp
                    port: 9090
                    tools:
                    - name: names
                      description: The names.
                      call: things.list
                      outputParameters: [{type: array, mapping: $.things, items: {type: string, mapping: $.name}}]
                    - name: count
                      description: How many.
                      call: things.list
                      outputParameters: [{type: object, properties: {count: {type: number, mapping: $.count}}}]
                    - {name: all, description: As it came., call: things.list}
                """);
    }

    private static JsonNode tool(TestServer server, McpEra era, String name) {
        for (var tool : era.ask(server, "tools/list", "{}").result().get("tools")) {
            if (tool.get("name").asString().equals(name)) {
                return tool;
            }
        }
        throw new AssertionError(name);
    }

    private static JsonNode call(TestServer server, McpEra era, String name) {
        return era.ask(server, "tools/call", "{\"name\":\"" + name + "\"}").result();
    }

    @ParameterizedTest
    @EnumSource
    void aListIsWrappedWhereOnlyAnObjectMayBe(McpEra era) {
        upstream.answer(request -> "{\"count\":2,\"things\":[{\"name\":\"a\"},{\"name\":\"b\"}]}");
        try (var server = server().start()) {
            var schema = tool(server, era, "names").get("outputSchema");
            var content = call(server, era, "names").get("structuredContent");
            assertThat(schema.get("type").asString()).isEqualTo(era == McpEra.LEGACY ? "object" : "array");
            assertThat(content.toString())
                    .isEqualTo(era == McpEra.LEGACY ? "{\"result\":[\"a\",\"b\"]}" : "[\"a\",\"b\"]");
            assertThat(call(server, era, "names")
                            .get("content")
                            .get(0)
                            .get("text")
                            .asString())
                    .isEqualTo("[\"a\",\"b\"]");

            assertThat(call(server, era, "count").get("structuredContent").toString())
                    .isEqualTo("{\"count\":2}");
            assertThat(tool(server, era, "all").has("outputSchema")).isFalse();
            assertThat(call(server, era, "all").has("structuredContent")).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSuccessWithoutAnythingFitsItsSchemaToo(McpEra era) {
        upstream.behave(socket -> FakeUpstream.write(socket, "HTTP/1.1 204 No Content\r\n\r\n"));
        try (var server = server().start()) {
            assertThat(call(server, era, "names").get("structuredContent").toString())
                    .isEqualTo(era == McpEra.LEGACY ? "{}" : "[]");
            assertThat(call(server, era, "count").get("structuredContent").toString())
                    .isEqualTo("{}");
        }
    }
}
