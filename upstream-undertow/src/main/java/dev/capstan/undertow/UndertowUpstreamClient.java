package dev.capstan.undertow;

import dev.capstan.upstream.Origin;
import dev.capstan.upstream.UpstreamClient;
import dev.capstan.upstream.UpstreamLimits;
import dev.capstan.upstream.UpstreamRequest;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.upstream.UpstreamTls;
import io.undertow.connector.ByteBufferPool;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

/**
 * The upstream client on Undertow's, HTTP/1.1. A call that begins on an I/O thread of the worker stays there from its
 * first byte to its last: nothing is handed over, and each thread has its own connections, so nothing is locked. What
 * Undertow's client leaves out is here: limits of connections, waiting for one, looking up names beside the event loop,
 * deadlines, a second try on a connection that turned out to be over, and a strict look at how an answer is framed.
 */
public final class UndertowUpstreamClient implements UpstreamClient {
    private final XnioWorker worker;
    private final UpstreamLimits limits;
    private final ByteBufferPool buffers;
    private final UpstreamTls tls;
    private final UpstreamClient other;
    private final Lookups lookups;

    private final Map<XnioIoThread, OfLane> lanes = new ConcurrentHashMap<>();
    private final Map<Origin, Boolean> proxied = new ConcurrentHashMap<>();

    /**
     * @param worker whose I/O threads carry the calls
     * @param buffers to read into; those of the listeners serve well
     * @param other for messages that are no part of a call, and for origins that a proxy leads to; closed with this one
     */
    public UndertowUpstreamClient(
            XnioWorker worker, ByteBufferPool buffers, UpstreamLimits limits, UpstreamTls tls, UpstreamClient other) {
        this.worker = worker;
        this.limits = limits;
        this.buffers = buffers;
        this.tls = tls;
        this.other = other;
        this.lookups = new Lookups(worker);
    }

    @Override
    public CompletableFuture<UpstreamResponse> send(UpstreamRequest request) {
        return here().send(request);
    }

    @Override
    public CompletableFuture<UpstreamResponse> open(UpstreamRequest request) {
        return here().open(request);
    }

    @Override
    public UpstreamClient unwatched() {
        return other;
    }

    /** That of the thread that calls; calls from elsewhere go to any. */
    @Override
    public UpstreamClient here() {
        @Nullable XnioIoThread current = XnioIoThread.currentThread();
        var thread = current != null && current.getWorker() == worker ? current : worker.getIoThread();
        @Nullable OfLane known = lanes.get(thread);
        return known != null
                ? known
                : lanes.computeIfAbsent(thread, its -> new OfLane(new Lane(its, limits, buffers, tls, lookups)));
    }

    /** For the calls of one thread. */
    private final class OfLane implements UpstreamClient {
        private final Lane lane;

        OfLane(Lane lane) {
            this.lane = lane;
        }

        @Override
        public CompletableFuture<UpstreamResponse> send(UpstreamRequest request) {
            return hasProxy(request.origin()) ? other.send(request) : begun(request, false, lane);
        }

        @Override
        public CompletableFuture<UpstreamResponse> open(UpstreamRequest request) {
            return hasProxy(request.origin()) ? other.open(request) : begun(request, true, lane);
        }

        @Override
        public UpstreamClient unwatched() {
            return other;
        }

        /** The client belongs to all calls. */
        @Override
        public void close() {}
    }

    private static Call begun(UpstreamRequest request, boolean mayStream, Lane lane) {
        var call = new Call(request, mayStream, lane);
        lane.run(() -> lane.begin(call));
        return call;
    }

    /** Whether the JDK's proxy settings ({@code http.proxyHost} and others) name one for that origin. */
    private boolean hasProxy(Origin origin) {
        @Nullable Boolean known = proxied.get(origin);
        return known != null ? known : proxied.computeIfAbsent(origin, UndertowUpstreamClient::looksForProxy);
    }

    private static boolean looksForProxy(Origin origin) {
        @Nullable ProxySelector selector = ProxySelector.getDefault();
        return selector != null
                && selector.select(URI.create(origin.toString())).stream()
                        .anyMatch(proxy -> proxy.type() != java.net.Proxy.Type.DIRECT);
    }

    @Override
    public void close() {
        lanes.values().forEach(it -> it.lane.close());
        other.close();
    }
}
