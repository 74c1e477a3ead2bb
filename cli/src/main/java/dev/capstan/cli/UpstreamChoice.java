package dev.capstan.cli;

import dev.capstan.undertow.UndertowUpstreamClient;
import dev.capstan.upstream.JdkUpstreamClient;
import dev.capstan.upstream.UpstreamClient;
import dev.capstan.upstream.UpstreamLimits;
import dev.capstan.upstream.UpstreamTls;
import io.undertow.connector.ByteBufferPool;
import org.xnio.XnioWorker;

/** Which client calls the upstreams. */
enum UpstreamChoice {
    /** On the event loop of the caller: several times faster. */
    UNDERTOW,
    /** The JDK's, HTTP/1.1. */
    JDK,
    /** The JDK's, HTTP/2 where an upstream offers it. */
    HTTP2;

    UpstreamClient client(UpstreamLimits limits, XnioWorker worker, ByteBufferPool buffers) {
        var tls = new UpstreamTls();
        return switch (this) {
            case UNDERTOW ->
                new UndertowUpstreamClient(worker, buffers, limits, tls, new JdkUpstreamClient(limits, tls));
            case JDK -> new JdkUpstreamClient(limits, tls);
            case HTTP2 -> JdkUpstreamClient.http2(limits, tls);
        };
    }
}
