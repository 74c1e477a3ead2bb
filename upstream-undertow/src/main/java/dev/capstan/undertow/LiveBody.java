package dev.capstan.undertow;

import dev.capstan.upstream.BodyStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.xnio.channels.StreamSourceChannel;

/** A body that is read from its connection as its reader asks. Used on the connection's I/O thread. */
final class LiveBody implements BodyStream {
    private final Exchange exchange;
    private final StreamSourceChannel source;
    private final ByteBuffer beginning;
    private final long length;
    private long progressed = System.nanoTime();
    private Runnable listener = () -> {};
    private boolean isAwaited;
    private boolean isOver;
    private boolean isLate;

    /** @param beginning what was read already */
    LiveBody(Exchange exchange, StreamSourceChannel source, byte[] beginning, long length) {
        this.exchange = exchange;
        this.source = source;
        this.beginning = ByteBuffer.wrap(beginning);
        this.length = length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (beginning.hasRemaining()) {
            return BodyStream.move(beginning, into);
        }
        if (isLate) {
            throw new IOException("The upstream is silent");
        }
        if (isOver) {
            return -1;
        }
        try {
            var count = source.read(into);
            if (count < 0) {
                end();
                exchange.done();
            }
            return count;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void whenReadable(Runnable next) {
        listener = next;
        isAwaited = true;
        progressed = System.nanoTime();
        source.getReadSetter().set(readable -> tell());
        source.resumeReads();
    }

    private void tell() {
        if (isAwaited) {
            isAwaited = false;
            source.suspendReads();
            listener.run();
        }
    }

    /** Gives the upstream up where it is waited for and has been silent for that time. */
    void requireProgress(Duration patience, long now) {
        if (isAwaited && Lane.isOlder(progressed, patience, now)) {
            isLate = true;
            close();
            isAwaited = false;
            listener.run();
        }
    }

    private void end() {
        isOver = true;
        exchange.lane().ended(this);
    }

    @Override
    public void close() {
        if (!isOver) {
            end();
            exchange.abort();
        }
    }
}
