package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies of requests, in whatever pieces they arrive. */
class RequestBodiesTest extends SeedsFixture {
    private static final int LARGE = 9 * 1024 * 1024;

    @ParameterizedTest
    @EnumSource
    void aBodyMayComeInPieces(Door door) throws Exception {
        var body = "{\"name\":\"h\u00e9llo\",\"list\":[1,2,3]}";
        var message = message(door, body).getBytes(UTF_8);

        try (var socket = connect(door)) {
            send(socket, head(door, "Content-Length: " + message.length));
            for (var octet : message) {
                send(socket, octet);
            }
            assertThat(status(socket)).isEqualTo("HTTP/1.1 200 OK");
        }

        assertThat(upstream.only().body()).isEqualTo(body.getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    void chunksMayComeInPieces(Door door) throws Exception {
        var message = message(door, "{\"name\":\"hello\"}");
        var cut = message.length() / 2;
        var chunked = RawHttp.chunk(message.substring(0, cut)) + RawHttp.chunk(message.substring(cut)) + "0\r\n\r\n";

        try (var socket = connect(door)) {
            send(socket, head(door, "Transfer-Encoding: chunked"));
            for (var octet : chunked.getBytes(US_ASCII)) {
                send(socket, octet);
            }
            assertThat(status(socket)).isEqualTo("HTTP/1.1 200 OK");
        }

        assertThat(upstream.only().body()).asString(UTF_8).isEqualTo("{\"name\":\"hello\"}");
    }

    @ParameterizedTest
    @EnumSource
    void aLargeBodyIsTakenWhole(Door door) throws Exception {
        var body = "{\"name\":\"" + "x".repeat(LARGE) + "\"}";
        var message = message(door, body);

        for (var request : new String[] {
            head(door, "Content-Length: " + message.length()) + message,
            head(door, "Transfer-Encoding: chunked") + RawHttp.chunk(message) + "0\r\n\r\n"
        }) {
            try (var socket = connect(door)) {
                send(socket, request);
                assertThat(status(socket)).isEqualTo("HTTP/1.1 200 OK");
            }
        }

        assertThat(upstream.received())
                .hasSize(2)
                .allSatisfy(received -> assertThat(received.body()).isEqualTo(body.getBytes(US_ASCII)));
    }

    @ParameterizedTest
    @EnumSource
    void aRequestBehindABodyIsNoPartOfIt(Door door) throws Exception {
        var first = message(door, "{\"name\":\"first\"}");
        var second = message(door, "{\"name\":\"second\"}");

        try (var socket = connect(door)) {
            send(
                    socket,
                    head(door, "Content-Length: " + first.length())
                            + first
                            + head(door, "Connection: close\r\nContent-Length: " + second.length())
                            + second);
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8).split("HTTP/1.1 200 OK"))
                    .hasSize(3);
        }

        assertThat(upstream.received())
                .extracting(received -> new String(received.body(), UTF_8))
                .containsExactly("{\"name\":\"first\"}", "{\"name\":\"second\"}");
    }

    @ParameterizedTest
    @EnumSource
    void halfABodyIsNotSentOn(Door door) throws Exception {
        var message = message(door, "{\"name\":\"hello\"}");

        for (var framing : new String[] {"Content-Length: " + message.length(), "Transfer-Encoding: chunked"}) {
            try (var socket = connect(door)) {
                send(
                        socket,
                        head(door, framing) + (framing.startsWith("T") ? "ff\r\n" : "") + message.substring(0, 10));
                socket.shutdownOutput();
                assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                        .doesNotContain("200 OK");
            }
        }

        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aBodyThatGrowsBeyondTheLimitIsRefusedThen() throws Exception {
        try (var socket = connect(Door.REST)) {
            send(socket, head(Door.REST, "Transfer-Encoding: chunked") + RawHttp.chunk("x".repeat(LARGE)));
            // The server is past what has come so far, as it answers others.
            assertThat(server.get(server.rest("/nowhere")).statusCode()).isEqualTo(404);
            // One byte too many, and nothing behind it yet: what is not read would reset the connection.
            send(socket, "1ffffe\r\n" + "x".repeat(CapstanServer.MAX_BODY_BYTES + 1 - LARGE));
            assertThat(status(socket)).startsWith("HTTP/1.1 413 ");
        }

        assertThat(upstream.received()).isEmpty();
    }

    private Socket connect(Door door) throws IOException {
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), door == Door.REST ? server.restPort() : server.mcpPort());
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static String head(Door door, String framing) {
        return "POST " + (door == Door.REST ? "/v1/events" : "/mcp") + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nAccept: application/json, text/event-stream\r\n" + framing
                + "\r\n\r\n";
    }

    private static String message(Door door, String body) {
        return door == Door.REST
                ? body
                : "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
                        + "\"name\":\"track-anonymous-event\",\"arguments\":{\"body\":" + body + "}}}";
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
    }

    private static void send(Socket socket, byte octet) throws IOException {
        socket.getOutputStream().write(octet);
    }

    /** The first line of the answer. */
    private static String status(Socket socket) throws IOException {
        return RawHttp.upTo("\r\n", socket.getInputStream()).strip();
    }
}
