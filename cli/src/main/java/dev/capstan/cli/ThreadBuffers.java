package dev.capstan.cli;

import io.undertow.connector.ByteBufferPool;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.DefaultByteBufferPool;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Undertow's buffers, some of which each thread keeps for itself. Undertow would do that, too, but its threads find theirs
 * in one map behind one lock, ten times for each request. Thread-safe; a buffer may be closed by any thread, and twice.
 */
final class ThreadBuffers implements ByteBufferPool {
    private static final int OF_A_THREAD = 12;

    private final DefaultByteBufferPool source;
    /** Freed with its thread. */
    private final ThreadLocal<Deque<PooledByteBuffer>> kept = ThreadLocal.withInitial(ArrayDeque::new);

    ThreadBuffers(int bytes) {
        source = new DefaultByteBufferPool(true, bytes, -1, 0);
    }

    @Override
    public PooledByteBuffer allocate() {
        var own = kept.get().pollFirst();
        return new Lent(own == null ? source.allocate() : own);
    }

    private void takeBack(PooledByteBuffer buffer) {
        var own = kept.get();
        if (own.size() < OF_A_THREAD) {
            buffer.getBuffer().clear();
            own.addFirst(buffer);
        } else {
            buffer.close();
        }
    }

    /** Until it is closed; that only the first close gives it back keeps two callers from getting one buffer. */
    private final class Lent implements PooledByteBuffer {
        private final AtomicReference<PooledByteBuffer> buffer;

        Lent(PooledByteBuffer buffer) {
            this.buffer = new AtomicReference<>(buffer);
        }

        @Override
        public ByteBuffer getBuffer() {
            var own = buffer.get();
            if (own == null) {
                throw new IllegalStateException("The buffer is closed");
            }
            return own.getBuffer();
        }

        @Override
        public void close() {
            var own = buffer.getAndSet(null);
            if (own != null) {
                takeBack(own);
            }
        }

        @Override
        public boolean isOpen() {
            return buffer.get() != null;
        }
    }

    @Override
    public ByteBufferPool getArrayBackedPool() {
        return source.getArrayBackedPool();
    }

    @Override
    public int getBufferSize() {
        return source.getBufferSize();
    }

    @Override
    public boolean isDirect() {
        return source.isDirect();
    }

    @Override
    public void close() {
        source.close();
    }
}
