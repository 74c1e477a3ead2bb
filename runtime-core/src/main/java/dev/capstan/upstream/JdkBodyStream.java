package dev.capstan.upstream;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A body as the JDK's client brings it: one piece is asked for when the one before was read. Thread-safe. */
final class JdkBodyStream implements BodyStream, BodySubscriber<JdkUpstreamClient.Body> {
    private final long length;
    private final long patienceMillis;
    private final ScheduledExecutorService timers;

    private final Queue<ByteBuffer> pieces = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Runnable listener;
    private @Nullable Future<?> timer;
    private @Nullable IOException fault;
    private boolean isComplete;

    /** @param patienceMillis how long the upstream may be silent while something is wanted */
    JdkBodyStream(long length, long patienceMillis, ScheduledExecutorService timers) {
        this.length = length;
        this.patienceMillis = patienceMillis;
        this.timers = timers;
    }

    @Override
    public CompletionStage<JdkUpstreamClient.Body> getBody() {
        return CompletableFuture.completedFuture(JdkUpstreamClient.Body.of(this));
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public synchronized int read(ByteBuffer into) throws IOException {
        var piece = pieces.peek();
        if (piece == null) {
            if (fault != null) {
                throw new IOException(fault);
            }
            return isComplete ? -1 : 0;
        }
        var count = BodyStream.move(piece, into);
        if (!piece.hasRemaining()) {
            pieces.remove();
            if (pieces.isEmpty() && subscription != null) {
                subscription.request(1);
            }
        }
        return count;
    }

    @Override
    public void whenReadable(Runnable next) {
        synchronized (this) {
            if (pieces.isEmpty() && !isComplete && fault == null) {
                listener = next;
                timer = timers.schedule(
                        () -> onError(new IOException("silent for too long")), patienceMillis, TimeUnit.MILLISECONDS);
                return;
            }
        }
        next.run();
    }

    @Override
    public void close() {
        Flow.@Nullable Subscription current;
        synchronized (this) {
            listener = null;
            cancelTimer();
            current = subscription;
        }
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        synchronized (this) {
            subscription = given;
        }
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        synchronized (this) {
            buffers.stream().filter(ByteBuffer::hasRemaining).forEach(pieces::add);
            if (pieces.isEmpty() && subscription != null) {
                subscription.request(1);
                return;
            }
        }
        tell();
    }

    @Override
    public void onError(Throwable thrown) {
        synchronized (this) {
            fault = thrown instanceof IOException io ? io : new IOException(thrown);
        }
        tell();
    }

    @Override
    public void onComplete() {
        synchronized (this) {
            isComplete = true;
        }
        tell();
    }

    private void tell() {
        @Nullable Runnable told;
        synchronized (this) {
            told = listener;
            listener = null;
            cancelTimer();
        }
        if (told != null) {
            told.run();
        }
    }

    private synchronized void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
