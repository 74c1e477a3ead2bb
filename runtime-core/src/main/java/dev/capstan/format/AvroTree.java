package dev.capstan.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Makes nodes of Avro's values while they are read, so that no more is read than may be. Bytes become base64, a union the
 * value alone. Of the logical types {@code decimal} becomes a number with its digits; the others stay the number or text
 * that they are written as. For one answer.
 */
final class AvroTree implements DatumReader<JsonNode> {
    /** What all texts and bytes may have together; only what is packed can reach it. */
    static final int MAX_BYTES = 64 * 1024 * 1024;

    /** About a thousand digits, as everywhere. */
    private static final int MAX_DECIMAL_BYTES = 416;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ValueCount count = new ValueCount();
    private Schema schema;
    private long bytes;

    AvroTree(Schema schema) {
        this.schema = schema;
    }

    /** Carries the reason through methods of the library. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final Unreadable reason;

        private Refused(Unreadable reason) {
            super(reason);
            this.reason = reason;
        }

        Unreadable reason() {
            return reason;
        }
    }

    @Override
    public void setSchema(Schema schema) {
        this.schema = schema;
    }

    @Override
    public JsonNode read(@Nullable JsonNode reuse, Decoder in) throws IOException {
        try {
            return value(schema, in);
        } catch (Unreadable e) {
            throw new Refused(e);
        }
    }

    private JsonNode value(Schema type, Decoder in) throws IOException, Unreadable {
        count.add(1);
        count.enter();
        var value = plain(type, in);
        count.leave();
        return value;
    }

    private JsonNode plain(Schema type, Decoder in) throws IOException, Unreadable {
        return switch (type.getType()) {
            case NULL -> NODES.nullNode();
            case BOOLEAN -> NODES.booleanNode(in.readBoolean());
            case INT -> Numbers.whole(in.readInt());
            case LONG -> Numbers.whole(in.readLong());
            case FLOAT -> Numbers.of(in.readFloat());
            case DOUBLE -> Numbers.of(in.readDouble());
            case STRING -> NODES.stringNode(text(in));
            case BYTES -> binary(type, in.readBytes(null).array());
            case FIXED -> binary(type, fixed(type, in));
            case ENUM ->
                NODES.stringNode(type.getEnumSymbols()
                        .get(choice(in.readEnum(), type.getEnumSymbols().size())));
            case UNION ->
                plain(type.getTypes().get(choice(in.readIndex(), type.getTypes().size())), in);
            case RECORD -> fields(type, in);
            case ARRAY -> items(type.getElementType(), in);
            case MAP -> entries(type.getValueType(), in);
        };
    }

    private JsonNode fields(Schema record, Decoder in) throws IOException, Unreadable {
        var object = NODES.objectNode();
        for (var field : record.getFields()) {
            object.set(field.name(), value(field.schema(), in));
        }
        return object;
    }

    private JsonNode items(Schema type, Decoder in) throws IOException, Unreadable {
        var array = NODES.arrayNode();
        for (var items = in.readArrayStart(); items > 0; items = in.arrayNext()) {
            for (var i = 0L; i < items; i++) {
                array.add(value(type, in));
            }
        }
        return array;
    }

    private JsonNode entries(Schema type, Decoder in) throws IOException, Unreadable {
        var object = NODES.objectNode();
        for (var entries = in.readMapStart(); entries > 0; entries = in.mapNext()) {
            for (var i = 0L; i < entries; i++) {
                var key = text(in);
                object.set(key, value(type, in));
            }
        }
        return object;
    }

    private String text(Decoder in) throws IOException, Unreadable {
        var text = in.readString(null);
        take(text.getByteLength());
        return AnswerText.decode(ByteBuffer.wrap(text.getBytes(), 0, text.getByteLength()), UTF_8);
    }

    /** The schema tells the size, and in a container anyone may have written that. */
    private byte[] fixed(Schema type, Decoder in) throws IOException, Unreadable {
        take(type.getFixedSize());
        var content = new byte[type.getFixedSize()];
        in.readFixed(content);
        return content;
    }

    private JsonNode binary(Schema type, byte[] content) throws Unreadable {
        if (type.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
            return decimal(content, decimal.getScale());
        }
        take(content.length);
        return NODES.stringNode(Base64.getEncoder().encodeToString(content));
    }

    private static JsonNode decimal(byte[] unscaled, int scale) throws Unreadable {
        if (unscaled.length > MAX_DECIMAL_BYTES) {
            throw new Unreadable("a number has more than " + Numbers.MAX_LENGTH + " digits");
        }
        var number = unscaled.length == 0 ? BigInteger.ZERO : new BigInteger(unscaled);
        return NODES.numberNode(new BigDecimal(number, scale));
    }

    private static int choice(int choice, int choices) throws Unreadable {
        if (choice < 0 || choice >= choices) {
            throw new Unreadable("a choice is not one of those in the schema");
        }
        return choice;
    }

    private void take(int more) throws Unreadable {
        bytes += more;
        if (bytes > MAX_BYTES) {
            throw tooLarge();
        }
    }

    static Unreadable tooLarge() {
        return new Unreadable("it is larger than " + MAX_BYTES / (1024 * 1024) + " MiB when it is unpacked");
    }
}
