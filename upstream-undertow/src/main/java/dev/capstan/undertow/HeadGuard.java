package dev.capstan.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Looks at what an upstream sends before the head of its answer is complete. Undertow's client reads on for as long as
 * there is something, so a head without an end would hold the I/O thread and fill the memory; and it takes interim answers
 * for the answer (RFC 9110, section 15.2), so they are left out here.
 */
final class HeadGuard extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private static final long MAX_BYTES = 256 * 1024;

    /** Where the status is in {@code HTTP/1.1 103}. */
    private static final int STATUS = 9;

    /** So much of a head tells whether it is an interim answer's. */
    private static final int TELLING = STATUS + 3;

    private static final byte[] END = {'\r', '\n', '\r', '\n'};

    /** What came of a head that does not tell yet. */
    private final byte[] early = new byte[TELLING];

    private int held;

    private long count;
    private boolean isInHead;
    private boolean isAtStart;

    /** How much of the end of an interim answer was seen; -1 outside of one. */
    private int ended = -1;

    private HeadGuard(StreamSourceConduit next) {
        super(next);
    }

    /** Put below everything that reads from the connection. */
    static HeadGuard of(StreamConnection wire) {
        var source = wire.getSourceChannel();
        var guard = new HeadGuard(source.getConduit());
        source.setConduit(guard);
        return guard;
    }

    /** A request is sent. */
    void begin() {
        count = 0;
        held = 0;
        isInHead = true;
        isAtStart = true;
    }

    /** The head is complete. */
    void end() {
        isInHead = false;
    }

    /** Whether anything has come of the head. */
    boolean hasRead() {
        return count > 0;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!isInHead) {
            return next.read(into);
        }
        var start = into.position();
        into.put(early, 0, held);
        var read = next.read(into);
        if (read < 0 && held > 0) {
            // No more comes, so it is what it is.
            var all = held;
            held = 0;
            return all;
        }
        if (read <= 0) {
            into.position(start);
            return read;
        }
        held = 0;
        count += read;
        if (count > MAX_BYTES) {
            throw new IOException("The head of an answer is too large");
        }
        leaveOutInterim(into, start);
        return into.position() - start;
    }

    private void leaveOutInterim(ByteBuffer read, int start) {
        var end = read.position();
        var at = start;
        while (at < end && (ended >= 0 || isAtStart && isInterim(read, at, end))) {
            ended = Math.max(ended, 0);
            while (at < end && ended < END.length) {
                var octet = read.get(at++);
                ended = octet == END[ended] ? ended + 1 : octet == END[0] ? 1 : 0;
            }
            if (ended == END.length) {
                ended = -1;
            }
        }
        if (isAtStart && ended < 0 && end - at < TELLING) {
            held = end - at;
            read.get(at, early, 0, held);
            read.position(start);
            return;
        }
        isAtStart = isAtStart && at == end;
        if (at > start) {
            var left = read.slice(at, end - at);
            read.position(start).put(left);
        }
    }

    /** An upgrade is none: nobody asks for one, so it is an answer that makes no sense. */
    private static boolean isInterim(ByteBuffer read, int at, int end) {
        return end - at >= TELLING
                && read.get(at + STATUS) == '1'
                && !(read.get(at + STATUS + 1) == '0' && read.get(at + STATUS + 2) == '1');
    }
}
