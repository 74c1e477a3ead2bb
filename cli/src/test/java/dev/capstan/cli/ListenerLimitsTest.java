package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capstan.exposure.Endpoint;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Callers that take a connection and give nothing for it; with a patience shorter than anybody's. */
class ListenerLimitsTest {
    private static final int LARGE = 64 * 1024 * 1024;

    private final XnioWorker worker = worker();

    private static XnioWorker worker() {
        try {
            return Xnio.getInstance().createWorker(OptionMap.EMPTY);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        worker.shutdownNow();
    }

    private Listener listening(HttpHandler handler) {
        return new Listener(
                new Endpoint(Endpoint.LOOPBACK, 0),
                handler,
                worker,
                new ThreadBuffers(16 * 1024),
                Duration.ofMillis(200));
    }

    private static Socket sending(Listener listener, String text) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(UTF_8));
        return socket;
    }

    @Test
    void whoTakesNothingOfAnAnswerIsNotWaitedFor() throws Exception {
        var over = new CountDownLatch(1);
        try (var listener = listening(exchange -> {
                    exchange.addExchangeCompleteListener((same, then) -> {
                        over.countDown();
                        then.proceed();
                    });
                    exchange.getResponseSender().send(ByteBuffer.allocate(LARGE));
                });
                var socket = sending(listener, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()))
                    .hasMessageContaining("reset");
        }
    }

    @Test
    void whoReadsSlowlyGetsEverything() throws Exception {
        try (var listener = listening(exchange -> exchange.getResponseSender().send(ByteBuffer.allocate(LARGE / 8)));
                var socket = sending(listener, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
            var in = socket.getInputStream();
            var count = 0L;
            for (var read = in.readNBytes(2 * 1024 * 1024); read.length > 0; read = in.readNBytes(2 * 1024 * 1024)) {
                count += read.length;
                // Each pause is shorter than the patience, all of them are longer; by the server's own clock.
                var goOn = new CountDownLatch(1);
                worker.getIoThread().executeAfter(goOn::countDown, 80, TimeUnit.MILLISECONDS);
                goOn.await();
            }
            assertThat(count).isGreaterThan(LARGE / 8);
        }
    }

    @Test
    void theRestOfARefusedRequestIsNotWaitedForForEver() throws Exception {
        for (var framing : new String[] {"Content-Length: 1000", "Transfer-Encoding: chunked"}) {
            try (var listener = listening(exchange ->
                            exchange.setStatusCode(404).getResponseSender().send("no"));
                    var socket =
                            sending(listener, "POST / HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n\r\n5\r\n")) {
                assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                        .startsWith("HTTP/1.1 404 ")
                        .endsWith("no");
            }
        }
    }
}
