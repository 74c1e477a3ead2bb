package dev.capstan.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import tools.jackson.databind.JsonNode;

/** Reads the primitive types of Avro's binary encoding. Every length is held against what is there. */
final class AvroInput {
    private static final int MAX_VARINT = 10;

    private final ByteBuffer bytes;
    private final ValueCount count;

    AvroInput(byte[] bytes, ValueCount count) {
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.count = count;
    }

    JsonNode value(AvroType type) throws Unreadable {
        count.add(1);
        count.enter();
        var value = type.read(this);
        count.leave();
        return value;
    }

    /** A variable-length zig-zag number of up to 64 bits. */
    long number() throws Unreadable {
        var value = 0L;
        for (var i = 0; i < MAX_VARINT; i++) {
            var next = next();
            value |= (long) (next & 0x7F) << (7 * i);
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw wrong("a number is longer than 64 bits");
    }

    int smallNumber() throws Unreadable {
        var number = number();
        if (number != (int) number) {
            throw wrong("a number is longer than 32 bits");
        }
        return (int) number;
    }

    /** The position in a list of this many. */
    int choice(int choices) throws Unreadable {
        var choice = number();
        if (choice < 0 || choice >= choices) {
            throw wrong("a choice is not one of those in the schema");
        }
        return (int) choice;
    }

    /** How many items the next block of a list or map has; 0 after the last. The length of a block is of no use here. */
    long block() throws Unreadable {
        var items = number();
        if (items >= 0) {
            return items;
        }
        number();
        return items == Long.MIN_VALUE ? Long.MAX_VALUE : -items;
    }

    private byte next() throws Unreadable {
        require(1);
        return bytes.get();
    }

    boolean truth() throws Unreadable {
        var letter = next();
        if (letter != 0 && letter != 1) {
            throw wrong("a boolean is neither 0 nor 1");
        }
        return letter == 1;
    }

    float singleFloat() throws Unreadable {
        require(Float.BYTES);
        return bytes.getFloat();
    }

    double doubleFloat() throws Unreadable {
        require(Double.BYTES);
        return bytes.getDouble();
    }

    byte[] bytes() throws Unreadable {
        return bytes(number());
    }

    byte[] bytes(long length) throws Unreadable {
        require(length);
        var part = new byte[(int) length];
        bytes.get(part);
        return part;
    }

    String text() throws Unreadable {
        var length = number();
        require(length);
        var part = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return AnswerText.decode(part, UTF_8);
    }

    boolean hasMore() {
        return bytes.hasRemaining();
    }

    void requireEnd() throws Unreadable {
        if (bytes.hasRemaining()) {
            throw wrong("there is more after the value");
        }
    }

    Unreadable wrong(String why) {
        return new Unreadable(why + ", at byte " + bytes.position());
    }

    private void require(long length) throws Unreadable {
        if (length < 0) {
            throw wrong("a length is negative");
        }
        if (length > bytes.remaining()) {
            throw wrong("it ends in the middle of a value");
        }
    }
}
