package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that are refused before anything is sent upstream, and how the caller learns what to do. */
class RefusalsTest extends SeedsFixture {
    @AfterEach
    @Override
    void stop() throws Exception {
        super.stop();
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": tru}            | line 1, column",
                "{\"a\":1,\\n \"b\":}    | line 2, column",
                "{\"a\":1                | line 1, column",
                "{} {}                   | there is more text after the value, at line 1, column 4",
                "a=1&b=2                 | line 1, column",
            })
    void malformedJsonIsRefusedWithItsPlace(String body, String place) {
        var response = server.post(server.rest("/v1/events"), body.replace("\\n", "\n"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(new String(response.body(), UTF_8))
                .contains("'body' is not valid JSON", place)
                .doesNotContain("Exception");
    }

    @ParameterizedTest
    @EnumSource
    void bytesThatAreNotUtf8AreRefused(Door door) {
        for (var octets : new int[][] {{0xC0, 0x80}, {0xED, 0xA0, 0x80}, {0xF5, 0x80, 0x80, 0x80}, {0xFF}}) {
            var text = new String(octets, 0, octets.length);
            var body = ("{\"a\":\"" + text + "\"}").getBytes(ISO_8859_1);
            var message = ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
                            + "\"name\":\"track-anonymous-event\",\"arguments\":{\"body\":{\"a\":\"" + text + "\"}}}}")
                    .getBytes(ISO_8859_1);
            var response = door == Door.REST
                    ? server.send("POST", server.rest("/v1/events"), body, "Content-Type", "application/json")
                    : server.send("POST", server.mcp("/mcp"), message, "Content-Type", "application/json");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(new String(response.body(), UTF_8)).contains("it is not in UTF-8");
        }
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertThat(Door.answer(server.callTool("track-customer-event", "{\"identifier\":\"a\\ud800\",\"body\":{}}"))
                        .text())
                .contains("'identifier' has half of a surrogate pair");
        assertThat(Door.answer(server.callTool("track-pixel", "{\"query\":{\"a\":\"\\ud800\"}}"))
                        .text())
                .contains("'query' has half of a surrogate pair");
    }

    @Test
    void anyNumberOfWrongArgumentsIsToldInAFew() {
        var arguments = new StringBuilder("{\"identifier\":\"42\",\"body\":{}");
        for (var i = 0; i < 100_000; i++) {
            arguments.append(",\"wrong").append(i).append("\":1");
        }
        var answer = Door.answer(server.callTool("track-customer-event", arguments + "}"));

        assertThat(answer.isError()).isTrue();
        assertThat(answer.text()).contains("'wrong0'", "'wrong19'").doesNotContain("'wrong20'");
    }

    @Test
    void jsonThatIsNestedWithoutEndIsRefused() {
        var response = server.post(server.rest("/v1/events"), "[".repeat(100_000));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new String(response.body(), UTF_8)).contains("nested deeper than 500 levels");
    }

    @Test
    void everyMissingInputIsNamed() {
        var response = server.send("POST", server.rest("/v1/customers/42/events"), null);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new String(response.body(), UTF_8))
                .isEqualTo("{\"title\":\"The call does not fit what the operation takes\",\"status\":400,"
                        + "\"detail\":\"'body' is required (request body, object).\",\"code\":\"input-invalid\","
                        + "\"errors\":[{\"input\":\"body\",\"reason\":\"is required (request body, object)\"}]}");

        var answer = Door.answer(server.callTool("track-customer-event", "{}"));
        assertThat(answer.isError()).isTrue();
        assertThat(answer.text())
                .isEqualTo(
                        "The call does not fit what the operation takes. 'identifier' is required (argument, text); 'body'"
                                + " is required (argument, object). [input-invalid]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"identifier\":\"42\",\"body\":\"{}\"}           | 'body' must be of type object, not string",
                "{\"identifier\":\"42\",\"body\":[1]}              | 'body' must be of type object, not array",
                "{\"identifier\":[\"42\"],\"body\":{}}             | 'identifier' must be of type string, not array",
                "{\"identifier\":null,\"body\":{}}                 | 'identifier' is required",
                "{\"identifier\":\"42\",\"body\":{},\"bodyy\":1}   | 'bodyy' is not an argument of this tool (known: identifier, body)",
            })
    void anArgumentThatDoesNotFitIsNamed(String arguments, String reason) {
        var answer = Door.answer(server.callTool("track-customer-event", arguments));

        assertThat(answer.isError()).isTrue();
        assertThat(answer.text()).contains(reason);
    }

    @ParameterizedTest
    @EnumSource
    void aMissingSecretIsNamed(Door door) {
        try (var poor = TestServer.of(TestServer.SEEDS)
                .upstream(upstream.url())
                .variables(Map.of("CUSTOMER_IO_USER", "u"))
                .start()) {
            var answer = door.call(poor, SeedOperation.TRACK_ANONYMOUS_EVENT, "{}");

            assertUnavailable(door, answer, "secret-missing");
            assertThat(answer.text()).contains("CUSTOMER_IO_PASS is not set").doesNotContain("CUSTOMER_IO_USER");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyUserNameIsNoUserName(Door door) {
        try (var poor = TestServer.of(TestServer.SEEDS)
                .upstream(upstream.url())
                .variables(Map.of("SEGMENT_USER", "", "SEGMENT_PASS", ""))
                .start()) {
            var answer = door.call(poor, SeedOperation.SEND_BATCH_EVENTS, "{}");

            assertUnavailable(door, answer, "secret-missing");
            assertThat(answer.text()).contains("SEGMENT_USER is not set").doesNotContain("SEGMENT_PASS");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingBaseUriIsExplained(Door door) {
        try (var poor = TestServer.of(TestServer.SEEDS).upstream(upstream.url()).start()) {
            for (var operation :
                    new SeedOperation[] {SeedOperation.INGEST_TRACKING_EVENT, SeedOperation.GET_DEVICE_ID}) {
                var answer = door.call(poor, operation, "{}");

                assertUnavailable(door, answer, "base-uri-missing");
                assertThat(answer.text()).contains("--base-uri openpanel-track=https://");
            }
        }
    }

    private static void assertUnavailable(Door door, Door.Answer answer, String code) {
        assertThat(answer.isError()).isTrue();
        assertThat(answer.text()).contains(code);
        if (door == Door.REST) {
            assertThat(answer.status()).isEqualTo(503);
        }
    }

    @Test
    void aBodyBeyondTheLimitIsRefused() {
        var large = ("{\"a\":\"" + "x".repeat(10 * 1024 * 1024) + "\"}").getBytes(UTF_8);

        assertThat(status("Content-Length: " + large.length + "\r\n\r\n")).startsWith("HTTP/1.1 413 ");
        assertThat(status("Transfer-Encoding: chunked\r\n\r\n" + RawHttp.chunk(new String(large, UTF_8)) + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    private String status(String rest) {
        return RawHttp.exchange(
                server.restPort(),
                "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + rest);
    }

    @Test
    void unknownPathsAndMethodsAreRefused() {
        assertThat(server.get(server.rest("/nowhere")).statusCode()).isEqualTo(404);

        var wrong = server.send("DELETE", server.rest("/v1/events"), null);
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow")).hasValue("OPTIONS, POST");

        var options = server.send("OPTIONS", server.rest("/v1/pixel/track"), null);
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
    }

    @ParameterizedTest
    @CsvSource({
        "evil.test, , 403",
        "evil.test:8080, , 403",
        "127.0.0.1.evil.test, , 403",
        "127.evil.test:8080, , 403",
        "localhost, http://127.0.0.1.evil.test, 403",
        "localhost, http://evil.test, 403",
        "localhost, null, 403",
        "localhost, , 404",
        "127.0.0.1:1, http://localhost:3000, 404",
        "[::1]:1, , 404",
    })
    void otherHostsAndOriginsAreRefused(String host, String origin, int status) {
        var head = " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                + (origin == null ? "" : "Origin: " + origin + "\r\n");

        assertThat(RawHttp.exchange(server.restPort(), "GET /nowhere" + head + "\r\n"))
                .startsWith("HTTP/1.1 " + status);
        assertThat(RawHttp.exchange(server.mcpPort(), "GET /nowhere" + head + "\r\n"))
                .startsWith("HTTP/1.1 " + status);
        assertThat(RawHttp.exchange(server.server().controlPort(), "GET /nowhere" + head + "\r\n"))
                .startsWith("HTTP/1.1 " + status);
    }

    @Test
    void aSecretThatAppearsInTheEnvFileIsUsedWithoutARestart(@TempDir Path folder) throws Exception {
        var file = folder.resolve("secrets.env");
        Files.writeString(file, "# nothing yet\n");
        var variables = dev.capstan.bind.EnvFile.of(file);
        assertThat(variables.find("SEGMENT_USER")).isEmpty();

        Files.writeString(file, "export SEGMENT_USER='abc'\nOTHER=\"x=y\"\n");
        org.assertj.core.api.Assertions.assertThatCode(() -> {
                    var deadline = System.nanoTime() + 10_000_000_000L;
                    while (variables.find("SEGMENT_USER").isEmpty() && System.nanoTime() < deadline) {
                        Thread.onSpinWait();
                    }
                })
                .doesNotThrowAnyException();

        assertThat(variables.find("SEGMENT_USER").orElseThrow().reveal()).isEqualTo("abc");
        assertThat(variables.find("OTHER").orElseThrow().reveal()).isEqualTo("x=y");
        assertThat(variables.find("SEGMENT_USER").orElseThrow()).hasToString("***");
    }

    @Test
    void anEnvFileThatGetsAMistakeKeepsItsValuesAndSaysSoOnce(@TempDir Path folder) throws Exception {
        var file = folder.resolve("secrets.env");
        Files.writeString(file, "KEY=first\n");
        var variables = dev.capstan.bind.EnvFile.of(file);
        try (var log = new KeptLog()) {
            Files.writeString(file, "KEY=second\nno line\n");
            FolderFixture.until(() -> {
                assertThat(variables.find("KEY").orElseThrow().reveal()).isEqualTo("first");
                return !log.lines().isEmpty();
            });
            Files.delete(file);
            FolderFixture.until(() -> variables.find("KEY").isPresent()
                    && log.lines().contains(file + " is not read: it does not exist; its last values stay null"));
            Files.writeString(file, "KEY=third\n");
            FolderFixture.until(
                    () -> variables.find("KEY").orElseThrow().reveal().equals("third"));
            assertThat(log.lines())
                    .containsExactly(
                            file + " is not read: line 2 is not NAME=value; its last values stay null",
                            file + " is not read: it does not exist; its last values stay null");
        }
    }
}
