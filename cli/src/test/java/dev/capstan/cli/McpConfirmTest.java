package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.mcp.McpExtras;
import dev.capstan.mcp.McpSettings.Confirmation;
import dev.capstan.mcp.StateKey;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls that the client's user must agree to, {@code --mcp-confirm destructive}. */
class McpConfirmTest extends FolderFixture {
    private static final String CALL = "{\"name\":\"delete-thing\",\"arguments\":{\"id\":\"7\"}}";
    private static final String CAN_ASK = "{\"elicitation\":{}}";
    private static final StateKey KEY = StateKey.of("a key that two replicas have in common");

    @BeforeEach
    void things() throws IOException {
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
                    - {name: delete-thing, description: Deletes., call: things.delete}
                    - {name: read-thing, description: Reads., call: things.read}
                """);
    }

    private TestServer confirming() {
        return confirming(KEY);
    }

    private TestServer confirming(StateKey key) {
        return server().mcp(new McpChoices(0, Confirmation.DESTRUCTIVE, key, McpExtras.NONE))
                .start();
    }

    // --- 2026 ---

    private static McpEra.Answer ask(TestServer server, JsonNode params, String capabilities) {
        var text = params.toString();
        var response = server.send(
                "POST",
                server.mcp("/mcp"),
                McpEra.MODERN.message(1, "tools/call", text, capabilities),
                McpEra.MODERN.allHeaders("tools/call", text));
        return McpEra.answer(response.statusCode(), response.body());
    }

    private static JsonNode call() {
        return TestServer.JSON.readTree(CALL);
    }

    /** The call again, with an answer of the user. */
    private static ObjectNode again(JsonNode asked, String answer) {
        var params = (ObjectNode) call();
        params.set("requestState", asked.get("requestState"));
        params.set("inputResponses", TestServer.JSON.readTree("{\"confirm\":" + answer + "}"));
        return params;
    }

    private static final String YES = "{\"action\":\"accept\",\"content\":{\"confirm\":true}}";

    private static JsonNode asked(TestServer server) {
        var asked = ask(server, call(), CAN_ASK).result();
        assertThat(asked.get("resultType").asString()).isEqualTo("input_required");
        return asked;
    }

    @Test
    void theUserIsAskedBeforeAnythingIsCalled() throws IOException {
        try (var server = confirming()) {
            var asked = asked(server);
            var question = asked.get("inputRequests").get("confirm");
            assertThat(question.get("method").asString()).isEqualTo("elicitation/create");
            assertThat(question.get("params").get("message").asString())
                    .contains("delete-thing", "DELETE things.delete", "id = \"7\"");
            assertThat(upstream.received()).isEmpty();

            var result = ask(server, again(asked, YES), CAN_ASK).result();
            assertThat(result.get("isError").asBoolean()).isFalse();
            assertThat(requestLine()).isEqualTo("DELETE /things/7 HTTP/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"decline\"}",
                "{\"action\":\"cancel\"}",
                "{\"action\":\"accept\",\"content\":{\"confirm\":false}}",
                "{\"action\":\"accept\",\"content\":{\"confirm\":\"true\"}}",
                "{\"action\":\"accept\"}",
                "{}",
                "7"
            })
    void anythingElseIsNoAgreement(String answer) throws IOException {
        try (var server = confirming()) {
            var result = ask(server, again(asked(server), answer), CAN_ASK).result();

            assertThat(result.get("isError").asBoolean()).isTrue();
            assertThat(result.get("content").get(0).get("text").asString()).contains("[call-declined]");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void whatTheUserAgreedToIsThatCallAndNoOther() throws IOException {
        try (var server = confirming();
                var stranger = confirming(StateKey.random())) {
            var asked = asked(server);
            var other = again(asked, YES);
            other.set("arguments", TestServer.JSON.readTree("{\"id\":\"8\"}"));
            assertThat(ask(server, other, CAN_ASK).errorCode()).isEqualTo(-32602);

            var tampered = again(asked, YES);
            var state = asked.get("requestState").asString();
            tampered.put("requestState", (state.startsWith("A") ? "B" : "A") + state.substring(1));
            assertThat(ask(server, tampered, CAN_ASK).errorCode()).isEqualTo(-32602);
            for (var nonsense : new String[] {"", "x", "!!", "A".repeat(100)}) {
                assertThat(ask(server, again(asked, YES).put("requestState", nonsense), CAN_ASK)
                                .errorCode())
                        .isEqualTo(-32602);
            }

            // Without having been asked.
            var eager = again(asked, YES);
            eager.remove("requestState");
            assertThat(ask(server, eager, CAN_ASK).result().get("resultType").asString())
                    .isEqualTo("input_required");
            assertThat(ask(stranger, again(asked, YES), CAN_ASK).errorCode()).isEqualTo(-32602);
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void anotherReplicaGoesOn() throws IOException {
        try (var one = confirming();
                var other = confirming()) {
            var result = ask(other, again(asked(one), YES), CAN_ASK).result();

            assertThat(result.get("isError").asBoolean()).isFalse();
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void theAgreementOfOneCallerIsNotThatOfAnother() throws IOException {
        write(
                "things.yaml",
                java.nio.file.Files.readString(folder.resolve("things.yaml"))
                        .replace(
                                "port: 9090",
                                "port: 9090\n    authentication: {type: apikey, in: header, key: X-Key, value: \"{{KEY}}\"}"));
        var choices = new McpChoices(0, Confirmation.DESTRUCTIVE, KEY, McpExtras.NONE);
        var key = new java.util.concurrent.atomic.AtomicReference<>("first");
        try (var server = server().mcp(choices)
                .variables(name -> java.util.Optional.of(key.get()))
                .start()) {
            var text = CALL;
            var asked = McpEra.answer(
                            200,
                            server.send(
                                            "POST",
                                            server.mcp("/mcp"),
                                            McpEra.MODERN.message(1, "tools/call", text, CAN_ASK),
                                            McpEra.MODERN.allHeaders("tools/call", text, "X-Key", "first"))
                                    .body())
                    .result();
            key.set("second");
            var again = again(asked, YES).toString();
            var refused = server.send(
                    "POST",
                    server.mcp("/mcp"),
                    McpEra.MODERN.message(1, "tools/call", again, CAN_ASK),
                    McpEra.MODERN.allHeaders("tools/call", again, "X-Key", "second"));
            assertThat(McpEra.answer(refused.statusCode(), refused.body()).errorCode())
                    .isEqualTo(-32602);
            assertThat(upstream.received()).isEmpty();
        }
    }

    // --- 2025 ---

    private static String begin(TestServer server, String capabilities) {
        var response = server.post(
                server.mcp("/mcp"),
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                        + "\"capabilities\":" + capabilities + "}}");
        return response.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientsOf2025AreAskedByARequest(boolean agrees) throws Exception {
        try (var server = confirming()) {
            var session = begin(server, CAN_ASK);
            try (var call = new McpStream(
                    server.mcp("/mcp"),
                    McpEra.LEGACY.message(5, "tools/call", CALL, "{}"),
                    McpEra.LEGACY.allHeaders("tools/call", CALL, "Mcp-Session-Id", session))) {
                var question = call.next();
                assertThat(question.get("method").asString()).isEqualTo("elicitation/create");
                assertThat(upstream.received()).isEmpty();

                var answer = "{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id") + ",\"result\":"
                        + (agrees ? YES : "{\"action\":\"decline\"}") + "}";
                var accepted = server.send(
                        "POST",
                        server.mcp("/mcp"),
                        answer.getBytes(UTF_8),
                        "Content-Type",
                        "application/json",
                        "Mcp-Session-Id",
                        session);
                assertThat(accepted.statusCode()).isEqualTo(202);

                var reply = call.next();
                assertThat(reply.get("id").asInt()).isEqualTo(5);
                assertThat(reply.get("result").get("isError").asBoolean()).isEqualTo(!agrees);
                assertThat(upstream.received()).hasSize(agrees ? 1 : 0);
                call.requireEnd();
            }
        }
    }

    @Test
    void aClientThatAnswersWithAnErrorGetsOne() throws Exception {
        try (var server = confirming()) {
            var session = begin(server, CAN_ASK);
            try (var call = new McpStream(
                    server.mcp("/mcp"),
                    McpEra.LEGACY.message(5, "tools/call", CALL, "{}"),
                    McpEra.LEGACY.allHeaders("tools/call", CALL, "Mcp-Session-Id", session))) {
                var question = call.next();
                var answer = "{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id")
                        + ",\"error\":{\"code\":-32603,\"message\":\"no\"}}";
                // Nobody else can answer.
                server.post(server.mcp("/mcp"), answer.replace("error", "result"));
                server.send(
                        "POST",
                        server.mcp("/mcp"),
                        answer.getBytes(UTF_8),
                        "Content-Type",
                        "application/json",
                        "Mcp-Session-Id",
                        session);
                assertThat(call.next().get("error").get("message").asString())
                        .contains("answered elicitation/create with an error");
                assertThat(upstream.received()).isEmpty();
            }
        }
    }

    @Test
    void aSessionThatIsOverAgreesToNothing() throws Exception {
        try (var server = confirming()) {
            var session = begin(server, CAN_ASK);
            try (var call = new McpStream(
                    server.mcp("/mcp"),
                    McpEra.LEGACY.message(5, "tools/call", CALL, "{}"),
                    McpEra.LEGACY.allHeaders("tools/call", CALL, "Mcp-Session-Id", session))) {
                var question = call.next();
                server.send("DELETE", server.mcp("/mcp"), null, "Mcp-Session-Id", session);
                var answer = server.send(
                        "POST",
                        server.mcp("/mcp"),
                        ("{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id") + ",\"result\":" + YES + "}")
                                .getBytes(UTF_8),
                        "Content-Type",
                        "application/json",
                        "Mcp-Session-Id",
                        session);
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(call.next().has("error")).isTrue();
                assertThat(upstream.received()).isEmpty();
            }
        }
    }

    // --- both ---

    @ParameterizedTest
    @EnumSource
    void aClientThatCannotAskCannotDestroy(McpEra era) throws IOException {
        try (var server = confirming()) {
            var refused = era.ask(server, "tools/call", CALL).result();
            assertThat(refused.get("isError").asBoolean()).isTrue();
            assertThat(refused.get("content").get(0).get("text").asString()).contains("[call-unconfirmed]");
            assertThat(upstream.received()).isEmpty();

            var read = era.ask(server, "tools/call", CALL.replace("delete-thing", "read-thing"))
                    .result();
            assertThat(read.get("isError").asBoolean()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobodyIsAskedInVain(McpEra era) throws IOException {
        try (var server = confirming()) {
            var params = "{\"name\":\"delete-thing\",\"arguments\":{}}";
            var response = server.send(
                    "POST",
                    server.mcp("/mcp"),
                    era.message(1, "tools/call", params, CAN_ASK),
                    era.allHeaders("tools/call", params));
            var result = McpEra.answer(response.statusCode(), response.body()).result();

            assertThat(result.get("isError").asBoolean()).isTrue();
            assertThat(result.get("content").get(0).get("text").asString()).contains("id");
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutTheSettingNobodyIsAsked(McpEra era) throws IOException {
        try (var server = server().start()) {
            var result = era.ask(server, "tools/call", CALL).result();

            assertThat(result.get("isError").asBoolean()).isFalse();
            assertThat(Map.of("calls", upstream.received().size())).containsEntry("calls", 1);
        }
    }
}
