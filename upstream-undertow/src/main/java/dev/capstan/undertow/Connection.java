package dev.capstan.undertow;

import io.undertow.client.ClientConnection;
import io.undertow.client.ClientResponse;
import io.undertow.util.Headers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.xnio.Buffers;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.PushBackStreamSourceConduit;

/** One connection to an upstream. It carries one call at a time. */
final class Connection {
    /** Most servers close sooner or later; many say when. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    /** So that a name that leads elsewhere by now is looked up again. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    private static final byte[] NO_CHUNKS = {'0', '\r', '\n', '\r', '\n'};

    private static final String TIMEOUT = "timeout=";

    private final Pool pool;
    private final ClientConnection client;
    private final StreamConnection wire;
    private final SocketSource socket;
    private final HeadGuard guard;
    private final PushBackStreamSourceConduit pushBack;
    private final long began = System.nanoTime();
    private long restsSince = began;
    private Duration idle = IDLE;
    private int calls;

    /** @param wire what is beneath the client's connection, which reads from it by way of what can take octets back */
    Connection(Pool pool, ClientConnection client, StreamConnection wire, SocketSource socket, HeadGuard guard) {
        this.pool = pool;
        this.client = client;
        this.wire = wire;
        this.socket = socket;
        this.guard = guard;
        this.pushBack = (PushBackStreamSourceConduit) wire.getSourceChannel().getConduit();
    }

    Pool pool() {
        return pool;
    }

    /** What is read before the head of the next answer is complete. */
    HeadGuard guard() {
        return guard;
    }

    void whenClosed(Consumer<Connection> listener) {
        client.addCloseListener(closed -> listener.accept(this));
    }

    void carry(Call call) {
        calls++;
        guard.begin();
        var exchange = new Exchange(call, this);
        call.carriedBy(exchange);
        exchange.begin(client);
    }

    /**
     * The body of the answer comes in chunks. They are read in place of Undertow's client, which learns of the end by an
     * empty body that it reads itself.
     */
    void readChunks() {
        var channel = wire.getSourceChannel();
        var undertows = channel.getConduit();
        channel.setConduit(new ChunkedSource(pushBack, Long.MAX_VALUE, rest -> {
            giveBack(rest);
            giveBack(ByteBuffer.wrap(NO_CHUNKS));
            try {
                undertows.read(pool.lane().probe());
            } catch (IOException e) {
                close();
            }
        }));
    }

    private void giveBack(ByteBuffer read) {
        if (read.hasRemaining()) {
            var copy = ByteBuffer.allocate(read.remaining()).put(read).flip();
            pushBack.pushBack(Buffers.pooledWrapper(copy));
        }
    }

    /** Whether it carried a call before the current one. */
    boolean isUsed() {
        return calls > 1;
    }

    /**
     * Whether it is open and nothing has come after the last answer. What came would be taken for the beginning of the next
     * one, which is how one caller gets the answer of another.
     */
    boolean isQuiet() {
        socket.ask();
        try {
            return client.isOpen()
                    && wire.getSourceChannel().getConduit().read(pool.lane().probe()) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The upstream may say for how long it keeps a connection (RFC 2068, section 19.7.1.1). */
    void heard(ClientResponse response) {
        var said = response.getResponseHeaders().getFirst(Headers.KEEP_ALIVE);
        var at = said == null ? -1 : said.indexOf(TIMEOUT);
        if (said != null && at >= 0) {
            var seconds = 0;
            for (var i = at + TIMEOUT.length(); i < said.length() && Character.isDigit(said.charAt(i)); i++) {
                seconds = Math.min(3600, seconds * 10 + said.charAt(i) - '0');
            }
            // A request takes a moment to get there.
            idle = Duration.ofSeconds(Math.max(0, Math.min(IDLE.toSeconds(), seconds - 1)));
        }
    }

    void rest() {
        restsSince = System.nanoTime();
    }

    /** Whether it has rested, or lived, for too long. */
    boolean isExpired(long now) {
        return Lane.isOlder(restsSince, idle, now) || Lane.isOlder(began, LIFE, now);
    }

    /** What it carried is over. */
    void done(boolean isReusable) {
        if (isReusable && client.isOpen() && !Lane.isOlder(began, LIFE, System.nanoTime())) {
            pool.free(this);
        } else {
            close();
        }
    }

    /** At once: the client's own way to close waits for the other side. */
    void close() {
        IoUtils.safeClose(wire);
    }
}
