package dev.capstan.cli;

import dev.capstan.upstream.UpstreamClient;
import dev.capstan.upstream.UpstreamRequest;
import dev.capstan.upstream.UpstreamResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A client that is made when the first call comes, in the background, for one that takes long to make: the JDK's reads
 * all certificates that it trusts. Calls that come before it is there wait for it without a thread. Thread-safe.
 */
final class LateUpstreamClient implements UpstreamClient {
    private final Supplier<UpstreamClient> maker;
    private final AtomicBoolean isBegun = new AtomicBoolean();
    private final CompletableFuture<UpstreamClient> made = new CompletableFuture<>();

    LateUpstreamClient(Supplier<UpstreamClient> maker) {
        this.maker = maker;
    }

    @Override
    public CompletableFuture<UpstreamResponse> send(UpstreamRequest request) {
        return made.isDone() ? made.join().send(request) : later(client -> client.send(request));
    }

    @Override
    public CompletableFuture<UpstreamResponse> open(UpstreamRequest request) {
        return made.isDone() ? made.join().open(request) : later(client -> client.open(request));
    }

    /** Cancelling what is returned must reach the call, which a plain composition would not do. */
    private CompletableFuture<UpstreamResponse> later(
            Function<UpstreamClient, CompletableFuture<UpstreamResponse>> call) {
        prepare();
        var answer = new CompletableFuture<UpstreamResponse>();
        made.whenComplete((client, fault) -> {
            if (fault != null) {
                answer.completeExceptionally(fault);
            } else if (!answer.isDone()) {
                follow(call.apply(client), answer);
            }
        });
        return answer;
    }

    private void prepare() {
        if (isBegun.compareAndSet(false, true)) {
            made.completeAsync(maker, command -> {
                var thread = new Thread(command, "capstan-client");
                thread.setDaemon(true);
                thread.start();
            });
        }
    }

    private static void follow(CompletableFuture<UpstreamResponse> call, CompletableFuture<UpstreamResponse> answer) {
        call.whenComplete((response, fault) -> {
            if (fault != null) {
                answer.completeExceptionally(fault);
            } else {
                answer.complete(response);
            }
        });
        answer.whenComplete((response, fault) -> {
            if (answer.isCancelled()) {
                call.cancel(true);
            }
        });
    }

    @Override
    public void close() {
        made.thenAccept(UpstreamClient::close);
    }
}
