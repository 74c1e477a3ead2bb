package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

    /** What is wrong with chunks, for both sides. */
    static List<String> chunksThatAreNone() {
        return List.of(
                "zz\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}\r\nq\r\n\r\n",
                "2\r\n{}\r\n-0\r\n\r\n",
                "2\r\n{}\r\n\r\n\r\n",
                "0x2\r\n{}\r\n0\r\n\r\n",
                "2z\r\n{}\r\n0\r\n\r\n",
                "2 z\r\n{}\r\n0\r\n\r\n",
                "2\n{}\n0\n\n",
                "2\r\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}xx\r\n0\r\n\r\n",
                "2\r\n{}0\r\n\r\n",
                "2;\u0000\r\n{}\r\n0\r\n\r\n",
                "8000000000000000\r\n{}\r\n0\r\n\r\n",
                "0000000000000000000002\r\n{}\r\n0\r\n\r\n",
                "2;" + "x".repeat(20_000) + "\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}\r\n0\r\n" + "X: x\r\n".repeat(4000) + "\r\n",
                "2\r\n{}\r\n0\r\nX\r\n\r\n",
                "2\r\n{}\r\n0\r\n: x\r\n\r\n",
                "2\r\n{}\r\n0\r\nX: x\n\r\n",
                "2\r\n{}\r\n0\r\n\rX: x\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("chunksThatAreNone")
    void chunksThatAreNoneAreRefused(String chunks) {
        try (var server = server().start()) {
            var rest = server.rest("/").getPort();
            var next = "GET /door/thing HTTP/1.1\r\nHost: localhost\r\n\r\n";
            assertThat(RawHttp.exchange(rest, "POST /door/thing" + inChunks() + chunks + next))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Connection: close", "request-unreadable")
                    .containsOnlyOnce("HTTP/1.1");
            assertThat(RawHttp.exchange(rest, "POST /nothing" + inChunks() + chunks + next))
                    .startsWith("HTTP/1.1 404 ")
                    .containsOnlyOnce("HTTP/1.1");
            assertThat(RawHttp.exchange(server.mcp("/mcp").getPort(), "POST /mcp" + inChunks() + chunks + next))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Connection: close", "not framed correctly")
                    .containsOnlyOnce("HTTP/1.1");
        }
        assertThat(upstream.received()).isEmpty();
    }

    private static String inChunks() {
        return " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    /** Two requests on one connection, cut at every place. */
    @Test
    void chunksMayComeInPieces() throws Exception {
        var body = "{\"a\":\"" + "x".repeat(20) + "\"}";
        var request = "POST /door/thing" + inChunks()
                + "1\t; a=\"b;c\" ;d\r\n{\r\n000" + RawHttp.chunk(body.substring(1))
                + "00;e\r\nX-Sum: \u00fc\ty\r\nEmpty:\r\n\r\n";
        var last = "GET /door/thing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        try (var server = server().start()) {
            var all = request + request + last;
            for (var cut = request.indexOf("\r\n\r\n"); cut < request.length() + 20; cut++) {
                upstream.received().clear();
                assertThat(RawHttp.exchange(server.rest("/").getPort(), all.substring(0, cut), all.substring(cut)))
                        .as("cut at " + cut)
                        .matches("(?s)(HTTP/1.1 200 .*){3}");
                assertThat(upstream.received())
                        .map(received -> new String(received.body(), UTF_8))
                        .containsExactly(body, body, "");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {17_000_000, 0x7fff_ffff})
    void aChunkThatIsTooLargeIsToldByItsSize(int size) {
        try (var server = server().start()) {
            var answer = RawHttp.exchange(
                    server.rest("/").getPort(), "POST /door/thing" + inChunks() + Integer.toHexString(size) + "\r\n{");
            assertThat(answer).startsWith("HTTP/1.1 413 ").contains("Connection: close", "body-too-large");
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

    /** An answer is not held back, nor lost, by what comes behind its request. */
    @Test
    void answersGoOutWhenTheyAreReady() throws Exception {
        var seen = new CountDownLatch(1);
        upstream.behave(socket -> {
            if (upstream.received().size() > 1) {
                seen.await();
            }
            FakeUpstream.write(
                    socket, FakeUpstream.ok("{\"n\":" + upstream.received().size() + "}"));
        });
        var request = "GET /door/thing HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (var server = server().start();
                var socket = new Socket(
                        InetAddress.getLoopbackAddress(), server.rest("/").getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write((request + request + "GE").getBytes(UTF_8));
            assertThat(RawHttp.upTo("{\"n\":1}", socket.getInputStream())).startsWith("HTTP/1.1 200 ");
            seen.countDown();
            assertThat(RawHttp.upTo("{\"n\":2}", socket.getInputStream())).startsWith("HTTP/1.1 200 ");
            socket.getOutputStream().write(request.substring(2).getBytes(UTF_8));
            assertThat(RawHttp.upTo("{\"n\":3}", socket.getInputStream())).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void chunksOverAnOlderProtocolAreTheLastOnTheirConnection() {
        try (var server = server().start()) {
            var answer = RawHttp.exchange(
                    server.rest("/").getPort(),
                    "POST /door/thing HTTP/1.0\r\nConnection: keep-alive"
                            + inChunks().substring(" HTTP/1.1".length())
                            + "2\r\n{}\r\n0\r\n\r\nGET /door/thing HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(answer).containsOnlyOnce("HTTP/1.").contains("Connection: close");
        }
        assertThat(upstream.received()).hasSize(1);
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookWhole() {
        upstream.behave(socket -> {
            FakeUpstream.write(
                    socket,
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + RawHttp.chunk("x".repeat(100_000)));
            socket.close();
        });
        try (var server = server().start()) {
            var port = server.rest("/").getPort();
            for (var connection : new String[] {"close", "keep-alive"}) {
                assertThat(RawHttp.exchange(
                                port,
                                "GET /door/thing HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection
                                        + "\r\n\r\n"))
                        .startsWith("HTTP/1.1 200 ")
                        .contains("Transfer-Encoding: chunked")
                        .doesNotContain("\r\n0\r\n");
            }
            assertThatThrownBy(() -> RawHttp.exchange(port, "GET /door/thing HTTP/1.0\r\nHost: localhost\r\n\r\n"))
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void anAnswerInChunksIsWholeOnAConnectionThatIsClosed() {
        var body = "x".repeat(100_000);
        upstream.behave(socket -> FakeUpstream.write(
                socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + RawHttp.chunk(body) + "0\r\n\r\n"));
        try (var server = server().start()) {
            var port = server.rest("/").getPort();
            assertThat(RawHttp.exchange(
                            port, "GET /door/thing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .contains("Transfer-Encoding: chunked")
                    .endsWith("\r\n0\r\n\r\n");
            assertThat(RawHttp.exchange(port, "GET /door/thing HTTP/1.0\r\nHost: localhost\r\n\r\n"))
                    .doesNotContain("chunked")
                    .endsWith("\r\n\r\n" + body);
        }
    }
}
