package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.capstan.upstream.Origin;
import dev.capstan.upstream.UpstreamLimits;
import dev.capstan.upstream.UpstreamRequest;
import io.undertow.server.DefaultByteBufferPool;
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
        var call = new CompletableFuture<Void>();
        try (var upstream = new FakeUpstream();
                var buffers = new DefaultByteBufferPool(true, 16 * 1024);
                var client = UpstreamChoice.UNDERTOW.client(UpstreamLimits.DEFAULT, worker, buffers)) {
            var request = new UpstreamRequest(
                    "GET", Origin.of(upstream.url()).orElseThrow(), "/", List.of(), Optional.empty());
            worker.getIoThread().execute(() -> {
                // From now on the thread takes nothing that is to be done later.
                worker.shutdownNow();
                try {
                    client.send(request);
                    call.complete(null);
                } catch (RuntimeException e) {
                    call.completeExceptionally(e);
                }
            });
            assertThatCode(() -> call.get(10, TimeUnit.SECONDS)).doesNotThrowAnyException();
        } finally {
            worker.shutdownNow();
        }
    }
}
