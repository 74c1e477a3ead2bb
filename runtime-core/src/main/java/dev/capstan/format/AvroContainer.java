package dev.capstan.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** An object container file (Avro specification 1.12): its values as a list. Of the codecs null and deflate are read. */
final class AvroContainer {
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int SYNC = 16;
    private static final int MAX_INFLATED = 64 * 1024 * 1024;

    private final AvroInput in;
    private final ValueCount count;
    private int inflated;

    private AvroContainer(AvroInput in, ValueCount count) {
        this.in = in;
        this.count = count;
    }

    static boolean isContainer(byte[] body) {
        return body.length >= MAGIC.length && Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    static JsonNode read(byte[] body) throws Unreadable {
        var count = new ValueCount();
        return new AvroContainer(new AvroInput(body, count), count).read();
    }

    private JsonNode read() throws Unreadable {
        in.bytes(MAGIC.length);
        var metadata = metadata();
        var type = type(metadata.getOrDefault("avro.schema", ""));
        var codec = metadata.getOrDefault("avro.codec", "null");
        var sync = in.bytes(SYNC);
        var values = JsonNodeFactory.instance.arrayNode();
        while (in.hasMore()) {
            block(type, codec, values);
            if (!Arrays.equals(sync, in.bytes(SYNC))) {
                throw in.wrong("a block does not end with the sync marker");
            }
        }
        return values;
    }

    private Map<String, String> metadata() throws Unreadable {
        var metadata = new HashMap<String, String>();
        for (var entries = in.block(); entries > 0; entries = in.block()) {
            for (var i = 0L; i < entries; i++) {
                count.add(1);
                metadata.put(in.text(), new String(in.bytes(), UTF_8));
            }
        }
        return metadata;
    }

    private static AvroType type(String schema) throws Unreadable {
        try {
            return AvroSchema.read(schema);
        } catch (InvalidSchema e) {
            throw new Unreadable("the schema inside of it cannot be read");
        }
    }

    private void block(AvroType type, String codec, ArrayNode values) throws Unreadable {
        var objects = in.number();
        var data = in.bytes();
        var block = new AvroInput(decode(codec, data), count);
        for (var i = 0L; i < objects; i++) {
            values.add(block.value(type));
        }
        block.requireEnd();
    }

    private byte[] decode(String codec, byte[] data) throws Unreadable {
        return switch (codec) {
            case "null" -> data;
            case "deflate" -> inflate(data);
            default -> throw new Unreadable("it is compressed in a way that is not read (known: null, deflate)");
        };
    }

    private byte[] inflate(byte[] data) throws Unreadable {
        var inflater = new Inflater(true);
        try {
            inflater.setInput(data);
            var out = new ByteArrayOutputStream(data.length);
            var chunk = new byte[8192];
            while (!inflater.finished()) {
                var length = inflater.inflate(chunk);
                if (length == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw in.wrong("a compressed block ends too early");
                }
                requireRoom(length);
                out.write(chunk, 0, length);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw in.wrong("a compressed block is damaged");
        } finally {
            inflater.end();
        }
    }

    private void requireRoom(int more) throws Unreadable {
        inflated += more;
        if (inflated > MAX_INFLATED) {
            throw new Unreadable("it is larger than " + MAX_INFLATED / (1024 * 1024) + " MiB when it is unpacked");
        }
    }
}
