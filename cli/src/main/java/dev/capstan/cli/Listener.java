package dev.capstan.cli;

import dev.capstan.exposure.Endpoint;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** One port that accepts connections. What it serves can be replaced at any time. Thread-safe. */
final class Listener implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    /** Adapters have their own limits below this one; it also bounds what is read and thrown away after a refusal. */
    private static final long MAX_ENTITY_BYTES = 16 * 1024 * 1024;

    private static final OptionMap OPTIONS = OptionMap.builder()
            // Values are decoded once, by the adapters; what a client forgot to encode is taken as it is.
            .set(UndertowOptions.DECODE_URL, false)
            .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
            .set(UndertowOptions.ENABLE_HTTP2, false)
            .set(UndertowOptions.ALWAYS_SET_DATE, false)
            .set(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
            .set(UndertowOptions.MAX_ENTITY_SIZE, MAX_ENTITY_BYTES)
            .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, 30_000)
            .set(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000)
            .getMap();

    private static final OptionMap SOCKET_OPTIONS = OptionMap.builder()
            .set(Options.TCP_NODELAY, true)
            .set(Options.REUSE_ADDRESSES, true)
            .set(Options.BALANCING_TOKENS, 1)
            .set(Options.BALANCING_CONNECTIONS, 2)
            .set(Options.BACKLOG, 1000)
            .getMap();

    private final AcceptingChannel<StreamConnection> accepting;
    private final GracefulShutdownHandler root;
    private volatile HttpHandler handler;

    /**
     * Starts to accept connections.
     *
     * @param patience for callers that take nothing of an answer, or do not end a request that was refused
     * @throws UsageFault when the port cannot be had
     */
    Listener(Endpoint endpoint, HttpHandler handler, XnioWorker worker, ByteBufferPool buffers, Duration patience) {
        this.handler = handler;
        // Who expects 100-continue gets it when an adapter begins to read, so not when it refuses by the length alone.
        this.root = new GracefulShutdownHandler(
                new HttpContinueReadHandler(exchange -> this.handler.handleRequest(exchange)));
        // Undertow's own server would hold answers back where a further request has come, and hides its connections.
        var open = new HttpOpenListener(buffers, OPTIONS);
        open.setRootHandler(new DateHeader(new RequestFraming(new BodyTimeLimit(root, patience))));
        try {
            this.accepting = worker.createStreamConnectionServer(
                    new InetSocketAddress(InetAddress.getByName(endpoint.address()), endpoint.port()),
                    ChannelListeners.openListenerAdapter(connection -> {
                        StuckWrites.limit(connection, patience);
                        open.handleEvent(connection);
                    }),
                    SOCKET_OPTIONS);
        } catch (IOException | RuntimeException e) {
            var isForbidden = String.valueOf(e.getMessage()).contains("ermission denied");
            throw new UsageFault("cannot listen on " + endpoint + ": "
                    + (isForbidden
                            ? "this user may not open ports below 1024"
                            : "the port is taken, or the address is not one of this machine")
                    + "; choose another with --rest-port, --mcp-port, --control-port or --address");
        }
        accepting.resumeAccepts();
    }

    /** Serves something else from now on; requests under way are not touched. */
    void serve(HttpHandler handler) {
        this.handler = handler;
    }

    /** The port it really has. */
    int port() {
        return accepting.getLocalAddress(InetSocketAddress.class).getPort();
    }

    /** Answers new requests with 503 from now on. */
    void refuseNew() {
        root.shutdown();
    }

    /** Waits until the requests under way are done, or the time is over. */
    void awaitDone(Duration time) throws InterruptedException {
        root.awaitShutdown(time.toMillis());
    }

    @Override
    public void close() {
        // To close it again, when its threads have ended, would wait for them for ever.
        if (accepting.isOpen()) {
            IoUtils.safeClose(accepting);
        }
    }
}
