package dev.capstan.cli;

import dev.capstan.http.Abort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.Buffers;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Closes a connection whose other side takes nothing of what is sent. Undertow has an option for that, which does nothing
 * (seen in 2.4.4), and what it would do costs each request two timers; here nothing is timed while writes get on. Used on the
 * connection's I/O thread.
 */
final class StuckWrites extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private final StreamConnection connection;
    private final long patience;
    /** Of the first write in vain; 0 while they get on. */
    private long stuckSince;

    private boolean isTimed;

    private StuckWrites(StreamConnection connection, Duration patience) {
        super(connection.getSinkChannel().getConduit());
        this.connection = connection;
        this.patience = patience.toNanos();
    }

    /**
     * Put beneath everything that writes to the connection.
     *
     * @param patience how long nothing may be taken
     */
    static void limit(StreamConnection connection, Duration patience) {
        connection.getSinkChannel().setConduit(new StuckWrites(connection, patience));
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        return (int) noted(from.hasRemaining(), next.write(from));
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        return noted(Buffers.hasRemaining(from, offset, length), next.write(from, offset, length));
    }

    @Override
    public int writeFinal(ByteBuffer from) throws IOException {
        return (int) noted(from.hasRemaining(), next.writeFinal(from));
    }

    @Override
    public long writeFinal(ByteBuffer[] from, int offset, int length) throws IOException {
        return noted(Buffers.hasRemaining(from, offset, length), next.writeFinal(from, offset, length));
    }

    private long noted(boolean isWanted, long written) {
        if (written > 0) {
            stuckSince = 0;
        } else if (isWanted && stuckSince == 0) {
            stuckSince = Math.max(1, System.nanoTime());
            if (!isTimed) {
                lookAfter(patience);
            }
        }
        return written;
    }

    private void lookAfter(long nanos) {
        try {
            connection.getIoThread().executeAfter(this::look, nanos, TimeUnit.NANOSECONDS);
            isTimed = true;
        } catch (RejectedExecutionException e) {
            // The thread ends, and its connections with it.
        }
    }

    private void look() {
        isTimed = false;
        if (stuckSince != 0 && connection.isOpen()) {
            var left = patience - (System.nanoTime() - stuckSince);
            if (left <= 0) {
                // What is in the system's buffers would wait for the other side as well.
                Abort.of(connection);
            } else {
                lookAfter(left);
            }
        }
    }
}
