package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.catalog.McpOffer;
import dev.capstan.catalog.McpSite;
import dev.capstan.compile.CompileSettings;
import dev.capstan.mcp.McpExtras;
import dev.capstan.mcp.McpServer;
import dev.capstan.mcp.McpSettings.Confirmation;
import dev.capstan.mcp.StateKey;
import dev.capstan.upstream.Origin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** MCP over streams, one message a line. */
class McpStdioTest extends FolderFixture {
    /** A server and the two streams to it. */
    private final class Talk implements AutoCloseable {
        private final ServedFiles served;
        private final McpServer server;
        private final PipedOutputStream in = new PipedOutputStream();
        private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
        private final Thread serving;
        private final Thread reading;

        Talk() throws IOException {
            this(McpChoices.standard());
        }

        Talk(McpChoices choices) throws IOException {
            var base = settings(CompileSettings.NONE, Duration.ofMillis(20));
            var settings = new ServerSettings(
                    base.paths(),
                    new CompileSettings(
                            Optional.of("127.0.0.1"),
                            Optional.of(0),
                            Optional.of(0),
                            java.util.Map.of(),
                            Origin.of(upstream.url()),
                            false,
                            CompileSettings.NONE.pagination(),
                            java.util.List.of(),
                            java.util.List.of(),
                            CompileSettings.NONE.scripts()),
                    base.variables(),
                    0,
                    base.allowedHosts(),
                    base.limits(),
                    base.upstreamClient(),
                    false,
                    false,
                    choices,
                    base.watch());
            served = new ServedFiles(settings);
            server = new McpServer(
                    settings.mcp().settings(1000, true),
                    settings.mcp().extras(),
                    served.executor(),
                    served.variables(),
                    served.worker());
            server.offer(offer());
            served.watch((newest, again) -> server.offer(offer()));
            var requests = new PipedInputStream(in, 1 << 20);
            var replies = new PipedInputStream(1 << 20);
            var written = new PipedOutputStream(replies);
            serving = new Thread(() -> {
                try (written) {
                    server.serve(requests, written);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            serving.start();
            reading = new Thread(() -> read(replies));
            reading.setDaemon(true);
            reading.start();
        }

        private McpOffer offer() {
            return served.catalog().mcp().values().stream()
                    .findFirst()
                    .map(McpSite::all)
                    .orElse(McpOffer.NOTHING);
        }

        private void read(PipedInputStream replies) {
            try (var lines = new BufferedReader(new InputStreamReader(replies, UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    out.add(line);
                }
            } catch (IOException e) {
                // The end.
            }
        }

        void say(String line) throws IOException {
            in.write((line + "\n").getBytes(UTF_8));
            in.flush();
        }

        JsonNode hear() throws InterruptedException {
            var line = out.poll(20, TimeUnit.SECONDS);
            assertThat(line).isNotNull();
            return TestServer.JSON.readTree(line);
        }

        /** Ends the input; what is left is what came until the server was done. */
        void end() throws Exception {
            in.close();
            serving.join(20_000);
            assertThat(serving.isAlive()).isFalse();
            reading.join(20_000);
        }

        @Override
        public void close() throws IOException {
            in.close();
            try {
                serving.join(20_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            server.close();
            served.close();
        }
    }

    private static String request(McpEra era, Object id, String method, String params) {
        return new String(era.message(id, method, params, "{}"), UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void toolsAreListedAndCalled(McpEra era) throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var talk = new Talk()) {
            talk.say(request(era, 1, "tools/list", "{}"));
            assertThat(talk.hear().get("result").get("tools").get(0).get("name").asString())
                    .isEqualTo("get-a");
            talk.say(request(era, "two", "tools/call", "{\"name\":\"get-a\"}"));
            var reply = talk.hear();
            assertThat(reply.get("id").asString()).isEqualTo("two");
            assertThat(reply.get("result").get("isError").asBoolean()).isFalse();
            assertThat(requestLine()).isEqualTo("GET /up HTTP/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"garbage", "{", "[]", "\"text\"", "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", "\u0000"
            })
    void aLineThatIsNoMessageIsAnsweredAndTheNextOneIsRead(String line) throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var talk = new Talk()) {
            talk.say(line);
            assertThat(talk.hear().get("error").get("code").asInt()).isIn(-32700, -32600);
            talk.say("");
            talk.say("  \r");
            talk.say("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}\r");
            assertThat(talk.hear().get("id").asInt()).isEqualTo(9);
        }
    }

    @Test
    void aLineThatIsTooLongIsNotKept() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var talk = new Talk()) {
            talk.say("x".repeat(200_000));
            assertThat(talk.hear().get("error").get("message").asString()).contains("bytes");
            talk.say("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}");
            assertThat(talk.hear().get("id").asInt()).isEqualTo(9);
        }
    }

    @Test
    void whatWasAskedBeforeTheEndIsAnswered() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var talk = new Talk()) {
            talk.say(request(McpEra.LEGACY, 1, "tools/call", "{\"name\":\"get-a\"}"));
            talk.in.write(request(McpEra.LEGACY, 2, "ping", "{}").getBytes(UTF_8));
            talk.end();

            assertThat(talk.out).hasSize(2);
        }
    }

    @Test
    void clientsOf2025AreToldOfChangesOnceTheyHaveInitialized() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var talk = new Talk()) {
            talk.say(request(
                    McpEra.LEGACY, 1, "initialize", "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}"));
            assertThat(talk.hear().get("result").get("protocolVersion").asString())
                    .isEqualTo("2025-06-18");

            write("b.yaml", simple("b", "/b", "get-b", "/up"));
            assertThat(talk.hear().get("method").asString()).isEqualTo("notifications/tools/list_changed");
        }
    }

    @Test
    void clientsOf2026AreToldWhatTheyListenTo() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        try (var talk = new Talk()) {
            talk.say(request(
                    McpEra.MODERN, "s", "subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}"));
            assertThat(talk.hear().get("method").asString()).isEqualTo("notifications/subscriptions/acknowledged");
            write("b.yaml", simple("b", "/b", "get-b", "/up"));
            var told = talk.hear();
            assertThat(told.get("method").asString()).isEqualTo("notifications/tools/list_changed");
            assertThat(told.get("params")
                            .get("_meta")
                            .get("io.modelcontextprotocol/subscriptionId")
                            .asString())
                    .isEqualTo("s");

            // A subscription that its client cancels ends without a word.
            talk.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"s\"}}");
            talk.say(request(McpEra.MODERN, 3, "tools/list", "{}"));
            assertThat(talk.hear().get("id").asInt()).isEqualTo(3);
            talk.end();
            assertThat(talk.out).isEmpty();
        }
    }

    @Test
    void aCallThatItsClientCancelsIsNotAnswered() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up"));
        upstream.behave(socket -> socket.getInputStream().read());
        try (var talk = new Talk()) {
            talk.say(request(McpEra.MODERN, 1, "tools/call", "{\"name\":\"get-a\"}"));
            until(() -> !upstream.received().isEmpty());
            talk.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
            talk.say(request(McpEra.MODERN, 2, "tools/list", "{}"));
            assertThat(talk.hear().get("id").asInt()).isEqualTo(2);
            talk.end();
            assertThat(talk.out).isEmpty();
        }
    }

    @Test
    void openQuestionsKeepNeitherTheReaderNorTheEndWaiting() throws Exception {
        write("a.yaml", simple("a", "/a", "get-a", "/up").replace("method: GET}", "method: DELETE}"));
        var choices = new McpChoices(0, Confirmation.DESTRUCTIVE, StateKey.random(), McpExtras.NONE);
        try (var talk = new Talk(choices)) {
            talk.say(request(
                    McpEra.LEGACY,
                    0,
                    "initialize",
                    "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"elicitation\":{}}}"));
            talk.hear();
            // More than there may be open questions.
            for (var i = 1; i <= 1100; i++) {
                talk.say(request(McpEra.LEGACY, i, "tools/call", "{\"name\":\"get-a\"}"));
            }
            talk.say(request(McpEra.LEGACY, "last", "ping", "{}"));
            var heard = talk.hear();
            while (!heard.path("id").asString("").equals("last")) {
                heard = talk.hear();
            }
            // Who has closed the input can answer nothing any more.
            talk.end();
            assertThat(upstream.received()).isEmpty();
        }
    }
}
