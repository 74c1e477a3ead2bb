package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** MCP over Streamable HTTP, as clients of 2025 speak it. */
class McpTest {
    private static FakeUpstream upstream;
    private static TestServer server;

    @BeforeAll
    static void start() {
        upstream = new FakeUpstream();
        server = TestServer.ofSeeds(upstream.url()).start();
    }

    @BeforeEach
    void forget() {
        upstream.received().clear();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        upstream.close();
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return TestServer.JSON.readTree(response.body());
    }

    @Test
    void theSdksClientListsAndCallsEveryTool() {
        var transport = HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + server.mcpPort())
                .endpoint("/mcp")
                .build();
        try (var client = McpClient.sync(transport).build()) {
            assertThat(client.initialize().serverInfo().name()).isEqualTo("capstan");
            assertThat(client.listTools().tools()).hasSize(12);

            Stream.of(SeedOperation.values()).forEach(operation -> {
                @SuppressWarnings("unchecked")
                Map<String, Object> arguments = TestServer.JSON.readValue(operation.arguments("{\"a\":1}"), Map.class);
                var result = client.callTool(McpSchema.CallToolRequest.builder(operation.tool)
                        .arguments(arguments)
                        .build());
                assertThat(result.isError()).isFalse();
                assertThat(result.content()).hasSize(1);
            });
        }
        assertThat(upstream.received()).hasSize(12);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-11-25, 2025-11-25",
        "2025-06-18, 2025-06-18",
        "2025-03-26, 2025-03-26",
        "2026-07-28, 2025-11-25",
        "1999-01-01, 2025-11-25"
    })
    void theRevisionIsNegotiated(String asked, String agreed) {
        var result = server.rpc(
                        "initialize",
                        "{\"protocolVersion\":\"" + asked
                                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}")
                .get("result");

        assertThat(result.get("protocolVersion").asString()).isEqualTo(agreed);
        assertThat(result.get("capabilities").has("tools")).isTrue();
        assertThat(result.get("instructions").asString()).isNotBlank();
    }

    @Test
    void aToolShowsWhatIsKnownOfItsInputs() {
        var tools = server.rpc("tools/list", "{}").get("result").get("tools");

        assertThat(tool(tools, "track-customer-event")).isEqualTo(TestServer.JSON.readTree("""
                        {"name":"track-customer-event","title":"Track customer event",
                         "description":"Track a customer event",
                         "inputSchema":{"type":"object",
                           "properties":{
                             "identifier":{"type":"string"},
                             "body":{"type":"object","description":"Request body (JSON)."}},
                           "required":["identifier","body"],"additionalProperties":false},
                         "annotations":{"title":"Track customer event","readOnlyHint":false,"destructiveHint":false,
                           "idempotentHint":false,"openWorldHint":true}}
                        """));
        var pixel = tool(tools, "track-pixel");
        assertThat(pixel.get("inputSchema")
                        .get("properties")
                        .get("query")
                        .get("type")
                        .asString())
                .isEqualTo("object");
        assertThat(pixel.get("inputSchema").has("required")).isFalse();
        assertThat(pixel.get("annotations").get("readOnlyHint").asBoolean()).isTrue();
        assertThat(pixel.get("annotations").get("idempotentHint").asBoolean()).isTrue();
    }

    private static JsonNode tool(JsonNode tools, String name) {
        return StreamSupport.stream(tools.spliterator(), false)
                .filter(tool -> tool.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachAdapterHasAnEndpointOfItsOwn() {
        assertThat(server.toolNames("/mcp")).hasSize(12);
        assertThat(server.toolNames("/")).hasSize(12);
        assertThat(server.toolNames("/mcp/track-events-mcp"))
                .containsExactly("track-customer-event", "track-anonymous-event");
        assertThat(server.post(server.mcp("/mcp/nobody"), "{}").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                                                   | 400 | -32700",
                "{\"jsonrpc\":\"2.0\",\"id\":1}                                      | 400 | -32600",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}                  | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}               | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}                         | 400 | -32600",
                "5                                                                   | 400 | -32600",
                "[]                                                                  | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"cursor\":\"x\"}} | 200 | -32602",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\"}       | 400 | -32602",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"prompts/list\"}          | 200 | -32601",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}            | 200 | -32602",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}            | 200 | -32602",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}} | 200 | -32602",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"track-pixel\",\"arguments\":[]}} | 200 | -32602",
            })
    void protocolFaultsAreJsonRpcErrors(String message, int status, int code) {
        var response = server.post(server.mcp("/mcp"), message);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(json(response).get("error").get("code").asInt()).isEqualTo(code);
        assertThat(json(response).get("error").get("message").asString()).doesNotContain("Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"a\\u0041\"", "12345678901234567890", "1.50", "-0"})
    void theIdComesBackAsItWasWritten(String id) {
        var reply = server.post(server.mcp("/mcp"), "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}");

        assertThat(new String(reply.body(), UTF_8)).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
    }

    @Test
    void notificationsAndAnswersAreAccepted() {
        for (var message : new String[] {
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/whatever\",\"params\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"
        }) {
            var response = server.post(server.mcp("/mcp"), message);
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(response.body()).isEmpty();
        }
    }

    @Test
    void batchesBelongToTheFirstRevisionOnly() {
        var batch = "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"},"
                + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"track-pixel\"}},7]";

        var replies = json(server.post(server.mcp("/mcp"), batch));
        assertThat(replies).hasSize(3);
        assertThat(replies.get(0).get("id").asInt()).isEqualTo(1);
        assertThat(replies.get(1).get("result").get("isError").asBoolean()).isFalse();
        assertThat(replies.get(2).get("error").get("code").asInt()).isEqualTo(-32600);

        var many = "[" + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"},".repeat(50) + "1]";
        assertThat(server.post(server.mcp("/mcp"), many).statusCode()).isEqualTo(400);

        var later = server.send(
                "POST",
                server.mcp("/mcp"),
                batch.getBytes(UTF_8),
                "Content-Type",
                "application/json",
                "MCP-Protocol-Version",
                "2025-06-18");
        assertThat(later.statusCode()).isEqualTo(400);
    }

    @Test
    void headersAreChecked() {
        var ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}".getBytes(UTF_8);

        assertThat(status(ping, "Content-Type", "text/plain")).isEqualTo(415);
        assertThat(status(ping, "Content-Type", "application/json", "Accept", "text/html"))
                .isEqualTo(406);
        assertThat(status(ping, "Content-Type", "application/json", "Accept", "application/json, text/event-stream"))
                .isEqualTo(200);
        assertThat(status(ping, "Content-Type", "application/json", "MCP-Protocol-Version", "1999-01-01"))
                .isEqualTo(400);
        assertThat(status(ping, "Content-Type", "application/json", "MCP-Protocol-Version", "2025-06-18"))
                .isEqualTo(200);
        assertThat(status(ping, "Content-Type", "APPLICATION/JSON; charset=\"UTF-8\"", "Accept", "Application/*"))
                .isEqualTo(200);
        assertThat(status(
                        ping, "Content-Type", "application/json", "Accept", "text/event-stream", "Accept", "*/*;q=0.1"))
                .isEqualTo(200);
        assertThat(status(ping, "Content-Type", "application/json", "Accept", "application/json;q=0"))
                .isEqualTo(406);
        assertThat(status(ping, "Content-Type", "application/jsonx")).isEqualTo(415);
        assertThat(status(ping, "Content-Type", "application/json; charset=utf-16"))
                .isEqualTo(415);
        assertThat(server.get(server.mcp("/mcp"), "Accept", "application/json").statusCode())
                .isEqualTo(406);
        assertThat(server.send("DELETE", server.mcp("/mcp"), null).statusCode()).isEqualTo(405);
    }

    private static int status(byte[] message, String... headers) {
        return server.send("POST", server.mcp("/mcp"), message, headers).statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE"})
    void onlyUtf8IsRead(String charset) throws Exception {
        var ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        for (var message : new String[] {ping, "[" + ping + "]"}) {
            var response = server.send(
                    "POST", server.mcp("/mcp"), message.getBytes(charset), "Content-Type", "application/json");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(json(response).get("error").get("code").asInt()).isEqualTo(-32700);
        }
    }
}
