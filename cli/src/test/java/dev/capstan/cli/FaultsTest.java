package dev.capstan.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a broken upstream looks like from outside, and that the next call works. */
class FaultsTest {
    private static final Duration TIMEOUT = Duration.ofMillis(700);
    /** Both that speak HTTP/1.1: what callers see does not depend on who asks. */
    private static final List<UpstreamChoice> CLIENTS = List.of(UpstreamChoice.UNDERTOW, UpstreamChoice.JDK);

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    /** A way for an upstream to misbehave, and what the caller is told. */
    @SuppressWarnings("ImmutableEnumChecker") // the behaviours have no state
    enum Misbehaviour {
        CLOSED_BEFORE_ANSWERING(502, "upstream-broke-off", socket -> socket.close()),
        RESET(502, "upstream-broke-off", socket -> {
            socket.setSoLinger(true, 0);
            socket.close();
        }),
        GARBAGE(502, "upstream-unreadable", socket -> {
            FakeUpstream.write(socket, "what do you want\r\n\r\n");
            socket.close();
        }),
        CONTENT_LENGTH_NOT_REACHED(502, "upstream-unreadable", socket -> {
            FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            socket.close();
        }),
        CHUNKS_BROKEN_OFF(502, "upstream-unreadable", socket -> {
            FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf");
            socket.close();
        }),
        SILENT(504, "upstream-timeout", socket -> NEVER.await()),
        SLOW_BODY(504, "upstream-timeout", socket -> {
            FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            NEVER.await();
        });

        final int status;
        final String code;
        final FakeUpstream.Behaviour behaviour;

        Misbehaviour(int status, String code, FakeUpstream.Behaviour behaviour) {
            this.status = status;
            this.code = code;
            this.behaviour = behaviour;
        }
    }

    static Stream<Arguments> everythingOnEveryDoor() {
        return Stream.of(Misbehaviour.values())
                .flatMap(fault -> Stream.of(Door.values())
                        .flatMap(door -> CLIENTS.stream().map(client -> Arguments.of(fault, door, client))));
    }

    @ParameterizedTest
    @MethodSource("everythingOnEveryDoor")
    void isToldAndTheNextCallWorks(Misbehaviour fault, Door door, UpstreamChoice client) throws Exception {
        try (var upstream = new FakeUpstream();
                var server = TestServer.ofSeeds(upstream.url())
                        .upstreamClient(client)
                        .timeout(TIMEOUT)
                        .start()) {
            upstream.behave(fault.behaviour);

            assertRefusal(door, door.call(server, SeedOperation.TRACK_ANONYMOUS_EVENT, "{}"), fault.status, fault.code);

            upstream.behave(socket -> FakeUpstream.write(socket, FakeUpstream.ok("{\"ok\":true}")));
            assertThat(door.call(server, SeedOperation.TRACK_ANONYMOUS_EVENT, "{}")
                            .text())
                    .isEqualTo("{\"ok\":true}");
        }
    }

    @Test
    void anAnswerBeforeTheRequestWasReadDoesNotSpoilTheNextCall() throws Exception {
        try (var listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var server = TestServer.ofSeeds("http://127.0.0.1:" + listening.getLocalPort())
                        .start()) {
            var upstream = new Thread(() -> {
                try {
                    try (var first = listening.accept()) {
                        first.getInputStream().readNBytes(100);
                        FakeUpstream.write(
                                first, "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 4\r\n\r\nnope");
                    }
                    var second = listening.accept();
                    second.getInputStream().readNBytes(100);
                    FakeUpstream.write(second, FakeUpstream.ok("{\"ok\":true}"));
                } catch (IOException e) {
                    // The test has ended.
                }
            });
            upstream.start();

            var body = "{\"a\":\"" + "x".repeat(8_000_000) + "\"}";
            // The reset that follows may overtake the answer.
            assertThat(Door.REST
                            .call(server, SeedOperation.SEND_BATCH_EVENTS, body)
                            .status())
                    .isIn(413, 502);
            assertThat(Door.REST
                            .call(server, SeedOperation.SEND_BATCH_EVENTS, "{}")
                            .text())
                    .isEqualTo("{\"ok\":true}");
        }
    }

    @Test
    void anUpstreamThatNeverSpeaksHttpIsSpared() throws Exception {
        try (var upstream = new FakeUpstream();
                var server = TestServer.ofSeeds(upstream.url())
                        .upstreamClient(UpstreamChoice.JDK)
                        .start()) {
            upstream.behave(Misbehaviour.GARBAGE.behaviour);
            for (var call = 0; call < 40; call++) {
                assertThat(server.post(server.rest("/v1/events"), "{}").statusCode())
                        .isEqualTo(502);
            }
            // Each such call costs the JDK's client a socket for good.
            assertThat(upstream.received()).hasSizeBetween(20, 25);
            assertThat(new String(server.post(server.rest("/v1/events"), "{}").body(), UTF_8))
                    .contains("keeps answering with something that is not HTTP");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedConnectionIsTold(Door door) throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (var server = TestServer.ofSeeds("http://127.0.0.1:" + port).start()) {
            var answer = door.call(server, SeedOperation.GET_DEVICE_ID, "");

            assertRefusal(door, answer, 502, "upstream-unreachable");
            assertThat(answer.text()).contains("No connection to 127.0.0.1:" + port);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownHostIsTold(Door door) {
        try (var server = TestServer.ofSeeds("http://no-such-host.invalid").start()) {
            assertRefusal(door, door.call(server, SeedOperation.GET_DEVICE_ID, ""), 502, "upstream-unreachable");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER", "MALFORMED_RESPONSE_CHUNK", "RANDOM_DATA_THEN_CLOSE"
            })
    void wireMocksFaultsAreBadGateways(Fault fault) {
        var upstream = new WireMockServer(options().dynamicPort());
        upstream.start();
        try (var server = TestServer.ofSeeds(upstream.baseUrl()).start()) {
            upstream.stubFor(any(anyUrl()).willReturn(aResponse().withFault(fault)));
            assertThat(server.post(server.rest("/v1/events"), "{}").statusCode())
                    .isEqualTo(502);

            upstream.stubFor(any(anyUrl()).willReturn(aResponse().withBody("fine")));
            var next = server.post(server.rest("/v1/events"), "{}");
            assertThat(new String(next.body(), UTF_8)).isEqualTo("fine");
        } finally {
            upstream.stop();
        }
    }

    private static void assertRefusal(Door door, Door.Answer answer, int status, String code) {
        assertThat(answer.isError()).isTrue();
        assertThat(answer.text()).contains(code).doesNotContain("Exception").doesNotContain("java.");
        if (door == Door.REST) {
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.type()).isEqualTo("application/problem+json");
        }
    }
}
