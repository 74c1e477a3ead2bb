package dev.capstan.undertow;

import io.undertow.server.RequestTooBigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ConduitReadableByteChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * A body without the chunks that it comes in (RFC 9112, section 7.1), for requests and answers. Undertow's own reader takes
 * anything for a size and passes over what stands where nothing may; where two programs on the way read differently, a body
 * loses its end, or one message hides in another. Extensions and trailers are read and left out. Used on the connection's I/O
 * thread.
 */
public final class ChunkedSource extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private static final int MAX_DIGITS = 15;

    /** So much may stand between the data of two chunks, or behind the last one. */
    private static final int MAX_FRAMING = 16 * 1024;

    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    private final long maxBytes;
    private final Consumer<ByteBuffer> whenOver;
    private Part part = Part.SIZE;
    /** Of the chunk that is read. */
    private long left;

    private int digits;
    private int framing;
    private long total;

    /** What is read next. */
    private enum Part {
        SIZE,
        AFTER_SIZE,
        EXTENSION,
        END_OF_SIZE,
        DATA,
        AFTER_DATA,
        END_OF_DATA,
        TRAILER,
        TRAILER_NAME,
        TRAILER_VALUE,
        END_OF_TRAILER,
        END,
        OVER,
        BROKEN
    }

    /**
     * Reads a body.
     *
     * @param next brings the chunks
     * @param maxBytes a body that claims more fails with {@link RequestTooBigException}, whose rest is not read
     * @param whenOver told once, before the end is told to who reads; gets what came behind the body, which is good for the
     *     time of the call only
     */
    public ChunkedSource(StreamSourceConduit next, long maxBytes, Consumer<ByteBuffer> whenOver) {
        super(next);
        this.maxBytes = maxBytes;
        this.whenOver = whenOver;
    }

    /** @throws IOException when the body is not framed as it must be, each time that it is asked for more */
    @Override
    public int read(ByteBuffer into) throws IOException {
        var start = into.position();
        while (part != Part.OVER && into.hasRemaining()) {
            require(part != Part.BROKEN);
            var count = next.read(into);
            if (count == 0) {
                return 0;
            }
            require(count > 0);
            var rest = unframe(into, start);
            if (part == Part.OVER) {
                whenOver.accept(rest);
            }
            if (into.position() > start) {
                return into.position() - start;
            }
        }
        return part == Part.OVER ? -1 : 0;
    }

    /** Leaves what is data of what was read, and returns what is behind the body. */
    private ByteBuffer unframe(ByteBuffer read, int start) throws IOException {
        var end = read.position();
        var to = start;
        var at = start;
        while (at < end && part != Part.OVER) {
            if (part == Part.DATA) {
                var count = (int) Math.min(left, end - at);
                read.put(to, read, at, count);
                to += count;
                at += count;
                left -= count;
                part = left == 0 ? Part.AFTER_DATA : Part.DATA;
            } else {
                part = after(read.get(at++));
            }
        }
        read.position(to);
        return read.slice(at, end - at);
    }

    /** What is read after an octet that is no data. */
    private Part after(byte octet) throws IOException {
        require(++framing <= MAX_FRAMING);
        return switch (part) {
            case SIZE -> inSize(octet);
            case AFTER_SIZE -> afterSize(octet);
            case EXTENSION -> inLine(octet, Part.END_OF_SIZE);
            case END_OF_SIZE -> {
                require(octet == '\n');
                yield begin();
            }
            case AFTER_DATA -> {
                require(octet == '\r');
                yield Part.END_OF_DATA;
            }
            case END_OF_DATA -> {
                require(octet == '\n');
                digits = 0;
                framing = 0;
                yield Part.SIZE;
            }
            case TRAILER -> {
                require(octet == '\r' || isToken(octet));
                yield octet == '\r' ? Part.END : Part.TRAILER_NAME;
            }
            case TRAILER_NAME -> {
                require(octet == ':' || isToken(octet));
                yield octet == ':' ? Part.TRAILER_VALUE : Part.TRAILER_NAME;
            }
            case TRAILER_VALUE -> inLine(octet, Part.END_OF_TRAILER);
            case END_OF_TRAILER -> {
                require(octet == '\n');
                yield Part.TRAILER;
            }
            case END -> {
                require(octet == '\n');
                yield Part.OVER;
            }
            case DATA, OVER, BROKEN -> throw new IllegalStateException("not framing");
        };
    }

    private Part inSize(byte octet) throws IOException {
        var digit = Character.digit(octet, 16);
        if (digit >= 0) {
            require(++digits <= MAX_DIGITS);
            left = left << 4 | digit;
            return Part.SIZE;
        }
        require(digits > 0);
        return afterSize(octet);
    }

    private Part afterSize(byte octet) throws IOException {
        return switch (octet) {
            case ' ', '\t' -> Part.AFTER_SIZE;
            case ';' -> Part.EXTENSION;
            default -> {
                require(octet == '\r');
                yield Part.END_OF_SIZE;
            }
        };
    }

    private Part begin() throws IOException {
        if (left == 0) {
            return Part.TRAILER;
        }
        total += left;
        if (total > maxBytes) {
            part = Part.BROKEN;
            throw new RequestTooBigException("A body of more than " + maxBytes + " bytes");
        }
        return Part.DATA;
    }

    private Part inLine(byte octet, Part end) throws IOException {
        require(octet == '\r' || octet == '\t' || octet >= ' ' || octet < 0);
        return octet == '\r' ? end : part;
    }

    private static boolean isToken(byte octet) {
        return octet >= 'a' && octet <= 'z'
                || octet >= 'A' && octet <= 'Z'
                || octet >= '0' && octet <= '9'
                || TOKEN.indexOf(octet) >= 0;
    }

    private void require(boolean isSo) throws IOException {
        if (!isSo) {
            part = Part.BROKEN;
            throw new IOException("A body in chunks is not framed as it must be");
        }
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        for (var i = offset; i < offset + length; i++) {
            if (into[i].hasRemaining()) {
                return read(into[i]);
            }
        }
        return 0;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        return target.transferFrom(new ConduitReadableByteChannel(this), position, count);
    }

    @Override
    public long transferTo(long count, ByteBuffer throughBuffer, StreamSinkChannel target) throws IOException {
        return IoUtils.transfer(new ConduitReadableByteChannel(this), count, throughBuffer, target);
    }

    /** Nobody wants the rest. */
    @Override
    public void terminateReads() throws IOException {
        next.terminateReads();
        if (part != Part.OVER) {
            part = Part.OVER;
            whenOver.accept(ByteBuffer.allocate(0));
        }
    }
}
