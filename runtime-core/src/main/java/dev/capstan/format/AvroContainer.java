package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SystemLimitException;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.io.DecoderFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** An object container file (Avro specification 1.12): its values as a list. Of the codecs null and deflate are read. */
final class AvroContainer {
    private static final Set<String> CODECS = Set.of("null", "deflate");
    private static final int MAX_SCHEMA = 1024 * 1024;

    static {
        // The library has its limits as properties only, and reads them once.
        if (System.getProperty(SystemLimitException.MAX_DECOMPRESS_LENGTH_PROPERTY) == null) {
            System.setProperty(SystemLimitException.MAX_DECOMPRESS_LENGTH_PROPERTY, String.valueOf(AvroTree.MAX_BYTES));
        }
    }

    private AvroContainer() {}

    static boolean isContainer(byte[] body) {
        var magic = DataFileConstants.MAGIC;
        return body.length >= magic.length && Arrays.equals(body, 0, magic.length, magic, 0, magic.length);
    }

    static JsonNode read(byte[] body) throws IOException, Unreadable {
        var schema = readableSchema(body);
        var values = JsonNodeFactory.instance.arrayNode();
        try (var file = new DataFileStream<>(new ByteArrayInputStream(body), new AvroTree(schema))) {
            while (hasNext(file)) {
                values.add(file.next(null));
            }
        }
        return values;
    }

    /** The library would take any number of entries, and look for codecs that are not there. */
    private static Schema readableSchema(byte[] body) throws IOException, Unreadable {
        var header = header(body);
        if (!CODECS.contains(header.getOrDefault(DataFileConstants.CODEC, "null"))) {
            throw new Unreadable("it is compressed in a way that is not read (known: null, deflate)");
        }
        var schema = header.getOrDefault(DataFileConstants.SCHEMA, "");
        if (schema.length() > MAX_SCHEMA) {
            throw new Unreadable("the schema inside of it is larger than " + MAX_SCHEMA / (1024 * 1024) + " MiB");
        }
        try {
            return AvroAnswers.schema(schema);
        } catch (InvalidSchema e) {
            throw new Unreadable("the schema inside of it cannot be read");
        }
    }

    private static Map<String, String> header(byte[] body) throws IOException, Unreadable {
        var count = new ValueCount();
        var header = new HashMap<String, String>();
        var in = DecoderFactory.get().binaryDecoder(body, null);
        in.skipFixed(DataFileConstants.MAGIC.length);
        for (var entries = in.readMapStart(); entries > 0; entries = in.mapNext()) {
            count.add(entries);
            for (var i = 0L; i < entries; i++) {
                header.put(
                        in.readString(),
                        StandardCharsets.UTF_8.decode(in.readBytes(null)).toString());
            }
        }
        return header;
    }

    private static boolean hasNext(DataFileStream<JsonNode> file) throws Unreadable {
        try {
            return file.hasNext();
        } catch (SystemLimitException e) {
            throw AvroTree.tooLarge();
        }
    }
}
