package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.mcp.McpExtras;
import dev.capstan.mcp.McpSettings.Confirmation;
import dev.capstan.mcp.StateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients do that want no good, or know no better. */
class McpHostileTest extends FolderFixture {
    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":"
            + "{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{}}}";

    @BeforeEach
    void files() throws IOException {
        Files.createDirectories(folder.resolve("docs"));
        Files.writeString(folder.resolve("docs/a.md"), "a");
        write("things.yaml", """
                naftiko: 1.0.0-alpha2
                info: {label: Things}
                capability:
                  consumes:
                  - type: http
                    namespace: things
                    baseUri: https://things.test
                    resources:
                    - name: thing
                      path: /things/{id}
                      operations:
                      - {name: delete, method: DELETE}
                      - {name: read, method: GET}
                  exposes:
                  - type: mcp
                    namespace: things-mcp
                    port: 9090
                    tools:
                    - name: delete
                      description: Deletes.
                      call: things.delete
                      inputParameters:
                      - {name: id, type: string, description: Which one}
                      - {name: note, type: string, required: false, description: Why}
                    - {name: read, description: Reads., call: things.read}
                    resources:
                    - {name: docs, label: Docs, description: Docs, uri: "doc://d", location: "file://%s"}
                    - {name: one, label: One, description: One, uri: "thing://{id}", call: things.read, with: {id: things-mcp.id}}
                    - {name: gone, label: Gone, description: Gone, uri: "gone://{id}", call: things.delete, with: {id: things-mcp.id}}
                """.formatted(folder.resolve("docs")));
    }

    private static byte[] request(byte[] message, String[] headers, String more) {
        var head = new StringBuilder("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + message.length);
        for (var i = 0; i < headers.length; i += 2) {
            head.append("\r\n").append(headers[i]).append(": ").append(headers[i + 1]);
        }
        return (head + "\r\n\r\n" + new String(message, UTF_8) + more).getBytes(UTF_8);
    }

    private static Socket connect(TestServer server) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.mcpPort());
    }

    private static McpStream listen(TestServer server, String filter) throws Exception {
        var params = "{\"notifications\":" + filter + "}";
        return new McpStream(
                server.mcp("/mcp"),
                McpEra.MODERN.message(1, "subscriptions/listen", params, "{}"),
                McpEra.MODERN.allHeaders("subscriptions/listen", params));
    }

    private static String session(TestServer server) {
        return server.post(server.mcp("/mcp"), INITIALIZE)
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
    }

    // --- streams ---

    /** More than there may be at once; a byte of a next request must not hide that the client has gone. */
    @ParameterizedTest
    @ValueSource(strings = {"", "P"})
    void streamsEndWithTheirConnections(String more) throws Exception {
        var params = "{\"notifications\":{\"toolsListChanged\":true}}";
        var listen = request(
                McpEra.MODERN.message(1, "subscriptions/listen", params, "{}"),
                McpEra.MODERN.allHeaders("subscriptions/listen", params),
                more);
        try (var server = server().watch(Duration.ofMillis(20)).start()) {
            for (var i = 0; i < 2100; i++) {
                try (var socket = connect(server)) {
                    socket.getOutputStream().write(listen);
                    if (i % 2 == 0) {
                        assertThat(socket.getInputStream().read()).isEqualTo('H');
                    }
                }
            }
            until(() -> opens(server));
        }
    }

    private static boolean opens(TestServer server) {
        try (var stream = listen(server, "{\"toolsListChanged\":true}")) {
            return stream.status() == 200;
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void aStreamEndsWhenItsCallerWouldNotBeLetInAnyMore() throws Exception {
        try (var server = server().watch(Duration.ofMillis(20))
                        .variables(name -> Optional.of("k3y"))
                        .start();
                var stream = listen(server, "{\"toolsListChanged\":true}")) {
            stream.next("notifications/subscriptions/acknowledged");

            var asking = "port: 9090\n    authentication: {type: apikey, in: header, key: X-Key, value: \"{{KEY}}\"}";
            write("things.yaml", Files.readString(folder.resolve("things.yaml")).replace("port: 9090", asking));
            stream.next("notifications/cancelled");
            stream.next();
            stream.requireEnd();
        }
    }

    @Test
    void aSessionTakesItsStreamAlong() throws Exception {
        try (var server = server().start()) {
            var session = session(server);
            try (var stream =
                    new McpStream(server.mcp("/mcp"), null, "Accept", "text/event-stream", "Mcp-Session-Id", session)) {
                server.send("DELETE", server.mcp("/mcp"), null, "Mcp-Session-Id", session);
                stream.requireEnd();
            }
        }
    }

    @Test
    void aNewFileInAFolderChangesTheListOfResources() throws Exception {
        try (var server = server().watch(Duration.ofMillis(20)).start();
                var stream = listen(server, "{\"resourcesListChanged\":true}")) {
            stream.next("notifications/subscriptions/acknowledged");
            var count = new int[1];
            until(() -> {
                // One that is there before anybody looks is not new.
                touch("docs/new" + ++count[0] % 100 + ".md");
                return stream.hasMore();
            });
            stream.next("notifications/resources/list_changed");
        }
    }

    private void touch(String name) {
        try {
            Files.writeString(folder.resolve(name), "new");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- what is too long, or double ---

    @ParameterizedTest
    @EnumSource
    void longUrisCostNothing(McpEra era) {
        try (var server = server().start()) {
            for (var uri : new String[] {"doc://d/" + "a/".repeat(2_000_000), "thing://" + "x".repeat(3_000_000)}) {
                var message = era.message(7, "resources/read", "{\"uri\":\"" + uri + "\"}", "{}");
                var headers = era.allHeaders("resources/read", "{\"uri\":\"x\"}");
                var answer = server.send("POST", server.mcp("/mcp"), message, headers);
                assertThat(McpEra.answer(answer.statusCode(), answer.body()).errorCode())
                        .isNegative();
                assertThat(answer.body()).hasSizeLessThan(10_000);
            }
            var deep = era.ask(server, "resources/read", "{\"uri\":\"doc://d/" + "a/".repeat(1_000) + "x\"}");
            assertThat(deep.errorCode()).isNegative();
        }
    }

    @Test
    void anIdHasACap() {
        try (var server = server().start()) {
            var answer = server.post(
                    server.mcp("/mcp"),
                    "{\"jsonrpc\":\"2.0\",\"id\":\"" + "x".repeat(2000) + "\",\"method\":\"ping\"}");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(new String(answer.body(), UTF_8)).contains("-32600").doesNotContain("xxx");
        }
    }

    @Test
    void twoLinesOfOneHeaderAreNotTheFirst() throws Exception {
        var params = "{\"name\":\"read\",\"arguments\":{\"id\":\"1\"}}";
        var headers = McpEra.MODERN.allHeaders("tools/call", params, "Mcp-Name", "delete", "Connection", "close");
        try (var server = server().start();
                var socket = connect(server)) {
            socket.getOutputStream().write(request(McpEra.MODERN.message(1, "tools/call", params, "{}"), headers, ""));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .contains("-32020");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999999999999999999999", "-1", "x"})
    void aLengthThatIsNoneIsNotRead(String length) throws Exception {
        try (var server = server().start();
                var socket = connect(server)) {
            socket.getOutputStream()
                    .write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: " + length + "\r\n\r\n{}")
                            .getBytes(UTF_8));
            var answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).doesNotContain("Exception").matches("(?s)|HTTP/1.1 400 .*");
        }
    }

    @Test
    void aRevisionThatIsNotServedIsNotServedWithoutARequestEither() {
        try (var server = server().start()) {
            var notification = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}".getBytes(UTF_8);
            var endpoint = server.mcp("/mcp");
            var headers = new String[] {
                "Content-Type", "application/json", "MCP-Protocol-Version", "1999-01-01", "Accept", "text/event-stream"
            };
            assertThat(server.send("POST", endpoint, notification, headers).statusCode())
                    .isEqualTo(400);
            assertThat(server.get(endpoint, headers).statusCode()).isEqualTo(400);
        }
    }

    /** A client that gets the first page for what it takes for the next one would go on for ever. */
    @ParameterizedTest
    @EnumSource
    void aCursorThatIsNoTextIsNone(McpEra era) {
        try (var server = server().start()) {
            for (var cursor : new String[] {"5", "[]", "{\"a\":1}", "true", "\"\""}) {
                var answer = era.ask(server, "tools/list", "{\"cursor\":" + cursor + "}");
                assertThat(answer.errorCode()).as(cursor).isEqualTo(-32602);
            }
            assertThat(era.ask(server, "tools/list", "{\"cursor\":null}")
                            .result()
                            .get("tools"))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{}]", "\"text\"", "7", "false"})
    void paramsThatAreNoObjectAreTold(String params) {
        try (var server = server().start()) {
            var answer = server.post(
                    server.mcp("/mcp"),
                    "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/list\",\"params\":" + params + "}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).asString().contains("\"id\":7", "-32600", "\\\"params\\\" must be an object");
        }
    }

    @ParameterizedTest
    @EnumSource
    void charactersBeyondAsciiStayWhatTheyAre(McpEra era) {
        try (var server = server().start()) {
            era.ask(server, "resources/read", "{\"uri\":\"thing://\u0131\"}").result();
            assertThat(requestLine()).isEqualTo("GET /things/%C4%B1 HTTP/1.1");
            assertThat(era.ask(server, "resources/read", "{\"uri\":\"thing://\\ud800\"}")
                            .errorCode())
                    .isNegative();
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void oneCancelledElementDoesNotTakeTheBatchAlong() {
        upstream.behave(socket -> socket.getInputStream().read());
        try (var server = server().start()) {
            var batch = "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read\","
                    + "\"arguments\":{\"id\":\"slow\"}}},{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"},"
                    + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}]";
            var answer = server.send(
                    "POST",
                    server.mcp("/mcp"),
                    batch.getBytes(UTF_8),
                    "Content-Type",
                    "application/json",
                    "Mcp-Session-Id",
                    session(server));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(new String(answer.body(), UTF_8)).isEqualTo("[{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}]");
        }
    }

    // --- what the user must agree to ---

    private TestServer confirming() {
        var choices = new McpChoices(0, Confirmation.DESTRUCTIVE, StateKey.random(), McpExtras.NONE);
        return server().mcp(choices).start();
    }

    @ParameterizedTest
    @EnumSource
    void readingMakesNoCallThatIsMoreThanReading(McpEra era) {
        try (var server = confirming()) {
            var refused = era.ask(server, "resources/read", "{\"uri\":\"gone://7\"}");

            assertThat(refused.error().get("message").asString()).contains("DELETE things.delete");
            assertThat(upstream.received()).isEmpty();
            assertThat(era.ask(server, "resources/read", "{\"uri\":\"thing://7\"}")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void oneAgreementIsGoodForOneCallAndShowsAllOfIt() {
        var params =
                "{\"name\":\"delete\",\"arguments\":{\"note\":\"" + "x".repeat(5000) + "\",\"id\":\"everything\"}}";
        var headers = McpEra.MODERN.allHeaders("tools/call", params);
        try (var server = confirming()) {
            var asked = server.send(
                    "POST",
                    server.mcp("/mcp"),
                    McpEra.MODERN.message(1, "tools/call", params, "{\"elicitation\":{}}"),
                    headers);
            var question = McpEra.answer(200, asked.body()).result();
            assertThat(question.at("/inputRequests/confirm/params/message").asString())
                    .contains("id = \"everything\"")
                    .hasSizeLessThan(1000);

            var again = params.substring(0, params.length() - 1) + ",\"requestState\":" + question.get("requestState")
                    + ",\"inputResponses\":{\"confirm\":{\"action\":\"accept\",\"content\":{\"confirm\":true}}}}";
            for (var expected : new String[] {"complete", "input_required", "input_required"}) {
                var answer = server.send(
                        "POST",
                        server.mcp("/mcp"),
                        McpEra.MODERN.message(2, "tools/call", again, "{\"elicitation\":{}}"),
                        headers);
                var result = McpEra.answer(200, answer.body()).result();
                assertThat(result.get("resultType").asString()).isEqualTo(expected);
            }
            assertThat(upstream.received()).hasSize(1);
        }
    }
}
