package dev.capstan.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The body of an answer that is still arriving. Belongs to one reader, who closes it. Nothing of it is read before the
 * reader asks, so a slow reader slows the upstream down. Where it comes by an event loop, its reader is on that thread.
 */
public interface BodyStream extends AutoCloseable {
    /** The media type of server-sent events. */
    String EVENTS = "text/event-stream";

    /** Up to here a body comes whole although it may be a stream: following one costs more. In bytes. */
    int SMALL = 16 * 1024;

    /** Moves as many bytes as there are and as there is room for, and says how many. */
    static int move(ByteBuffer from, ByteBuffer into) {
        var count = Math.min(into.remaining(), from.remaining());
        into.put(from.slice().limit(count));
        from.position(from.position() + count);
        return count;
    }

    /** Whether a body of that media type is read as it comes: a stream of server-sent events (HTML, section 9.2). */
    static boolean isOfEvents(Optional<String> mediaType) {
        return mediaType
                .filter(type -> type.regionMatches(true, 0, EVENTS, 0, EVENTS.length()))
                .isPresent();
    }

    /** How many bytes there will be; -1 when that is not known. */
    long length();

    /**
     * Reads what is there.
     *
     * @return how many bytes were read; 0 when there are none now; -1 at the end
     * @throws IOException when the upstream broke off, or was silent for too long
     */
    int read(ByteBuffer into) throws IOException;

    /** After a read of nothing: runs the listener once, when there is something to read, or the upstream broke off. */
    void whenReadable(Runnable listener);

    /** Gives up what was not read. Closing it again, or after the end, does nothing. */
    @Override
    void close();
}
