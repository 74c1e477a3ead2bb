package dev.capstan.undertow;

import dev.capstan.failure.FailureException;
import dev.capstan.upstream.BodyStream;
import dev.capstan.upstream.Collected;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.Origin;
import dev.capstan.upstream.RequestBody;
import dev.capstan.upstream.UpstreamFaults;
import dev.capstan.upstream.UpstreamRequest;
import dev.capstan.upstream.UpstreamResponse;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * One call on one connection: sends the request, reads the answer, and sees to what becomes of the connection. Used on the
 * connection's I/O thread. Undertow calls back in the middle of its own work, so whatever ends it ends it once.
 */
final class Exchange {
    /**
     * How long a body of unknown length may be silent before it is a stream. Most are short, and one that is held until its
     * end can still become an error when it breaks off.
     */
    private static final long HELD_MILLIS = 50;

    /**
     * How much of a body may go out together with the head. When only a part of the two does, Undertow loses count of the
     * body, and closes the connection for writing at its end; so little goes out whole or not at all.
     */
    private static final int WITH_HEAD = 4 * 1024;

    private static final Framing NONE = new Framing(0, false, false);

    private final Call call;
    private final Connection connection;
    private @Nullable ClientExchange client;
    private @Nullable StreamSourceChannel source;
    private Framing framing = NONE;
    private Collected body = Collected.NOTHING;
    private boolean isInBody;
    private boolean isOfEvents;
    private boolean isHeld;
    private boolean isOver;

    Exchange(Call call, Connection connection) {
        this.call = call;
        this.connection = connection;
    }

    // --- the request ---

    void begin(ClientConnection undertow) {
        undertow.sendRequest(request(call.request(), lane()), orBroken(this::sent));
    }

    private void sent(ClientExchange ready) {
        client = ready;
        ready.setResponseListener(orBroken(this::answered));
        call.request().body().ifPresent(bytes -> write(bytes, ready.getRequestChannel()));
    }

    private static ClientRequest request(UpstreamRequest request, Lane lane) {
        var made = new ClientRequest()
                .setMethod(Methods.fromString(request.method()))
                .setPath(request.target());
        var headers = made.getRequestHeaders();
        headers.put(Headers.HOST, request.origin().authority());
        for (var header : request.headers()) {
            headers.add(lane.name(header.name()), header.value());
        }
        var length = request.body().map(RequestBody::length).orElse(0);
        if (length > 0 || !request.method().equals("GET") && !request.method().equals("HEAD")) {
            headers.put(Headers.CONTENT_LENGTH, length);
        }
        return made;
    }

    private void write(RequestBody bytes, StreamSinkChannel sink) {
        if (bytes.length() > 0) {
            var left = ByteBuffer.wrap(bytes.source(), bytes.from(), bytes.length());
            sink.getWriteSetter().set(channel -> write(left, sink));
            write(left, sink);
        }
    }

    /** Where it cannot be written, the upstream may have answered already; what it reads tells. */
    private void write(ByteBuffer left, StreamSinkChannel sink) {
        try {
            if (left.remaining() > WITH_HEAD && !sink.flush()) {
                sink.resumeWrites();
                return;
            }
            while (left.hasRemaining()) {
                if (sink.write(left) == 0) {
                    sink.resumeWrites();
                    return;
                }
            }
            sink.shutdownWrites();
            if (sink.flush()) {
                sink.suspendWrites();
            } else {
                sink.resumeWrites();
            }
        } catch (IOException e) {
            sink.suspendWrites();
        }
    }

    // --- the answer ---

    private void answered(ClientExchange ready) {
        connection.guard().end();
        var response = ready.getResponse();
        connection.heard(response);
        @Nullable Framing found = Framing.of(call.request().method(), response);
        if (found == null) {
            fail(UpstreamFaults.notHttp(origin()));
            return;
        }
        isInBody = true;
        isOfEvents = BodyStream.isOfEvents(
                Optional.ofNullable(response.getResponseHeaders().getFirst(Headers.CONTENT_TYPE)));
        framing = found;
        if (found.length() == 0 && !found.isReusable()) {
            complete();
            return;
        }
        if (found.isChunked()) {
            connection.readChunks();
        }
        source = ready.getResponseChannel();
        if (found.length() > BodyStream.SMALL && mayStream()) {
            stream();
        } else if (found.length() > maxBytes()) {
            fail(UpstreamFaults.tooLarge(origin(), maxBytes()));
        } else {
            body = Collected.upTo(found.length());
            read(source);
        }
    }

    private boolean mayStream() {
        return call.mayStream() && client != null && client.getResponse().getResponseCode() < 400;
    }

    private void read(StreamSourceChannel channel) {
        if (isSettled()) {
            return;
        }
        try (var pooled = lane().buffers().allocate()) {
            var buffer = pooled.getBuffer();
            var count = channel.read(buffer);
            while (count > 0) {
                body.add(buffer.flip());
                if (body.size() > BodyStream.SMALL && mayStream()) {
                    stream();
                    return;
                }
                if (body.size() > maxBytes()) {
                    fail(UpstreamFaults.tooLarge(origin(), maxBytes()));
                    return;
                }
                count = channel.read(buffer.clear());
            }
            if (count < 0) {
                complete();
            } else if (framing.length() < 0 && mayStream() && isOfEvents) {
                stream();
            } else {
                await(channel);
            }
        } catch (IOException e) {
            broken();
        }
    }

    private void await(StreamSourceChannel channel) {
        channel.getReadSetter().set(readable -> read(channel));
        channel.resumeReads();
        if (framing.length() < 0 && mayStream() && !isHeld) {
            isHeld = true;
            lane().runAfter(HELD_MILLIS, this::letGo);
        }
    }

    private void letGo() {
        if (!isSettled()) {
            stream();
        }
    }

    /** What comes is for another one to read, or for nobody. */
    private boolean isSettled() {
        return isOver || call.isDone();
    }

    private void complete() {
        var answer = response(body.bytes(), Optional.empty());
        done();
        call.answer(answer);
    }

    /** What was read so far is the beginning of the stream, and nobody else reads the rest. */
    private void stream() {
        if (source != null) {
            source.suspendReads();
            var stream = new LiveBody(this, source, body.bytes(), framing.length());
            lane().begin(stream);
            if (!call.answer(response(new byte[0], Optional.of(stream)))) {
                stream.close();
            }
        }
    }

    private UpstreamResponse response(byte[] bytes, Optional<BodyStream> stream) {
        if (client == null) {
            throw new IllegalStateException("an answer before the request");
        }
        var response = client.getResponse();
        return new UpstreamResponse(response.getResponseCode(), headers(response.getResponseHeaders()), bytes, stream);
    }

    private static List<Header> headers(HeaderMap map) {
        var headers = new ArrayList<Header>(map.size());
        for (var values : map) {
            for (var value : values) {
                headers.add(new Header(values.getHeaderName().toString(), value));
            }
        }
        return headers;
    }

    // --- the end ---

    private ClientCallback<ClientExchange> orBroken(Consumer<ClientExchange> next) {
        return new ClientCallback<>() {
            @Override
            public void completed(ClientExchange ready) {
                next.accept(ready);
            }

            @Override
            public void failed(IOException fault) {
                broken();
            }
        };
    }

    /** The body is over. Before the request is, too, the connection cannot be used again. */
    void done() {
        if (!isOver) {
            isOver = true;
            var isSent = client != null && !client.getRequestChannel().isOpen();
            connection.done(isSent && framing.isReusable());
        }
    }

    /** Nobody waits for it any more. */
    void abort() {
        isOver = true;
        connection.close();
    }

    /** The connection is over, or what came by it makes no sense. */
    private void broken() {
        if (isOver) {
            return;
        }
        var isSilent = !connection.guard().hasRead();
        abort();
        if (isInBody) {
            call.fail(UpstreamFaults.brokeOffInside(origin()));
        } else if (!isSilent) {
            call.fail(UpstreamFaults.notHttp(origin()));
        } else if (connection.isUsed() && call.repeats()) {
            connection.pool().repeat(call);
        } else {
            call.fail(UpstreamFaults.brokeOff(origin()));
        }
    }

    private void fail(FailureException fault) {
        abort();
        call.fail(fault);
    }

    Lane lane() {
        return connection.pool().lane();
    }

    private Origin origin() {
        return call.request().origin();
    }

    private int maxBytes() {
        return lane().limits().maxResponseBytes();
    }
}
