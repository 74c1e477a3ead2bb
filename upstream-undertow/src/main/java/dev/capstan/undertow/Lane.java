package dev.capstan.undertow;

import dev.capstan.upstream.Origin;
import dev.capstan.upstream.UpstreamFaults;
import dev.capstan.upstream.UpstreamLimits;
import dev.capstan.upstream.UpstreamTls;
import io.undertow.connector.ByteBufferPool;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * What one I/O thread has: its calls, its connections by origin, and the clock for both. Used on that thread only, but for
 * {@link #run}, {@link #runToEnd} and {@link #close}.
 */
final class Lane {
    private static final long TICK_MILLIS = 100;
    private static final int MAX_NAMES = 1000;
    private static final long IDLE_TICK_MILLIS = 1000;

    private final XnioIoThread thread;
    private final UpstreamLimits limits;
    private final ByteBufferPool buffers;
    private final UpstreamTls tls;
    private final Lookups lookups;
    private final Connector connector;

    private final Map<Origin, Pool> pools = new HashMap<>();
    /** In the order in which they began. */
    private final Set<Call> calls = new LinkedHashSet<>();

    private final Set<LiveBody> streams = new LinkedHashSet<>();
    private final ByteBuffer probe = ByteBuffer.allocate(1);
    private final Map<String, HttpString> names = new HashMap<>();
    private boolean isTicking;
    private boolean isClosed;

    Lane(XnioIoThread thread, UpstreamLimits limits, ByteBufferPool buffers, UpstreamTls tls, Lookups lookups) {
        this.thread = thread;
        this.limits = limits;
        this.buffers = buffers;
        this.tls = tls;
        this.lookups = lookups;
        this.connector = new Connector(thread, buffers, tls);
    }

    XnioIoThread thread() {
        return thread;
    }

    UpstreamLimits limits() {
        return limits;
    }

    ByteBufferPool buffers() {
        return buffers;
    }

    UpstreamTls tls() {
        return tls;
    }

    Lookups lookups() {
        return lookups;
    }

    Connector connector() {
        return connector;
    }

    /** A header's name as Undertow has it. Names are the files', so there are few. */
    HttpString name(String text) {
        @Nullable HttpString known = names.get(text);
        if (known != null) {
            return known;
        }
        if (names.size() > MAX_NAMES) {
            names.clear();
        }
        var made = new HttpString(text);
        names.put(text, made);
        return made;
    }

    /** One byte of room, to see whether there is anything to read that should not be. */
    ByteBuffer probe() {
        return probe.clear();
    }

    /** At once on this thread, else soon. */
    void run(Runnable task) {
        if (Thread.currentThread() == thread) {
            task.run();
        } else {
            thread.execute(task);
        }
    }

    /** As {@link #run}; where the thread is gone, there is nothing to end any more. */
    void runToEnd(Runnable task) {
        try {
            run(task);
        } catch (RejectedExecutionException e) {
            // The process stops.
        }
    }

    /** Later on this thread; where it ends before, never. */
    void runAfter(long millis, Runnable task) {
        try {
            thread.executeAfter(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The process stops.
        }
    }

    void begin(Call call) {
        if (isClosed || call.isDone()) {
            call.cancel(true);
            return;
        }
        calls.add(call);
        tickSoon();
        pools.computeIfAbsent(call.request().origin(), origin -> new Pool(origin, this))
                .take(call);
    }

    /** Its outcome is known. */
    void ended(Call call) {
        calls.remove(call);
    }

    void begin(LiveBody stream) {
        streams.add(stream);
        tickSoon();
    }

    void ended(LiveBody stream) {
        streams.remove(stream);
    }

    private void tickSoon() {
        if (!isTicking) {
            isTicking = true;
            runAfter(TICK_MILLIS, this::tick);
        }
    }

    private void tick() {
        try {
            tidy(System.nanoTime());
        } finally {
            // Whatever went wrong, others wait for their time.
            isTicking = !(calls.isEmpty() && streams.isEmpty() && pools.isEmpty());
            if (isTicking) {
                runAfter(calls.isEmpty() && streams.isEmpty() ? IDLE_TICK_MILLIS : TICK_MILLIS, this::tick);
            }
        }
    }

    private void tidy(long now) {
        var isLate = limits.totalTimeout();
        while (!calls.isEmpty()) {
            var oldest = calls.iterator().next();
            if (!oldest.isOlder(isLate, now)) {
                break;
            }
            oldest.fail(UpstreamFaults.timedOut(oldest.request().origin(), isLate));
        }
        List.copyOf(streams).forEach(stream -> stream.requireProgress(isLate, now));
        pools.values().removeIf(pool -> pool.tidy(now));
    }

    static boolean isOlder(long since, Duration age, long now) {
        return now - since > age.toNanos();
    }

    /** Gives up what is under way. */
    void close() {
        runToEnd(() -> {
            isClosed = true;
            List.copyOf(calls).forEach(call -> call.cancel(true));
            List.copyOf(streams).forEach(LiveBody::close);
            List.copyOf(pools.values()).forEach(Pool::close);
        });
    }
}
