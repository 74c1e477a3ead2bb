package dev.capstan.upstream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes as they come. The memory grows with them; what was announced is believed to a small part only. For one thread at a
 * time. How many there may be is for the one who adds them to say.
 */
public final class Collected {
    /** Nothing, to which nothing is added. */
    public static final Collected NOTHING = new Collected(0);

    private static final int FIRST = 1024;

    /** More than that is not believed before it is there. */
    private static final int MOST_BELIEVED = 64 * 1024;

    private byte[] bytes;
    private int size;

    private Collected(int capacity) {
        bytes = new byte[capacity];
    }

    /** @param length how many are to come; -1 when that is not known */
    public static Collected upTo(long length) {
        return new Collected(length < 0 ? FIRST : (int) Math.min(length, MOST_BELIEVED));
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** Takes what remains in the buffer. */
    public void add(ByteBuffer more) {
        var count = more.remaining();
        if (count > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, 2 * size));
        }
        more.get(bytes, size, count);
        size += count;
    }

    /** All of them; nothing is added any more. */
    public byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }
}
