package dev.capstan.upstream;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects a response body, and gives up when it grows beyond a limit. */
final class CappedBody implements BodySubscriber<byte[]> {
    private final int limit;
    private final Origin upstream;

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final Collected bytes = Collected.upTo(-1);
    private Flow.@Nullable Subscription subscription;

    CappedBody(int limit, Origin upstream) {
        this.limit = limit;
        this.upstream = upstream;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (var buffer : buffers) {
            if (buffer.remaining() > limit - bytes.size()) {
                giveUp();
                return;
            }
            bytes.add(buffer);
        }
    }

    private void giveUp() {
        if (subscription != null) {
            subscription.cancel();
        }
        body.completeExceptionally(UpstreamFaults.tooLarge(upstream, limit));
    }

    @Override
    public void onError(Throwable fault) {
        body.completeExceptionally(fault);
    }

    @Override
    public void onComplete() {
        body.complete(bytes.bytes());
    }
}
