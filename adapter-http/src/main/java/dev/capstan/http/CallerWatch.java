package dev.capstan.http;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Notices that a caller closes its HTTP/1.1 connection, or its half of it, while its call is under way. Undertow reads
 * nothing between a request and the end of its response, so it would not. Belongs to one exchange and its I/O thread.
 */
public final class CallerWatch {
    private final HttpServerConnection connection;
    private final StreamSourceConduit source;
    private final Runnable gone;

    /** Whether the connection ends with the response, so that what follows is of no interest. */
    private final boolean isLast;

    private CallerWatch(HttpServerConnection connection, boolean isLast, Runnable gone) {
        this.connection = connection;
        this.isLast = isLast;
        this.source = connection.getOriginalSourceConduit();
        this.gone = gone;
    }

    /**
     * Begins to watch; the end of the exchange ends it.
     *
     * @param gone is run once, on the I/O thread, when the caller has gone
     */
    public static void begin(HttpServerExchange exchange, Runnable gone) {
        // With a further request on its way already, the caller is there.
        if (exchange.getConnection() instanceof HttpServerConnection connection && connection.getExtraBytes() == null) {
            new CallerWatch(connection, false, gone).begin();
        }
    }

    /**
     * Begins to watch a caller to whom a response is sent that does not end by itself, after which the connection is
     * closed. It also notices that this side has closed the connection.
     *
     * @param gone is run on the I/O thread when the connection is over; perhaps more than once
     */
    public static void beginStream(HttpServerExchange exchange, Runnable gone) {
        exchange.getConnection().addCloseListener(closed -> gone.run());
        if (exchange.getConnection() instanceof HttpServerConnection connection) {
            new CallerWatch(connection, true, gone).begin();
        }
    }

    private void begin() {
        // Undertow sets its own listener again when the exchange ends.
        connection.getChannel().getSourceChannel().setReadListener(channel -> readable());
        source.resumeReads();
    }

    private void readable() {
        var pooled = connection.getByteBufferPool().allocate();
        try {
            if (read(pooled)) {
                return;
            }
        } catch (IOException e) {
            // The connection was reset: the caller has gone, too.
        }
        source.suspendReads();
        pooled.close();
        gone.run();
    }

    /** Whether the caller is still there. What it sent is the beginning of its next request, and is put back. */
    private boolean read(PooledByteBuffer pooled) throws IOException {
        ByteBuffer buffer = pooled.getBuffer();
        var count = source.read(buffer);
        if (count == 0) {
            pooled.close();
        } else if (count > 0 && isLast) {
            pooled.close();
        } else if (count > 0) {
            buffer.flip();
            source.suspendReads();
            connection.ungetRequestBytes(pooled);
        }
        return count >= 0;
    }
}
