package dev.capstan.undertow;

import dev.capstan.upstream.Origin;
import dev.capstan.upstream.UpstreamTls;
import io.undertow.UndertowOptions;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.UndertowClient;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoFuture;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.channels.BoundChannel;
import org.xnio.ssl.SslConnection;

/**
 * Opens connections by Undertow's client on one I/O thread. That client keeps its connections to itself, so what it opens
 * them with is replaced by what shows them before it gets them. Used on that thread only.
 */
final class Connector {
    private final XnioIoThread thread;
    private final ByteBufferPool buffers;
    private final UpstreamTls tls;
    private final Dialer dialer;
    private @Nullable TlsDialer tlsDialer;

    /** Of the connection that the client is asked for right now. */
    private Opening current = Opening.NONE;

    Connector(XnioIoThread thread, ByteBufferPool buffers, UpstreamTls tls) {
        this.thread = thread;
        this.buffers = buffers;
        this.tls = tls;
        this.dialer = new Dialer();
    }

    /** Who is told of a connection in the making. */
    interface Opening extends ClientCallback<ClientConnection> {
        Opening NONE = new Opening() {
            @Override
            public void reached(StreamConnection raw) {}

            @Override
            public void opened(StreamConnection wire) {}

            @Override
            public void began(IoFuture<? extends StreamConnection> underWay) {}

            @Override
            public void completed(ClientConnection connection) {}

            @Override
            public void failed(java.io.IOException fault) {}
        };

        /** What is under way, so that it can be given up. */
        void began(IoFuture<? extends StreamConnection> underWay);

        /** The other side has accepted it; nothing has been read. */
        void reached(StreamConnection raw);

        /** Undertow's client is about to get it; with TLS that is another one than the one that was reached. */
        void opened(StreamConnection wire);
    }

    /** Opens a connection. */
    void open(Origin origin, InetAddress address, Opening opening) {
        if (origin.isTls() && tlsDialer == null) {
            tlsDialer = new TlsDialer();
        }
        current = opening;
        var options = origin.isTls() ? tlsOptions(origin) : OptionMap.create(Options.TCP_NODELAY, true);
        UndertowClient.getInstance().connect(opening, uri(origin, address), dialer, tlsDialer, buffers, options);
    }

    private static OptionMap tlsOptions(Origin origin) {
        var options = OptionMap.builder()
                .set(Options.TCP_NODELAY, true)
                .set(UndertowOptions.ENDPOINT_IDENTIFICATION_ALGORITHM, "HTTPS")
                .set(Options.SSL_PEER_HOST_NAME, origin.host())
                .set(Options.SSL_PEER_PORT, origin.effectivePort());
        if (!Names.isAddress(origin.host())) {
            // RFC 6066, section 3: names only.
            options.set(UndertowOptions.SSL_SNI_HOSTNAME, origin.host());
        }
        return options.getMap();
    }

    /** With the address in place of the name, so that nothing is looked up on the event loop. */
    private static URI uri(Origin origin, InetAddress address) {
        try {
            return new URI(origin.scheme(), null, address.getHostAddress(), origin.effectivePort(), null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("An address that is none", e);
        }
    }

    /** Tells who asks right now, and goes on. */
    private <C extends StreamConnection> ChannelListener<C> telling(
            BiConsumer<Opening, StreamConnection> what, ChannelListener<? super C> then) {
        var opening = current;
        return connection -> {
            what.accept(opening, connection);
            then.handleEvent(connection);
        };
    }

    /** The I/O thread as Undertow's client sees it. It is never started. */
    private final class Dialer extends XnioIoThread {
        Dialer() {
            super(thread.getWorker(), thread.getNumber());
        }

        @Override
        public IoFuture<StreamConnection> openStreamConnection(
                SocketAddress destination, ChannelListener<? super StreamConnection> listener, OptionMap options) {
            var opening = current;
            var future = thread.openStreamConnection(
                    destination, telling(Opening::reached, telling(Opening::opened, listener)), options);
            opening.began(future);
            return future;
        }

        /** Called for TLS. */
        @Override
        public IoFuture<StreamConnection> openStreamConnection(
                SocketAddress bind,
                SocketAddress destination,
                ChannelListener<? super StreamConnection> listener,
                ChannelListener<? super BoundChannel> bindListener,
                OptionMap options) {
            return thread.openStreamConnection(
                    bind, destination, telling(Opening::reached, listener), bindListener, options);
        }

        @Override
        public void execute(Runnable command) {
            thread.execute(command);
        }

        @Override
        public Key executeAfter(Runnable command, long time, TimeUnit unit) {
            return thread.executeAfter(command, time, unit);
        }

        @Override
        public Key executeAtInterval(Runnable command, long time, TimeUnit unit) {
            return thread.executeAtInterval(command, time, unit);
        }
    }

    private final class TlsDialer extends UndertowXnioSsl {
        TlsDialer() {
            super(Xnio.getInstance(), OptionMap.EMPTY, tls.context());
        }

        @Override
        public IoFuture<SslConnection> openSslConnection(
                XnioIoThread double_,
                InetSocketAddress bind,
                InetSocketAddress destination,
                ChannelListener<? super SslConnection> listener,
                ChannelListener<? super BoundChannel> bindListener,
                OptionMap options) {
            var opening = current;
            var future = super.openSslConnection(
                    dialer, bind, destination, telling(Opening::opened, listener), bindListener, options);
            opening.began(future);
            return future;
        }
    }
}
