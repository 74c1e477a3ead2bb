package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.upstream.UpstreamLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers may rely on, whichever client asks the upstream. */
class UpstreamContractTest extends FolderFixture {
    private static final String NEXT = "{\"next\":true}";
    private static final int MANY = 60;

    @BeforeEach
    void file() throws IOException {
        write("things.yaml", THING);
    }

    private TestServer serving(UpstreamChoice client) {
        return server().upstreamClient(client).timeout(Duration.ofSeconds(10)).start();
    }

    private static HttpResponse<byte[]> read(TestServer server) {
        return server.get(server.rest("/door/thing"));
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    // --- one answer, one caller ---

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void whatFollowsAnAnswerIsNobodysAnswer(UpstreamChoice client) {
        upstream.behave(socket -> FakeUpstream.write(
                socket, FakeUpstream.ok("{}") + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen"));
        try (var server = serving(client)) {
            for (var call = 0; call < MANY; call++) {
                var answer = read(server);
                // The JDK's client notices late, and tells.
                assertThat(text(answer)).doesNotContain("stolen");
                assertThat(answer.statusCode()).isIn(200, 502);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void twoLengthsAreNone(UpstreamChoice client) {
        upstream.behave(socket ->
                FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\nabcd"));
        try (var server = serving(client)) {
            assertThat(text(read(server))).doesNotContain("abcd");
            upstream.behave(socket -> FakeUpstream.write(socket, FakeUpstream.ok(NEXT)));
            assertThat(text(read(server))).isEqualTo(NEXT);
        }
    }

    @Test
    void framingThatCanBeReadInTwoWaysIsRefused() {
        try (var server = serving(UpstreamChoice.UNDERTOW)) {
            for (var framing : new String[] {
                "Content-Length: -1", "Content-Length: +2", "Content-Length: 2, 4", "Transfer-Encoding: gzip, chunked"
            }) {
                upstream.behave(socket ->
                        FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n2\r\nab\r\n0\r\n\r\n"));
                assertThat(text(read(server))).as(framing).contains("upstream-unreadable");
            }
            upstream.behave(socket -> FakeUpstream.write(socket, FakeUpstream.ok(NEXT)));
            assertThat(text(read(server))).isEqualTo(NEXT);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.capstan.cli.RequestFramingTest#chunksThatAreNone")
    void chunksThatAreNoneAreRefused(String chunks) {
        try (var server = serving(UpstreamChoice.UNDERTOW)) {
            upstream.behave(socket -> FakeUpstream.write(
                    socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + FakeUpstream.ok(NEXT)));
            assertThat(text(read(server))).contains("upstream-unreadable");
            upstream.behave(socket -> FakeUpstream.write(socket, FakeUpstream.ok(NEXT)));
            assertThat(text(read(server))).isEqualTo(NEXT);
        }
    }

    /** The JDK's client does not wait for the end of trailers. */
    @Test
    void chunksMayComeInPieces() {
        var answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + "1;a=\"b;c\";d\r\n{\r\n000"
                + RawHttp.chunk(NEXT.substring(1)) + "00;e\r\nX-Sum: y\r\n\r\n";
        try (var server = serving(UpstreamChoice.UNDERTOW)) {
            for (var cut = answer.indexOf("\r\n\r\n"); cut < answer.length(); cut++) {
                var at = cut;
                upstream.behave(socket -> {
                    socket.setTcpNoDelay(true);
                    FakeUpstream.write(socket, answer.substring(0, at));
                    FakeUpstream.write(socket, answer.substring(at));
                });
                assertThat(text(read(server))).as("cut at " + cut).isEqualTo(NEXT);
            }
        }
    }

    @Test
    void anOlderProtocolIsTheLastOnItsConnection() {
        var sockets = ConcurrentHashMap.<Socket>newKeySet();
        try (var server = serving(UpstreamChoice.UNDERTOW)) {
            for (var rest : List.of(
                    "204 X\r\n\r\n",
                    "304 X\r\n\r\n",
                    "200 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")) {
                sockets.clear();
                upstream.behave(socket -> {
                    sockets.add(socket);
                    FakeUpstream.write(
                            socket, "HTTP/1.0 " + rest.replaceFirst("\r\n", "\r\nConnection: keep-alive\r\n"));
                });
                for (var call = 1; call <= 3; call++) {
                    assertThat(read(server).statusCode()).isEqualTo(Integer.parseInt(rest.substring(0, 3)));
                    assertThat(sockets).hasSize(call);
                }
            }
        }
    }

    /** Some servers send one although nobody asked for it, and it may come late. */
    @Test
    void theBodyOfAHeadIsNobodysAnswer() {
        upstream.behave(socket -> {
            var isHead = upstream.received()
                    .get(upstream.received().size() - 1)
                    .requestLine()
                    .startsWith("HEAD");
            FakeUpstream.write(socket, isHead ? "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n" : FakeUpstream.ok(NEXT));
            if (isHead) {
                FakeUpstream.write(socket, "stolen");
            }
        });
        try (var server = serving(UpstreamChoice.UNDERTOW)) {
            for (var call = 0; call < MANY; call++) {
                assertThat(server.send("HEAD", server.rest("/door/thing"), null).statusCode())
                        .isEqualTo(200);
                assertThat(text(read(server))).isEqualTo(NEXT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void aStatusThatHasNoBodyHasNone(UpstreamChoice client) {
        upstream.behave(socket ->
                FakeUpstream.write(socket, "HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\n\r\n"));
        try (var server = serving(client)) {
            assertThat(read(server).statusCode()).isEqualTo(204);
            upstream.behave(socket -> FakeUpstream.write(socket, FakeUpstream.ok(NEXT)));
            assertThat(text(read(server))).isEqualTo(NEXT);
        }
    }

    @Test
    void aStatusThatHasNoBodyIsNotWaitedForOne() {
        upstream.behave(socket -> FakeUpstream.write(socket, "HTTP/1.1 304 X\r\nContent-Length: 100\r\n\r\n"));
        try (var server = serving(UpstreamChoice.UNDERTOW)) {
            assertThat(read(server).statusCode()).isEqualTo(304);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void interimAnswersAreNotTheAnswer(UpstreamChoice client) {
        var hints = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n";
        try (var server = serving(client)) {
            upstream.behave(socket -> FakeUpstream.write(socket, hints + hints + FakeUpstream.ok(NEXT)));
            assertThat(text(read(server))).isEqualTo(NEXT);
            upstream.behave(socket -> {
                FakeUpstream.write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
                FakeUpstream.write(socket, hints.substring(0, 40));
                FakeUpstream.write(socket, hints.substring(40));
                FakeUpstream.write(socket, FakeUpstream.ok(NEXT));
            });
            assertThat(text(read(server))).isEqualTo(NEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 9, 10, 11, 12, 15, 26})
    void interimAnswersMayComeInPieces(int cut) {
        var hints = "HTTP/1.1 103 Early Hints\r\n\r\n";
        upstream.behave(socket -> {
            FakeUpstream.write(socket, hints + hints.substring(0, cut));
            staysOpen(socket);
            FakeUpstream.write(
                    socket, hints.substring(cut) + FakeUpstream.ok(NEXT).substring(0, cut));
            staysOpen(socket);
            FakeUpstream.write(socket, FakeUpstream.ok(NEXT).substring(cut));
        });
        try (var server = serving(UpstreamChoice.UNDERTOW)) {
            assertThat(text(read(server))).isEqualTo(NEXT);
        }
    }

    @Test
    void anUpgradeThatNobodyAskedForIsRefused() {
        upstream.behave(socket -> FakeUpstream.write(
                socket, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"));
        try (var server = serving(UpstreamChoice.UNDERTOW)) {
            assertThat(text(read(server))).contains("upstream-unreadable");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void aHeadWithoutEndIsGivenUp(UpstreamChoice client) throws Exception {
        upstream.behave(socket -> {
            FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\n");
            var line = "X-More: " + "x".repeat(8000) + "\r\n";
            while (true) {
                FakeUpstream.write(socket, line);
            }
        });
        try (var server = serving(client)) {
            assertThat(read(server).statusCode()).isEqualTo(502);
            upstream.behave(socket -> FakeUpstream.write(socket, FakeUpstream.ok(NEXT)));
            assertThat(text(read(server))).isEqualTo(NEXT);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void bodiesWithoutALengthAreWhole(UpstreamChoice client) {
        var long_ = "x".repeat(100_000);
        try (var server = serving(client)) {
            upstream.behave(socket -> {
                FakeUpstream.write(socket, "HTTP/1.0 200 OK\r\n\r\n" + long_);
                socket.close();
            });
            assertThat(text(read(server))).isEqualTo(long_);
            upstream.behave(socket -> FakeUpstream.write(
                    socket,
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n" + long_
                            + "\r\n0\r\nX-Trailer: x\r\n\r\n"));
            assertThat(text(read(server))).isEqualTo(long_);
            upstream.behave(socket -> FakeUpstream.write(
                    socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"));
            assertThat(text(read(server))).isEqualTo("ab");
        }
    }

    // --- connections ---

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void aConnectionIsUsedAgain(UpstreamChoice client) throws Exception {
        try (var counting = new CountingUpstream(Integer.MAX_VALUE, true);
                var server =
                        server().upstream(counting.url()).upstreamClient(client).start()) {
            for (var call = 0; call < MANY; call++) {
                assertThat(read(server).statusCode()).isEqualTo(200);
            }
            // One for each I/O thread of the only client connection there is.
            assertThat(counting.connections.get()).isLessThanOrEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive, close", "Close , x", "keep-alive\r\nConnection: close"})
    void aConnectionThatIsToBeClosedIsNotUsedAgain(String options) {
        var sockets = ConcurrentHashMap.<Socket>newKeySet();
        upstream.behave(socket -> {
            sockets.add(socket);
            FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nConnection: " + options + "\r\nContent-Length: 2\r\n\r\n{}");
        });
        try (var server = serving(UpstreamChoice.UNDERTOW)) {
            for (var call = 1; call <= 4; call++) {
                assertThat(server.post(server.rest("/door/thing"), "{}").statusCode())
                        .isEqualTo(200);
                assertThat(sockets).hasSize(call);
            }
        }
    }

    /** Who sees the end of what a caller sends may take the caller for gone. */
    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void aLongRequestLeavesItsConnectionOpen(UpstreamChoice client) {
        var open = new CopyOnWriteArrayList<Boolean>();
        upstream.behave(socket -> {
            open.add(staysOpen(socket));
            FakeUpstream.write(socket, FakeUpstream.ok(NEXT));
        });
        try (var server = serving(client)) {
            for (var size : List.of(9_000_000, 100, 6_000_000, 5000)) {
                var body = "{\"long\":\"" + "x".repeat(size) + "\"}";
                assertThat(text(server.post(server.rest("/door/thing"), body))).isEqualTo(NEXT);
                assertThat(new String(upstream.received().get(open.size() - 1).body(), UTF_8))
                        .isEqualTo(body);
            }
        }
        assertThat(open).containsExactly(true, true, true, true);
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void aConnectionThatTurnsOutToBeOverIsNoFailureOfARead(UpstreamChoice client) throws Exception {
        // Each connection is closed when the second request comes, unanswered.
        try (var closing = new CountingUpstream(1, true);
                var server =
                        server().upstream(closing.url()).upstreamClient(client).start()) {
            for (var call = 0; call < MANY; call++) {
                assertThat(read(server).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void anUpstreamThatClosesAtOnceIsTriedOnceForEachCall() throws Exception {
        var calls = 60;
        try (var closing = new CountingUpstream(0, false);
                var server = server().upstream(closing.url()).start()) {
            var callers = Executors.newFixedThreadPool(calls);
            try {
                for (var answer : reads(calls, server, callers)) {
                    assertThat(answer.get()).contains("upstream-broke-off");
                }
            } finally {
                callers.shutdownNow();
            }
            assertThat(closing.connections.get()).isBetween(1, calls);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void aConnectionThatIsClosedAfterItsAnswerIsNotUsedAgain(String method) throws Exception {
        try (var closing = new CountingUpstream(1, false);
                var server = server().upstream(closing.url()).start()) {
            for (var call = 0; call < 5 * MANY; call++) {
                while (closing.closed.get() < call) {
                    Thread.onSpinWait();
                }
                var answer = server.send(
                        method, server.rest("/door/thing"), method.equals("GET") ? null : "{}".getBytes(UTF_8));
                assertThat(answer.statusCode()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void whatMayHaveBeenDoneIsNotDoneAgain(UpstreamChoice client) throws Exception {
        upstream.behave(Socket::close);
        try (var server = serving(client)) {
            var answer = server.post(server.rest("/door/thing"), "{}");
            assertThat(text(answer)).contains("upstream-broke-off");
            assertThat(upstream.received()).hasSize(1);
        }
    }

    private static List<Future<String>> reads(int count, TestServer server, ExecutorService callers) {
        return IntStream.range(0, count)
                .mapToObj(call -> callers.submit(() -> text(read(server))))
                .toList();
    }

    @Test
    void moreCallsThanAnUpstreamTakesAreTold() throws Exception {
        var go = new CountDownLatch(1);
        upstream.behave(socket -> {
            go.await();
            FakeUpstream.write(socket, FakeUpstream.ok(NEXT));
        });
        var callers = Executors.newFixedThreadPool(24);
        try (var server = server().limits(UpstreamLimits.DEFAULT.withConnections(2, 2))
                .timeout(Duration.ofSeconds(20))
                .start()) {
            var calls = reads(24, server, callers);
            until(() -> calls.stream().anyMatch(Future::isDone));
            go.countDown();
            for (var call : calls) {
                assertThat(call.get(20, TimeUnit.SECONDS)).containsAnyOf(NEXT, "upstream-busy");
            }
            assertThat(text(read(server))).isEqualTo(NEXT);
        } finally {
            go.countDown();
            callers.shutdownNow();
        }
    }

    @Test
    void callsBeyondTheLimitAreToldWhileConnectionsAreInTheMaking() throws Exception {
        var callers = Executors.newFixedThreadPool(24);
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var server = server().upstream("https://127.0.0.1:" + silent.getLocalPort())
                        .limits(UpstreamLimits.DEFAULT.withConnections(2, 2))
                        .timeout(Duration.ofSeconds(2))
                        .start()) {
            var calls = reads(24, server, callers);
            var busy = 0;
            for (var call : calls) {
                var answer = call.get(20, TimeUnit.SECONDS);
                assertThat(answer).containsAnyOf("upstream-busy", "upstream-timeout");
                busy += answer.contains("upstream-busy") ? 1 : 0;
            }
            // Each thread for I/O has four at most.
            assertThat(busy)
                    .isGreaterThanOrEqualTo(
                            24 - 4 * Math.max(2, Runtime.getRuntime().availableProcessors()));
        } finally {
            callers.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void tlsThatIsNeverAgreedOnIsTold(UpstreamChoice client) throws Exception {
        try (var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var server = server().upstream("https://127.0.0.1:" + silent.getLocalPort())
                        .upstreamClient(client)
                        .timeout(Duration.ofSeconds(1))
                        .start()) {
            assertThat(text(read(server))).contains("upstream-timeout");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void whatDoesNotSpeakTlsIsTold(UpstreamChoice client) throws Exception {
        try (var plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var server = server().upstream("https://127.0.0.1:" + plain.getLocalPort())
                        .upstreamClient(client)
                        .start()) {
            CountingUpstream.start(() -> {
                try (var socket = plain.accept()) {
                    FakeUpstream.write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    // The client has closed it.
                }
            });
            assertThat(text(read(server))).contains("upstream-unreachable").contains("TLS");
        }
    }

    // --- bodies that are passed on while they arrive ---

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void aLongBodyArrivesWhileItIsSent(UpstreamChoice client) throws Exception {
        var seen = new CountDownLatch(1);
        upstream.behave(socket -> {
            FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "a".repeat(50_000));
            seen.await();
            FakeUpstream.write(socket, "b".repeat(50_000));
        });
        try (var server = serving(client);
                var caller = calling(server)) {
            var in = caller.getInputStream();
            assertThat(head(in)).startsWith("HTTP/1.1 200").contains("Content-Length: 100000");
            assertThat(in.readNBytes(50_000)).containsOnly('a');
            seen.countDown();
            assertThat(in.readNBytes(50_000)).hasSize(50_000).containsOnly('b');
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void aBodyWithoutALengthArrivesPieceByPiece(UpstreamChoice client) throws Exception {
        var seen = new CountDownLatch(1);
        upstream.behave(socket -> {
            FakeUpstream.write(
                    socket,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + RawHttp.chunk("one"));
            seen.await();
            FakeUpstream.write(socket, RawHttp.chunk("two") + "0\r\n\r\n");
        });
        try (var server = serving(client);
                var caller = calling(server)) {
            var in = caller.getInputStream();
            assertThat(head(in)).contains("chunked");
            assertThat(RawHttp.upTo("one", in)).endsWith("3\r\none");
            seen.countDown();
            assertThat(RawHttp.upTo("0\r\n\r\n", in)).endsWith("3\r\ntwo\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void aBodyThatBreaksOffIsNotMadeWhole(UpstreamChoice client) throws Exception {
        upstream.behave(socket -> {
            FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "a".repeat(50_000));
            socket.close();
        });
        try (var server = serving(client);
                var caller = calling(server)) {
            assertThat(head(caller.getInputStream())).startsWith("HTTP/1.1 200").contains("Content-Length: 100000");
            assertThat(caller.getInputStream().readAllBytes()).hasSizeLessThanOrEqualTo(50_000);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void aBodyThatStopsIsGivenUp(UpstreamChoice client) throws Exception {
        var left = new CountDownLatch(1);
        upstream.behave(socket -> {
            FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "a".repeat(50_000));
            awaitClosed(socket);
            left.countDown();
        });
        try (var server = server().upstreamClient(client)
                        .timeout(Duration.ofMillis(700))
                        .start();
                var caller = calling(server)) {
            caller.getInputStream().readAllBytes();
            assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The JDK's client may keep a connection whose body nobody wants until the upstream sends more, or ends. */
    @Test
    void aCallerThatGoesFreesTheUpstream() throws Exception {
        var left = new CountDownLatch(1);
        upstream.behave(socket -> {
            FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "a".repeat(50_000));
            awaitClosed(socket);
            left.countDown();
        });
        try (var server = serving(UpstreamChoice.UNDERTOW)) {
            try (var caller = calling(server)) {
                assertThat(head(caller.getInputStream())).startsWith("HTTP/1.1 200");
            }
            assertThat(left.await(8, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"UNDERTOW", "JDK"})
    void aReaderThatIsSlowSlowsTheUpstreamDown(UpstreamChoice client) throws Exception {
        var size = 200_000_000L;
        var sent = new long[1];
        var isStuck = new CountDownLatch(1);
        upstream.behave(socket -> {
            FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
            var piece = new byte[100_000];
            for (var left = size; left > 0; left -= piece.length) {
                socket.getOutputStream().write(piece);
                sent[0] += piece.length;
            }
            isStuck.countDown();
        });
        try (var server = serving(client);
                var caller = calling(server)) {
            assertThat(head(caller.getInputStream())).startsWith("HTTP/1.1 200");
            // Nobody reads: buffers of sockets fill, and the upstream does not get to its end.
            assertThat(isStuck.await(1, TimeUnit.SECONDS)).isFalse();
            caller.getInputStream().skipNBytes(size);
            assertThat(isStuck.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The JDK's client holds what has no length, up to a limit. */
    @ParameterizedTest
    @ValueSource(ints = {8_000_000, 70_000_000})
    void aLongBodyWithoutALengthIsWholeForASlowReader(int size) throws Exception {
        var isSent = new Semaphore(0);
        upstream.behave(socket -> {
            FakeUpstream.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            staysOpen(socket);
            FakeUpstream.write(socket, RawHttp.chunk("x".repeat(size)));
            staysOpen(socket, 200);
            FakeUpstream.write(socket, RawHttp.chunk("end") + "0\r\n\r\n");
            isSent.release();
        });
        try (var server = serving(UpstreamChoice.UNDERTOW)) {
            for (var call = 0; call < 3; call++) {
                try (var caller = new Socket()) {
                    caller.setReceiveBufferSize(32 * 1024);
                    caller.connect(new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), server.rest("/").getPort()));
                    ask(caller, "Connection: close\r\n");
                    var waitsForReader = !isSent.tryAcquire(500, TimeUnit.MILLISECONDS);
                    assertThat(head(caller.getInputStream())).contains(" 200 ");
                    var body = new String(caller.getInputStream().readAllBytes(), UTF_8);
                    assertThat(body.chars().filter(octet -> octet == 'x').count())
                            .isEqualTo(size);
                    assertThat(body.replaceAll("\r\n[0-9a-f]+\r\n", "")).endsWith("end\r\n");
                    assertThat(!waitsForReader || isSent.tryAcquire(10, TimeUnit.SECONDS))
                            .isTrue();
                }
            }
        }
    }

    private static Socket calling(TestServer server) throws IOException {
        var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.rest("/").getPort());
        ask(socket, "");
        return socket;
    }

    private static void ask(Socket socket, String headers) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET /door/thing HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n").getBytes(UTF_8));
    }

    /** Whether the other side neither sends anything nor ends within a moment; so what is sent next comes by itself. */
    private static boolean staysOpen(Socket socket) throws IOException {
        return staysOpen(socket, 20);
    }

    private static boolean staysOpen(Socket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(0);
        }
    }

    private static void awaitClosed(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // With bytes on their way that nobody wanted, it is reset.
        }
    }

    private static String head(InputStream in) throws IOException {
        return RawHttp.upTo("\r\n\r\n", in);
    }

    /** Answers so many requests on each connection, and closes it, at once or when one more comes. */
    private static final class CountingUpstream implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final int requests;
        private final boolean waits;
        final AtomicInteger connections = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();

        CountingUpstream(int requests, boolean waits) throws IOException {
            this.requests = requests;
            this.waits = waits;
            start(this::accept);
        }

        String url() {
            return "http://127.0.0.1:" + server.getLocalPort();
        }

        private void accept() {
            try {
                while (true) {
                    var socket = server.accept();
                    connections.incrementAndGet();
                    start(() -> serve(socket));
                }
            } catch (IOException e) {
                // The test is over.
            }
        }

        private void serve(Socket socket) {
            try (socket) {
                for (var request = 0; request < requests; request++) {
                    head(socket.getInputStream());
                    FakeUpstream.write(socket, FakeUpstream.ok(NEXT));
                }
                if (waits) {
                    head(socket.getInputStream());
                }
            } catch (IOException e) {
                // The other side has closed it.
            }
            closed.incrementAndGet();
        }

        private static void start(Runnable task) {
            var thread = new Thread(task, "counting-upstream");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
