package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told over longer times, and what happens when they go away. */
class McpStreamsTest extends FolderFixture {
    private static final String SSE = "text/event-stream";

    private static McpStream listen(TestServer server, Object id, String filter) throws Exception {
        var params = "{\"notifications\":" + filter + "}";
        return new McpStream(
                server.mcp("/mcp"),
                McpEra.MODERN.message(id, "subscriptions/listen", params, "{}"),
                McpEra.MODERN.allHeaders("subscriptions/listen", params));
    }

    private TestServer watching() {
        return server().watch(Duration.ofMillis(20)).start();
    }

    @Test
    void whoListensIsToldWhenToolsChange() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var server = watching();
                var tools = listen(server, "s-1", "{\"toolsListChanged\":true}");
                var prompts = listen(server, 2, "{\"promptsListChanged\":true}")) {
            var acknowledged = tools.next("notifications/subscriptions/acknowledged");
            assertThat(acknowledged.get("notifications").get("toolsListChanged").asBoolean())
                    .isTrue();
            assertThat(acknowledged
                            .get("_meta")
                            .get("io.modelcontextprotocol/subscriptionId")
                            .asString())
                    .isEqualTo("s-1");
            // Nothing here has prompts yet.
            assertThat(prompts.next("notifications/subscriptions/acknowledged")
                            .get("notifications")
                            .get("promptsListChanged")
                            .asBoolean())
                    .isTrue();
            for (var list : new String[] {"prompts", "resources"}) {
                assertThat(server.rpc(list + "/list", "{}").get("result").get(list))
                        .isEmpty();
            }

            write("b.yaml", simple("b", "/b", "get-b", "/up"));
            var changed = tools.next("notifications/tools/list_changed");
            assertThat(changed.get("_meta")
                            .get("io.modelcontextprotocol/subscriptionId")
                            .asString())
                    .isEqualTo("s-1");
            assertThat(server.toolNames("/mcp")).containsExactly("get-a", "get-b");

            server.server().shutDown(Duration.ofSeconds(5));
            // Nothing came in between for the one that did not ask for tools.
            assertThat(prompts.next("notifications/cancelled").get("requestId").asInt())
                    .isEqualTo(2);
            var end = prompts.next();
            assertThat(end.get("id").asInt()).isEqualTo(2);
            assertThat(end.get("result").get("resultType").asString()).isEqualTo("complete");
            prompts.requireEnd();
        }
    }

    @Test
    void aChangeThatNobodySeesIsNotTold() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var server = watching();
                var tools = listen(server, 1, "{\"toolsListChanged\":true}")) {
            tools.next("notifications/subscriptions/acknowledged");

            // Another path at the upstream: the tool looks as before.
            write("a.yaml", simple("a", "/a", "get-a", "/other"));
            until(() -> {
                server.callTool("get-a", "{}");
                return requestLine().contains("/other");
            });
            write("b.yaml", simple("b", "/b", "get-b", "/up"));
            tools.next("notifications/tools/list_changed");
            server.server().shutDown(Duration.ofSeconds(5));
            tools.next("notifications/cancelled");
        }
    }

    @Test
    void clientsOf2025ListenWithGet() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var server = watching();
                var stream = new McpStream(
                        server.mcp("/mcp/a-mcp"), null, "Accept", SSE, "MCP-Protocol-Version", "2025-11-25")) {
            assertThat(stream.status()).isEqualTo(200);

            write("a.yaml", simple("a", "/a", "get-other", "/up"));
            assertThat(stream.next("notifications/tools/list_changed").has("_meta"))
                    .isFalse();
            // What it listens to goes away, and so does the stream.
            java.nio.file.Files.delete(folder.resolve("a.yaml"));
            write("b.yaml", simple("b", "/b", "get-b", "/up"));
            stream.requireEnd();
        }
    }

    @Test
    void oneOfTheStreamsOfASessionIsTold() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var server = watching()) {
            var session = server.send(
                            "POST",
                            server.mcp("/mcp"),
                            McpEra.LEGACY.message(
                                    1, "initialize", "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}", "{}"),
                            "Content-Type",
                            "application/json",
                            "Accept",
                            SSE)
                    .headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow();
            String[] headers = {"Accept", SSE, "MCP-Protocol-Version", "2025-11-25", "Mcp-Session-Id", session};
            try (var first = new McpStream(server.mcp("/mcp"), null, headers);
                    var second = new McpStream(server.mcp("/mcp"), null, headers)) {
                assertThat(first.status()).isEqualTo(200);
                write("b.yaml", simple("b", "/b", "get-b", "/up"));
                second.next("notifications/tools/list_changed");
                server.server().shutDown(Duration.ofSeconds(5));
                first.requireEnd();
            }
        }
    }

    @Test
    void thereAreNoStreamsByGetIn2026() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var server = server().start()) {
            var get = server.get(server.mcp("/mcp"), "Accept", SSE, "MCP-Protocol-Version", "2026-07-28");
            assertThat(get.statusCode()).isEqualTo(405);
            assertThat(get.headers().allValues("Allow")).containsExactly("POST, OPTIONS");
            assertThat(server.send("DELETE", server.mcp("/mcp"), null).statusCode())
                    .isEqualTo(405);
            var params = "{\"notifications\":{}}";
            var headers = McpEra.MODERN.allHeaders("subscriptions/listen", params);
            headers[3] = "application/json";
            var refused = server.send(
                    "POST",
                    server.mcp("/mcp"),
                    McpEra.MODERN.message(1, "subscriptions/listen", params, "{}"),
                    headers);
            assertThat(refused.statusCode()).isEqualTo(406);
        }
    }

    // --- sessions ---

    private static String begin(TestServer server, String capabilities) {
        var response = server.post(
                server.mcp("/mcp"),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":" + capabilities + "}}");
        return response.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    @Test
    void aSessionThatIsOverIsOver() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var server = server().start()) {
            var session = begin(server, "{\"elicitation\":{}}");
            assertThat(session).matches("[\\x21-\\x7E]+");
            assertThat(ping(server, session).status()).isEqualTo(200);

            assertThat(server.send("DELETE", server.mcp("/mcp"), null, "Mcp-Session-Id", session)
                            .statusCode())
                    .isEqualTo(204);
            assertThat(ping(server, session).status()).isEqualTo(404);
            assertThat(server.get(server.mcp("/mcp"), "Accept", SSE, "Mcp-Session-Id", session)
                            .statusCode())
                    .isEqualTo(404);
            assertThat(ping(server, "made-up").status()).isEqualTo(404);
            // Clients of 2026 have none, so theirs is not looked at.
            assertThat(McpEra.MODERN
                            .ask(server, "tools/list", "{}", "Mcp-Session-Id", session)
                            .status())
                    .isEqualTo(200);
        }
    }

    private static McpEra.Answer ping(TestServer server, String session) {
        return McpEra.LEGACY.ask(server, "ping", "{}", "Mcp-Session-Id", session);
    }

    // --- clients that go away ---

    /** An upstream that answers when it is told to, and knows when its callers have gone. */
    private static final class WaitingUpstream implements AutoCloseable {
        private final java.net.ServerSocket socket;
        final CountDownLatch asked = new CountDownLatch(1);
        final CompletableFuture<Boolean> gone = new CompletableFuture<>();

        WaitingUpstream() throws IOException {
            socket = new java.net.ServerSocket(0, 10, java.net.InetAddress.getLoopbackAddress());
            var thread = new Thread(this::run, "waiting-upstream");
            thread.setDaemon(true);
            thread.start();
        }

        String url() {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }

        private void run() {
            try (var connection = socket.accept()) {
                var in = connection.getInputStream();
                var request = new StringBuilder();
                while (request.indexOf("\r\n\r\n") < 0) {
                    request.append((char) in.read());
                }
                asked.countDown();
                gone.complete(in.read() < 0);
            } catch (IOException e) {
                gone.complete(true);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** A client with a connection of its own. */
    private static final class Caller implements AutoCloseable {
        private final java.net.Socket connection;

        Caller(TestServer server) throws IOException {
            connection = new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), server.mcpPort());
        }

        void call(McpEra era) throws IOException {
            var params = "{\"name\":\"get-a\"}";
            var message = era.message(1, "tools/call", params, "{}");
            var head = new StringBuilder("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + message.length);
            var headers = era.allHeaders("tools/call", params);
            for (var i = 0; i < headers.length; i += 2) {
                head.append("\r\n").append(headers[i]).append(": ").append(headers[i + 1]);
            }
            connection.getOutputStream().write((head + "\r\n\r\n").getBytes(UTF_8));
            connection.getOutputStream().write(message);
            connection.getOutputStream().flush();
        }

        void goAway() throws IOException {
            connection.close();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatClosesEndsTheUpstreamCall(McpEra era) throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var slow = new WaitingUpstream();
                var server = TestServer.of(folder).upstream(slow.url()).start();
                var caller = new Caller(server)) {
            caller.call(era);
            assertThat(slow.asked.await(20, TimeUnit.SECONDS)).isTrue();

            caller.goAway();
            assertThat(slow.gone.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"7\""})
    void aClientOf2025CancelsWithANotification(String id) throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var slow = new WaitingUpstream();
                var server = TestServer.of(folder).upstream(slow.url()).start()) {
            var session = begin(server, "{}");
            var call = CompletableFuture.supplyAsync(() -> server.send(
                    "POST",
                    server.mcp("/mcp"),
                    ("{\"jsonrpc\":\"2.0\",\"id\":" + id
                                    + ",\"method\":\"tools/call\",\"params\":{\"name\":\"get-a\"}}")
                            .getBytes(UTF_8),
                    "Content-Type",
                    "application/json",
                    "Mcp-Session-Id",
                    session));
            assertThat(slow.asked.await(20, TimeUnit.SECONDS)).isTrue();

            // Neither another session nor another id cancels it.
            for (var other : List.of(begin(server, "{}"), session)) {
                cancel(server, other, other.equals(session) ? "8" : id);
            }
            assertThat(slow.gone).isNotDone();
            cancel(server, session, id);
            assertThat(slow.gone.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(call.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        }
    }

    private static void cancel(TestServer server, String session, String id) {
        var response = server.send(
                "POST",
                server.mcp("/mcp"),
                ("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}}")
                        .getBytes(UTF_8),
                "Content-Type",
                "application/json",
                "Mcp-Session-Id",
                session);
        assertThat(response.statusCode()).isEqualTo(202);
    }
}
