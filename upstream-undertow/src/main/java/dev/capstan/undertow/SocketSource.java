package dev.capstan.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/**
 * What comes from a socket, without reads in vain. What reads from it, Undertow's client and TLS, reads until nothing
 * comes, and each such read costs as much as one that brings something. A read that left room in its buffer has emptied the
 * socket, and a call that was asked for says nothing of it; when more comes, the event loop calls. Used on the connection's
 * I/O thread.
 */
final class SocketSource extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private boolean isEmpty;

    /** Somebody wants to be called although nothing has come. */
    private boolean isWoken;

    private SocketSource(StreamConnection raw) {
        super(raw.getSourceChannel().getConduit());
        setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(raw.getSourceChannel()));
    }

    /** Put beneath everything that reads from the connection. */
    static SocketSource of(StreamConnection raw) {
        var source = new SocketSource(raw);
        raw.getSourceChannel().setConduit(source);
        return source;
    }

    /** The next read asks the system, whatever is known. */
    void ask() {
        isEmpty = false;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (isEmpty) {
            return 0;
        }
        var read = next.read(into);
        isEmpty = read >= 0 && into.hasRemaining();
        return read;
    }

    @Override
    public void wakeupReads() {
        isWoken = true;
        next.wakeupReads();
    }

    @Override
    public void setReadReadyHandler(ReadReadyHandler handler) {
        next.setReadReadyHandler(new ReadReadyHandler() {
            @Override
            public void readReady() {
                // Nothing was heard of the socket. If there is something, the event loop calls again.
                isEmpty = isWoken;
                isWoken = false;
                handler.readReady();
            }

            @Override
            public void forceTermination() {
                handler.forceTermination();
            }

            @Override
            public void terminated() {
                handler.terminated();
            }
        });
    }
}
