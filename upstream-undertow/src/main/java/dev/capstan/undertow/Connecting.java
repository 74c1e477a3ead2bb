package dev.capstan.undertow;

import dev.capstan.failure.FailureException;
import dev.capstan.upstream.UpstreamFaults;
import io.undertow.client.ClientConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xnio.IoFuture;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.ssl.SslConnection;

/** A connection in the making: the name is looked up, its addresses are tried in turn, and TLS is agreed on. */
final class Connecting implements Connector.Opening {
    private final Pool pool;
    private final long began = System.nanoTime();
    private Iterator<InetAddress> addresses = List.<InetAddress>of().iterator();
    private @Nullable IoFuture<? extends StreamConnection> underWay;
    private @Nullable SocketSource socket;
    private @Nullable StreamConnection wire;
    private @Nullable HeadGuard guard;
    private boolean isOver;

    Connecting(Pool pool) {
        this.pool = pool;
    }

    boolean isOlder(Duration age, long now) {
        return Lane.isOlder(began, age, now);
    }

    void begin() {
        var host = pool.origin().host();
        if (Names.isAddress(host)) {
            prepare(Names.addresses(host));
        } else {
            pool.lane()
                    .lookups()
                    .of(host)
                    .whenComplete(
                            (found, fault) -> pool.lane().runToEnd(() -> prepare(found == null ? List.of() : found)));
        }
    }

    private void prepare(List<InetAddress> found) {
        if (pool.origin().isTls()) {
            pool.lane().lookups().beside().execute(() -> readKeys(found));
        } else {
            found(found);
        }
    }

    /** Beside the event loop, since it may take a while. */
    private void readKeys(List<InetAddress> found) {
        try {
            pool.lane().tls().context();
            pool.lane().runToEnd(() -> found(found));
        } catch (FailureException e) {
            pool.lane().runToEnd(() -> fail(e));
        }
    }

    private void found(List<InetAddress> found) {
        if (found.isEmpty()) {
            fail(UpstreamFaults.hostUnknown(pool.origin()));
            return;
        }
        addresses = found.iterator();
        tryNext();
    }

    private void tryNext() {
        if (!isOver) {
            pool.lane().connector().open(pool.origin(), addresses.next(), this);
        }
    }

    @Override
    public void began(IoFuture<? extends StreamConnection> connecting) {
        underWay = connecting;
    }

    @Override
    public void reached(StreamConnection raw) {
        socket = SocketSource.of(raw);
    }

    @Override
    public void opened(StreamConnection made) {
        wire = made;
        guard = HeadGuard.of(made);
    }

    @Override
    public void completed(ClientConnection made) {
        if (isOver || socket == null || wire == null || guard == null) {
            IoUtils.safeClose(made);
            return;
        }
        var connection = new Connection(pool, made, wire, socket, guard);
        if (wire instanceof SslConnection tls) {
            // Undertow's client does not wait for it.
            made.addCloseListener(closed -> failTls());
            // Up to TLS 1.2 it is agreed on inside of a read, in which nothing else can be read.
            tls.getHandshakeSetter().set(agreed -> pool.lane().runAfter(0, () -> done(connection)));
        } else {
            done(connection);
        }
    }

    private void done(Connection connection) {
        if (!isOver) {
            isOver = true;
            pool.connected(this, connection);
        }
    }

    private void failTls() {
        var origin = pool.origin();
        fail(UpstreamFaults.noTls(origin, pool.lane().tls().refusal(origin.host(), origin.effectivePort())));
    }

    @Override
    public void failed(IOException fault) {
        if (addresses.hasNext()) {
            tryNext();
        } else {
            fail(UpstreamFaults.refused(pool.origin()));
        }
    }

    private void fail(FailureException fault) {
        if (!isOver) {
            giveUp();
            pool.failed(this, fault);
        }
    }

    /** Nobody wants it any more. */
    void giveUp() {
        isOver = true;
        if (underWay != null) {
            underWay.cancel();
        }
        IoUtils.safeClose(wire);
    }
}
