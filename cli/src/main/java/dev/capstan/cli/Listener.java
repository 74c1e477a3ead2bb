package dev.capstan.cli;

import dev.capstan.exposure.Endpoint;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xnio.XnioWorker;

/** One port that accepts connections. What it serves can be replaced at any time. Thread-safe. */
final class Listener implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    /** Adapters have their own limits below this one; it also bounds what is read and thrown away after a refusal. */
    private static final long MAX_ENTITY_BYTES = 16 * 1024 * 1024;

    private final Undertow undertow;
    private final GracefulShutdownHandler root;
    private volatile HttpHandler handler;

    /**
     * Starts to accept connections.
     *
     * @param patience how long a connection may be silent
     * @throws UsageFault when the port cannot be had
     */
    Listener(Endpoint endpoint, HttpHandler handler, XnioWorker worker, ByteBufferPool buffers, Duration patience) {
        this.handler = handler;
        // Who expects 100-continue gets it when an adapter begins to read, so not when it refuses by the length alone.
        this.root = new GracefulShutdownHandler(
                new HttpContinueReadHandler(exchange -> this.handler.handleRequest(exchange)));
        this.undertow = Undertow.builder()
                .setWorker(worker)
                .addHttpListener(endpoint.port(), endpoint.address())
                .setByteBufferPool(buffers)
                // Values are decoded once, by the adapters; what a client forgot to encode is taken as it is.
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, false)
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_ENTITY_BYTES)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 30_000)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000)
                .setServerOption(UndertowOptions.IDLE_TIMEOUT, (int) patience.toMillis())
                .setHandler(new DateHeader(new RequestFraming(root)))
                .build();
        try {
            undertow.start();
        } catch (RuntimeException e) {
            throw new UsageFault("cannot listen on " + endpoint
                    + ": the port is taken, or the address is not one of this machine; choose another with --rest-port,"
                    + " --mcp-port, --control-port or --address");
        }
    }

    /** Serves something else from now on; requests under way are not touched. */
    void serve(HttpHandler handler) {
        this.handler = handler;
    }

    /** The port it really has. */
    int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
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
        undertow.stop();
    }
}
