package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.mcp.McpExtras;
import dev.capstan.mcp.McpSettings.Confirmation;
import dev.capstan.mcp.StateKey;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** MCP 2026-07-28 over HTTP, beside the clients of 2025. */
class McpModernTest {
    private static FakeUpstream upstream;
    private static TestServer server;

    @BeforeAll
    static void start() {
        upstream = new FakeUpstream();
        server = TestServer.ofSeeds(upstream.url()).start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        upstream.close();
    }

    @Test
    void theServerTellsWhoItIs() {
        var result = McpEra.MODERN.ask(server, "server/discover", "{}").result();

        assertThat(result.get("supportedVersions").get(0).asString()).isEqualTo("2026-07-28");
        assertThat(result.get("capabilities").has("tools")).isTrue();
        assertThat(result.get("instructions").asString()).isNotBlank();
        requireModern(result);
        assertThat(result.get("ttlMs").asLong()).isNotNegative();
        assertThat(result.get("cacheScope").asString()).isEqualTo("public");
    }

    private static void requireModern(JsonNode result) {
        assertThat(result.get("resultType").asString()).isEqualTo("complete");
        var info = result.get("_meta").get("io.modelcontextprotocol/serverInfo");
        assertThat(info.get("name").asString()).isEqualTo("capstan");
        assertThat(info.get("version").asString()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource
    void bothErasListAndCallTheSame(McpEra era) {
        var tools = era.ask(server, "tools/list", "{}").result();
        assertThat(tools.get("tools")).hasSize(12);
        assertThat(tools.has("ttlMs")).isEqualTo(era == McpEra.MODERN);

        var call = era.ask(server, "tools/call", "{\"name\":\"track-pixel\",\"arguments\":{\"query\":{\"a\":\"b\"}}}")
                .result();
        assertThat(call.get("isError").asBoolean()).isFalse();
        assertThat(call.has("resultType")).isEqualTo(era == McpEra.MODERN);
        assertThat(upstream.received().get(upstream.received().size() - 1).requestLine())
                .isEqualTo("GET /v1/pixel/track?a=b HTTP/1.1");
    }

    @Test
    void eachResultSaysWhoseItIs() {
        requireModern(McpEra.MODERN.ask(server, "tools/list", "{}").result());
        requireModern(McpEra.MODERN
                .ask(server, "tools/call", "{\"name\":\"track-pixel\"}")
                .result());
    }

    /** The params, then the headers, then what is wrong with them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "{}                                                     | 2026-07-28 | server/discover | 400 | -32602",
                "{'_meta':{'C':{}}}                                     | 2026-07-28 | server/discover | 400 | -32602",
                "{'_meta':{'V':'2026-07-28'}}                           | 2026-07-28 | server/discover | 400 | -32602",
                "{'_meta':{'V':'2026-07-28','C':[]}}                    | 2026-07-28 | server/discover | 400 | -32602",
                "{'_meta':{'V':'2026-07-28','C':{}}}                    | -          | server/discover | 400 | -32020",
                "{'_meta':{'V':'v999','C':{}}}                          | 2026-07-28 | server/discover | 400 | -32020",
                "{'_meta':{'V':'v999','C':{}}}                          | v999       | server/discover | 400 | -32022",
                "{'_meta':{'V':'2026-07-28','C':{}}}                    | 2026-07-28 | -               | 400 | -32020",
                "{'_meta':{'V':'2026-07-28','C':{}}}                    | 2026-07-28 | SERVER/DISCOVER | 400 | -32020",
            })
    void whatIsWrongIsToldInOrder(String params, String version, String methodHeader, int status, int code) {
        var json = params.replace("'V'", "'io.modelcontextprotocol/protocolVersion'")
                .replace("'C'", "'io.modelcontextprotocol/clientCapabilities'")
                .replace('\'', '"');
        var answer = post(
                "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"server/discover\",\"params\":" + json + "}",
                version,
                methodHeader);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.errorCode()).isEqualTo(code);
        assertThat(answer.body().get("id").asString()).isEqualTo("x");
        if (code == -32022) {
            assertThat(answer.error().get("data").get("requested").asString()).isEqualTo("v999");
            assertThat(answer.error().get("data").get("supported").get(0).asString())
                    .isEqualTo("2026-07-28");
        }
    }

    private static McpEra.Answer post(String message, String version, String methodHeader) {
        var headers = new ArrayList<>(List.of("Content-Type", "application/json"));
        if (version != null) {
            headers.addAll(List.of("MCP-Protocol-Version", version));
        }
        if (methodHeader != null) {
            headers.addAll(List.of("Mcp-Method", methodHeader));
        }
        var response = server.send("POST", server.mcp("/mcp"), message.getBytes(UTF_8), headers.toArray(String[]::new));
        return McpEra.answer(response.statusCode(), response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"initialize", "ping", "logging/setLevel", "resources/subscribe", "prompts/list", "no/such"})
    void whatIsNotThereIs404(String method) {
        var answer = McpEra.MODERN.ask(server, method, "{}");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.errorCode()).isEqualTo(-32601);
    }

    @Test
    void theNameIsRepeatedInAHeader() {
        var params = "{\"name\":\"track-pixel\"}";
        var message = McpEra.MODERN.message(1, "tools/call", params, "{}");
        for (var name : List.of("track-pixel", "  track-pixel ", McpEra.encoded("track-pixel"))) {
            assertThat(call(message, name).status()).as(name).isEqualTo(200);
        }
        for (var name : List.of("track-pixels", "TRACK-PIXEL", "=?base64?dHJhY2stcGl4ZWw?=", "=?base64?!!!?=")) {
            assertThat(call(message, name).errorCode()).as(name).isEqualTo(-32020);
        }
    }

    private static McpEra.Answer call(byte[] message, String nameHeader) {
        var response = server.send(
                "POST",
                server.mcp("/mcp"),
                message,
                "Content-Type",
                "application/json",
                "MCP-Protocol-Version",
                "2026-07-28",
                "Mcp-Method",
                "tools/call",
                "Mcp-Name",
                nameHeader);
        return McpEra.answer(response.statusCode(), response.body());
    }

    @ParameterizedTest
    @EnumSource
    void wrongParamsAreErrorsAndWrongArgumentsAreResults(McpEra era) {
        assertThat(era.ask(server, "tools/call", "{\"name\":\"no-such-tool\"}").errorCode())
                .isEqualTo(-32602);
        assertThat(era.ask(server, "tools/call", "{}").errorCode()).isEqualTo(-32602);
        assertThat(era.ask(server, "tools/list", "{\"cursor\":\"x\"}").errorCode())
                .isEqualTo(-32602);

        var result = era.ask(server, "tools/call", "{\"name\":\"track-pixel\",\"arguments\":{\"nonsense\":1}}")
                .result();
        assertThat(result.get("isError").asBoolean()).isTrue();
        assertThat(result.get("content").get(0).get("text").asString()).contains("nonsense", "query");
    }

    @Test
    void anEnvelopeThatNamesARevisionOf2025IsServedAsThat() {
        var answer = post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"_meta\":{"
                        + "\"io.modelcontextprotocol/protocolVersion\":\"2025-11-25\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}",
                "2025-11-25",
                null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.result()).isEmpty();
    }

    @Test
    void listsHavePagesWhenAsked() {
        var choices = McpChoices.standard();
        try (var paged = TestServer.ofSeeds(upstream.url())
                .mcp(new McpChoices(5, choices.confirmation(), choices.key(), choices.extras()))
                .start()) {
            for (var era : McpEra.values()) {
                var names = new ArrayList<String>();
                var sizes = new ArrayList<Integer>();
                var params = "{}";
                while (!params.isEmpty()) {
                    var page = era.ask(paged, "tools/list", params).result();
                    page.get("tools").forEach(tool -> names.add(tool.get("name").asString()));
                    sizes.add(page.get("tools").size());
                    params = page.has("nextCursor") ? "{\"cursor\":" + page.get("nextCursor") + "}" : "";
                }
                assertThat(sizes).containsExactly(5, 5, 2);
                assertThat(names).doesNotHaveDuplicates().hasSize(12);
            }
        }
    }

    @Test
    void aCursorStaysGoodWhenFilesComeAndGo(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("m.yaml"), FolderFixture.simple("m", "/m", "m-tool", "/up"));
        Files.writeString(folder.resolve("n.yaml"), FolderFixture.simple("n", "/n", "n-tool", "/up"));
        var choices = McpChoices.standard();
        try (var paged = TestServer.of(folder)
                .upstream(upstream.url())
                .watch(Duration.ofMillis(20))
                .mcp(new McpChoices(1, choices.confirmation(), choices.key(), choices.extras()))
                .start()) {
            var cursor = McpEra.MODERN.ask(paged, "tools/list", "{}").result().get("nextCursor");
            Files.writeString(folder.resolve("a.yaml"), FolderFixture.simple("a", "/a", "a-tool", "/up"));
            FolderFixture.until(() -> paged.toolNames("/mcp").get(0).equals("a-tool"));

            var next = McpEra.MODERN
                    .ask(paged, "tools/list", "{\"cursor\":" + cursor + "}")
                    .result();
            assertThat(next.get("tools").get(0).get("name").asString()).isEqualTo("n-tool");
            Files.delete(folder.resolve("m.yaml"));
            FolderFixture.until(() -> McpEra.MODERN
                    .ask(paged, "tools/list", "{\"cursor\":" + cursor + "}")
                    .body()
                    .has("error"));
        }
    }

    @Test
    void longListsAreCompressedForWhoTakesThat() throws Exception {
        var plain = server.post(server.mcp("/mcp"), "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(plain.body().length).isLessThan(16 * 1024);

        var extras = new ArrayList<McpExtras.Entry>();
        for (var i = 0; i < 200; i++) {
            var definition = Map.of(
                    "name", "tool-" + i, "description", "A tool.".repeat(20), "inputSchema", Map.of("type", "object"));
            extras.add(new McpExtras.Entry("tool-" + i, definition, call -> {
                throw new IllegalStateException("not called");
            }));
        }
        var choices = new McpChoices(0, Confirmation.NONE, StateKey.random(), new McpExtras(extras, List.of()));
        try (var large = TestServer.ofSeeds(upstream.url()).mcp(choices).start()) {
            var packed = large.send(
                    "POST",
                    large.mcp("/mcp"),
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}".getBytes(UTF_8),
                    "Content-Type",
                    "application/json",
                    "Accept-Encoding",
                    "gzip, br");
            assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(packed.headers().allValues("Vary")).contains("Accept-Encoding");
            try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
                assertThat(TestServer.JSON.readTree(unpacked).get("result").get("tools"))
                        .hasSize(212);
            }
        }
    }

    // --- what browsers need ---

    @Test
    void pagesOfThisMachineMayCall() {
        var preflight = server.send(
                "OPTIONS",
                server.mcp("/mcp"),
                null,
                "Origin",
                "http://localhost:6274",
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type,mcp-protocol-version,mcp-session-id,authorization");
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("http://localhost:6274");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValue("GET, POST, DELETE, OPTIONS");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValue("content-type,mcp-protocol-version,mcp-session-id,authorization");

        var call = McpEra.LEGACY.ask(server, "ping", "{}", "Origin", "http://localhost:6274");
        assertThat(call.status()).isEqualTo(200);
        var response = server.send(
                "POST",
                server.mcp("/mcp"),
                McpEra.LEGACY.message(1, "ping", "{}", "{}"),
                McpEra.LEGACY.allHeaders("ping", "{}", "Origin", "http://localhost:6274"));
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).hasValue("http://localhost:6274");
        assertThat(response.headers()
                        .firstValue("Access-Control-Expose-Headers")
                        .orElse(""))
                .contains("Mcp-Session-Id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.test", "null", "http://127.0.0.1.evil.test", "http://localhost.evil.test"})
    void pagesOfOthersMayNot(String origin) {
        for (var era : McpEra.values()) {
            var answer = era.ask(server, "tools/list", "{}", "Origin", origin);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.errorCode()).isEqualTo(-32600);
        }
        var preflight = server.send(
                "OPTIONS", server.mcp("/mcp"), null, "Origin", origin, "Access-Control-Request-Method", "POST");
        assertThat(preflight.statusCode()).isEqualTo(403);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void pagesMayNotCallWhatOtherMachinesCanReachEither() {
        try (var open = TestServer.ofSeeds(upstream.url()).address("0.0.0.0").start()) {
            var endpoint = URI.create("http://127.0.0.1:" + open.server().onlyMcpPort() + "/mcp");
            assertThat(McpEra.LEGACY
                            .ask(open, endpoint, "ping", "{}", "Origin", "https://evil.test")
                            .status())
                    .isEqualTo(403);
            assertThat(McpEra.LEGACY.ask(open, endpoint, "ping", "{}").status()).isEqualTo(200);
        }
    }
}
