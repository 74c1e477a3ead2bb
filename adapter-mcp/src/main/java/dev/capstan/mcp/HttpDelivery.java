package dev.capstan.mcp;

import dev.capstan.http.CallerWatch;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A message that came by HTTP. The answer is one JSON document, or a stream of events once something is sent before the
 * reply. What it writes it writes on the exchange's I/O thread, one after the other.
 */
final class HttpDelivery implements Delivery {
    private static final HttpString SESSION = new HttpString("Mcp-Session-Id");

    private final HttpServerExchange exchange;
    private final Entrance.Admission.In in;
    private final Supplier<Optional<McpEndpoint>> current;
    private final MediaTypes.Accepted accepted;

    /** Whether something is, or will be, written before the reply. */
    private volatile boolean hasSent;

    // On the I/O thread only.
    private @Nullable SseStream stream;
    private Runnable gone = () -> {};
    private boolean isOver;

    /** @param current what is offered there now */
    HttpDelivery(HttpServerExchange exchange, Entrance.Admission.In in, Supplier<Optional<McpEndpoint>> current) {
        this.exchange = exchange;
        this.in = in;
        this.current = current;
        this.accepted = MediaTypes.accepted(header(Headers.ACCEPT_STRING).orElse(""));
    }

    /** Whether the client takes any answer that can be given. */
    boolean canAnswer() {
        return accepted.json() || accepted.stream();
    }

    @Override
    public McpEndpoint endpoint() {
        return in.endpoint();
    }

    @Override
    public String place() {
        return exchange.getRequestPath();
    }

    @Override
    public Optional<String> header(String name) {
        var lines = exchange.getRequestHeaders().get(name);
        // Of several lines others may take another one; together they are none that is right.
        return lines == null
                ? Optional.empty()
                : Optional.of(lines.size() == 1 ? lines.getFirst() : String.join(", ", lines));
    }

    @Override
    public boolean hasHeaders() {
        return true;
    }

    @Override
    public boolean canStream() {
        return accepted.stream();
    }

    @Override
    public Optional<Session> connection() {
        return Optional.empty();
    }

    @Override
    public String principal() {
        return in.principal().get();
    }

    @Override
    public Optional<McpEndpoint> current() {
        return current.get();
    }

    @Override
    public void send(byte[] message) {
        hasSent = true;
        exchange.getIoThread().execute(() -> {
            if (!isOver) {
                stream().send(message);
            }
        });
    }

    /** Opens the stream before there is anything to send. */
    void open() {
        hasSent = true;
        exchange.getIoThread().execute(() -> {
            if (!isOver) {
                stream();
            }
        });
    }

    private SseStream stream() {
        var opened = stream;
        if (opened == null) {
            CallerWatch.beginStream(exchange, gone);
            opened = SseStream.open(exchange);
            stream = opened;
        }
        return opened;
    }

    /** Sends the reply, after which nothing follows. */
    void finish(Reply reply) {
        if (!hasSent && exchange.isInIoThread()) {
            end(reply);
        } else {
            exchange.getIoThread().execute(() -> end(reply));
        }
    }

    private void end(Reply reply) {
        if (!isOver) {
            write(reply);
            isOver = true;
        }
    }

    /** What is to happen when the caller goes away while a stream is open. Set on the I/O thread. */
    void onGone(Runnable action) {
        gone = action;
    }

    /** Nobody is there any more to be told anything. */
    void giveUp() {
        isOver = true;
    }

    private void write(Reply reply) {
        var body = reply.body();
        if (stream == null) {
            reply.session().ifPresent(id -> exchange.getResponseHeaders().put(SESSION, id));
        }
        if (stream != null || body.isPresent() && reply.status() == 200 && !accepted.json()) {
            var opened = stream();
            body.ifPresent(opened::send);
            opened.end();
            return;
        }
        exchange.setStatusCode(reply.status());
        if (body.isEmpty()) {
            exchange.endExchange();
            return;
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        if (Gzip.isWorthwhile(body.get(), exchange)) {
            exchange.dispatch(() -> Gzip.send(body.get(), exchange));
        } else {
            exchange.getResponseSender().send(ByteBuffer.wrap(body.get()));
        }
    }
}
