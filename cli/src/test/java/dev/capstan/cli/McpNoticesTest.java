package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a client is told while its call runs, and what it brings along. */
class McpNoticesTest extends FolderFixture {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @BeforeEach
    void steps() throws IOException {
        write("steps.yaml", """
                naftiko: 1.0.0-alpha2
                info: {label: Steps}
                capability:
                  consumes:
                  - type: http
                    namespace: things
                    baseUri: https://things.test
                    resources:
                    - {name: a, path: /a, operations: [{name: get-a, method: GET}]}
                    - {name: b, path: /b, operations: [{name: get-b, method: GET}]}
                  exposes:
                  - type: mcp
                    namespace: things-mcp
                    port: 9090
                    tools:
                    - name: both
                      description: Gets both.
                      steps:
                      - {type: call, name: first, call: things.get-a}
                      - {type: call, name: second, call: things.get-b}
                    - {name: one, description: Gets one., call: things.get-a}
                """);
    }

    /** All messages that come for a call; the last is the reply. */
    private static List<JsonNode> call(TestServer server, McpEra era, String tool, String meta, String... headers)
            throws Exception {
        var params = "{\"name\":\"" + tool + "\",\"_meta\":" + meta + "}";
        var messages = new ArrayList<JsonNode>();
        try (var stream = new McpStream(
                server.mcp("/mcp"),
                era.message(1, "tools/call", params, "{}"),
                era.allHeaders("tools/call", params, headers))) {
            do {
                messages.add(stream.next());
            } while (messages.get(messages.size() - 1).has("method"));
            stream.requireEnd();
        }
        return messages;
    }

    @ParameterizedTest
    @EnumSource
    void stepsAreToldToWhoGivesAToken(McpEra era) throws Exception {
        try (var server = server().start()) {
            for (var token : new String[] {"\"t-1\"", "17"}) {
                var messages = call(server, era, "both", "{\"progressToken\":" + token + "}");

                assertThat(messages).hasSize(3);
                for (var i = 0; i < 2; i++) {
                    var progress = messages.get(i);
                    assertThat(progress.get("method").asString()).isEqualTo("notifications/progress");
                    assertThat(progress.get("params").get("progressToken").toString())
                            .isEqualTo(token);
                    assertThat(progress.get("params").get("progress").asInt()).isEqualTo(i + 1);
                    assertThat(progress.get("params").get("total").asInt()).isEqualTo(2);
                    assertThat(progress.get("params").get("message").asString()).contains(i == 0 ? "first" : "second");
                }
                assertThat(messages.get(2).get("result").get("isError").asBoolean())
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLargeReplyComesBehindWhatIsTold(McpEra era) throws Exception {
        var large = "x".repeat(6 * 1024 * 1024);
        upstream.answer(request -> "{\"large\":\"" + large + "\"}");
        try (var server = server().start()) {
            var params = "{\"name\":\"both\",\"_meta\":{\"progressToken\":1}}";
            var answer = server.send(
                    "POST",
                    server.mcp("/mcp"),
                    era.message(1, "tools/call", params, "{}"),
                    era.allHeaders("tools/call", params));
            assertThat(new String(answer.body(), UTF_8))
                    .contains("notifications/progress")
                    .contains(large + "\\\"}\"}],\"isError\":false");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoAsksForNothingIsToldNothing(McpEra era) {
        try (var server = server().start()) {
            for (var meta : new String[] {"{}", "{\"progressToken\":null}", "{\"progressToken\":{}}", "7"}) {
                var params = "{\"name\":\"both\"" + (era == McpEra.LEGACY ? ",\"_meta\":" + meta : "") + "}";
                var response = server.send(
                        "POST",
                        server.mcp("/mcp"),
                        era.message(1, "tools/call", params, "{}"),
                        era.allHeaders("tools/call", params));
                assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
            }
        }
    }

    @Test
    void upstreamRequestsAreLoggedToWhoAsksForThat() throws Exception {
        try (var server = server().start()) {
            var level = "{\"io.modelcontextprotocol/logLevel\":\"debug\"}";
            var messages = call(server, McpEra.MODERN, "both", level);
            assertThat(messages).hasSize(3);
            var told = messages.get(0);
            assertThat(told.get("method").asString()).isEqualTo("notifications/message");
            assertThat(told.get("params").get("level").asString()).isEqualTo("debug");
            assertThat(told.get("params").get("data").get("operation").asString())
                    .isEqualTo("things.get-a");
            assertThat(told.get("params").get("data").get("status").asInt()).isEqualTo(200);

            var answer = McpEra.MODERN.ask(
                    server, "tools/call", "{\"name\":\"one\",\"_meta\":" + level.replace("debug", "info") + "}");
            assertThat(answer.result().get("isError").asBoolean()).isFalse();
        }
    }

    @Test
    void aClientOf2025SetsTheLevelOfItsSession() throws Exception {
        try (var server = server().start()) {
            var session = server.post(
                            server.mcp("/mcp"),
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                                    + "\"2025-11-25\",\"capabilities\":{}}}")
                    .headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow();
            assertThat(McpEra.LEGACY
                            .ask(server, "logging/setLevel", "{\"level\":\"loud\"}", "Mcp-Session-Id", session)
                            .errorCode())
                    .isEqualTo(-32602);
            McpEra.LEGACY.ask(server, "logging/setLevel", "{\"level\":\"debug\"}", "Mcp-Session-Id", session);

            var messages = call(server, McpEra.LEGACY, "one", "{}", "Mcp-Session-Id", session);
            assertThat(messages).hasSize(2);
            assertThat(messages.get(0).get("method").asString()).isEqualTo("notifications/message");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTraceGoesOnToTheUpstream(McpEra era) {
        try (var server = server().start()) {
            var meta = "{\"traceparent\":\"" + TRACE + "\",\"tracestate\":\"a=1\",\"baggage\":\"k=v\"}";
            era.ask(server, "tools/call", "{\"name\":\"both\",\"_meta\":" + meta + "}")
                    .result();

            assertThat(upstream.received()).hasSize(2).allSatisfy(request -> {
                assertThat(request.header("traceparent")).isEqualTo(TRACE);
                assertThat(request.header("tracestate")).isEqualTo("a=1");
                assertThat(request.header("baggage")).isEqualTo("k=v");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"traceparent\":\"x\\r\\nX-Evil: 1\"}",
                "{\"traceparent\":7,\"tracestate\":[]}",
                "{\"traceparent\":\"00-00000000000000000000000000000000-00f067aa0ba902b7-01\",\"tracestate\":\"a=1\"}",
                "{\"tracestate\":\"a=1\"}"
            })
    void whatIsNoTraceDoesNot(String meta) {
        try (var server = server().start()) {
            McpEra.LEGACY
                    .ask(server, "tools/call", "{\"name\":\"one\",\"_meta\":" + meta + "}")
                    .result();

            assertThat(upstream.only().head()).doesNotContainIgnoringCase("trace", "evil");
        }
    }
}
