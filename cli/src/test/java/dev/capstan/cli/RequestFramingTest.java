package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says of its framing and its connection, through both doors. */
class RequestFramingTest extends FolderFixture {
    @BeforeEach
    void file() throws IOException {
        write("things.yaml", THING + """
                  - type: mcp
                    namespace: tools
                    port: 9090
                    tools:
                    - {name: read, description: Reads a thing., call: up.read}
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "gzip", "chunked, gzip", "gzip, chunked", ""})
    void aCodingThatIsNotChunkedIsRefused(String coding) {
        var headers = "Host: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: " + coding + "\r\n\r\n";
        var body = RawHttp.chunk("{}") + "0\r\n\r\n";
        try (var server = server().start()) {
            for (var request : new String[] {"POST /door/thing", "POST /nothing"}) {
                var answer =
                        RawHttp.exchange(server.rest("/").getPort(), request + " HTTP/1.1\r\n" + headers + body + body);
                assertThat(answer).startsWith("HTTP/1.1 400 ").contains("Connection: close", "request-unreadable");
                assertThat(answer).containsOnlyOnce("HTTP/1.1");
            }
            assertThat(RawHttp.exchange(server.mcp("/mcp").getPort(), "POST /mcp HTTP/1.1\r\n" + headers + body))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Connection: close");
        }
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive, close", "Close , x", "keep-alive\r\nConnection: close"})
    void closeIsHeededWhereverItStands(String options) {
        try (var server = server().start()) {
            var answer = RawHttp.exchange(
                    server.rest("/").getPort(),
                    "GET /door/thing HTTP/1.1\r\nHost: localhost\r\nConnection: " + options + "\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("Connection: close");
        }
    }

    @Test
    void headHasNoLengthThatGetHasNot() {
        upstream.behave(socket -> FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        try (var server = server().start()) {
            var answer = RawHttp.exchange(
                    server.rest("/").getPort(),
                    "HEAD /door/thing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("Content-Length");
        }
    }
}
