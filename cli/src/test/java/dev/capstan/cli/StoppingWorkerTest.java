package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.capstan.failure.Failure;
import dev.capstan.http.BodyReader;
import dev.capstan.upstream.Origin;
import dev.capstan.upstream.UpstreamLimits;
import dev.capstan.upstream.UpstreamRequest;
import io.undertow.Undertow;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpServerExchange;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Xnio;

/** What the threads of a process that stops still do. */
class StoppingWorkerTest {
    @Test
    void aThreadThatEndsKeepsNoTimeAndComplainsOfNothing() throws Exception {
        var worker = Xnio.getInstance().createWorker(OptionMap.EMPTY);
        try (var upstream = new FakeUpstream();
                var buffers = new DefaultByteBufferPool(true, 16 * 1024);
                var client = UpstreamChoice.UNDERTOW.client(UpstreamLimits.DEFAULT, worker, buffers)) {
            var request = new UpstreamRequest(
                    "GET", Origin.of(upstream.url()).orElseThrow(), "/", List.of(), Optional.empty());
            var call = CompletableFuture.runAsync(
                    () -> {
                        // From now on the thread takes nothing that is to be done later.
                        worker.shutdownNow();
                        client.send(request);
                    },
                    worker.getIoThread());
            assertThatCode(() -> call.get(10, TimeUnit.SECONDS)).doesNotThrowAnyException();
        } finally {
            worker.shutdownNow();
        }
    }

    @Test
    void aBodyThatIsStillComingIsGivenUp() throws Exception {
        var server = Undertow.builder()
                .addHttpListener(
                        0,
                        "127.0.0.1",
                        new BodyTimeLimit(
                                exchange -> {
                                    exchange.getIoThread().getWorker().shutdownNow();
                                    BodyReader.read(exchange, 100, new NoBody());
                                },
                                Duration.ofMinutes(1)))
                .build();
        server.start();
        var address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
        try (var log = new KeptLog()) {
            var answer = RawHttp.exchange(
                    address.getPort(), "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{");

            assertThat(answer).isEmpty();
            assertThat(server.getWorker().awaitTermination(10, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(log.lines()).isEmpty();
        } finally {
            server.getWorker().shutdownNow();
        }
    }

    private static final class NoBody implements BodyReader.Reading {
        @Override
        public void complete(byte[] body, HttpServerExchange exchange) {
            throw new AssertionError("the body never came");
        }

        @Override
        public void refuse(Failure why, HttpServerExchange exchange) {
            throw new AssertionError("the body never came");
        }
    }
}
