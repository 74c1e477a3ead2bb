package dev.capstan.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads Protobuf's wire format (Protocol Buffers, "Encoding"). Every length is held against what is there. */
final class ProtoInput {
    static final int VARINT = 0;
    static final int EIGHT_BYTES = 1;
    static final int LENGTH = 2;
    static final int GROUP = 3;
    static final int END_GROUP = 4;
    static final int FOUR_BYTES = 5;

    private static final int MAX_VARINT = 10;

    private final ByteBuffer bytes;
    private final ValueCount count;

    ProtoInput(byte[] bytes, ValueCount count) {
        this(ByteBuffer.wrap(bytes), count);
    }

    private ProtoInput(ByteBuffer bytes, ValueCount count) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.count = count;
    }

    ValueCount count() {
        return count;
    }

    boolean hasMore() {
        return bytes.hasRemaining();
    }

    long varint() throws Unreadable {
        var value = 0L;
        for (var i = 0; i < MAX_VARINT; i++) {
            require(1);
            var next = bytes.get();
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw wrong("a number is longer than 64 bits");
    }

    /** The number and wire type of the next field: {@code number << 3 | type}. */
    int tag() throws Unreadable {
        var tag = varint();
        if (tag != (int) tag && tag >>> 32 != 0 || (int) tag >>> 3 == 0) {
            throw wrong("there is no field with such a number");
        }
        return (int) tag;
    }

    int fourBytes() throws Unreadable {
        require(Integer.BYTES);
        return bytes.getInt();
    }

    long eightBytes() throws Unreadable {
        require(Long.BYTES);
        return bytes.getLong();
    }

    String text() throws Unreadable {
        return AnswerText.decode(part(), UTF_8);
    }

    byte[] bytes() throws Unreadable {
        var part = part();
        var copy = new byte[part.remaining()];
        part.get(copy);
        return copy;
    }

    /** What comes next, with its length before it, to be read by itself. */
    ProtoInput inner() throws Unreadable {
        return new ProtoInput(part(), count);
    }

    private ByteBuffer part() throws Unreadable {
        var length = varint();
        require(length);
        var part = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return part;
    }

    /** Leaves out a field that the schema does not know. */
    void skip(int tag) throws Unreadable {
        switch (tag & 7) {
            case VARINT -> varint();
            case EIGHT_BYTES -> eightBytes();
            case LENGTH -> part();
            case GROUP -> skipGroup(tag);
            case FOUR_BYTES -> fourBytes();
            default -> throw wrong("a field has a wire type that does not exist");
        }
    }

    private void skipGroup(int tag) throws Unreadable {
        count.enter();
        for (var inner = tag(); inner != (tag & ~7 | END_GROUP); inner = tag()) {
            skip(inner);
        }
        count.leave();
    }

    Unreadable wrong(String why) {
        return new Unreadable(why);
    }

    private void require(long length) throws Unreadable {
        if (length < 0 || length > bytes.remaining()) {
            throw wrong("it ends in the middle of a field");
        }
    }
}
