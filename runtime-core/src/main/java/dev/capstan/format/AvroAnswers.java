package dev.capstan.format;

import dev.capstan.format.AvroTree.Refused;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.avro.SystemLimitException;
import org.apache.avro.io.DecoderFactory;
import tools.jackson.databind.JsonNode;

/**
 * Avro: one value in binary encoding, or a container file, which is known by its first bytes, brings its own schema and
 * becomes a list (Avro specification 1.12, "Binary encoding" and "Object Container Files").
 */
final class AvroAnswers implements AnswerFormat {
    private final Schema schema;

    private AvroAnswers(Schema schema) {
        this.schema = schema;
    }

    static AvroAnswers of(SchemaFiles.Found file, SchemaFiles files) throws InvalidSchema {
        try {
            return new AvroAnswers(schema(file.text()));
        } catch (InvalidSchema e) {
            throw new InvalidSchema("'" + file.name() + "' is not an Avro schema: " + e.reason());
        }
    }

    /**
     * Without defaults, which mean nothing here, and with any name.
     *
     * @throws InvalidSchema with a reason that goes on after "is not an Avro schema: "
     */
    static Schema schema(String json) throws InvalidSchema {
        try {
            JsonAnswers.read(json);
            return new Schema.Parser(NameValidator.NO_VALIDATION)
                    .setValidateDefaults(false)
                    .parse(json);
        } catch (Unreadable e) {
            throw new InvalidSchema("it is not valid JSON: " + e.reason());
        } catch (RuntimeException e) {
            // The library has no class of its own for some mistakes.
            throw new InvalidSchema(words(String.valueOf(e.getMessage())));
        }
    }

    /** For a name without a type the library shows a name that it made up. */
    private static String words(String message) {
        return message.contains("UnresolvedSchema") ? "it uses a type that it does not declare" : message;
    }

    @Override
    public String name() {
        return "avro";
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        try {
            return AvroContainer.isContainer(body) ? AvroContainer.read(body) : single(body);
        } catch (Refused e) {
            throw e.reason();
        } catch (EOFException e) {
            throw new Unreadable("it ends in the middle of a value");
        } catch (SystemLimitException | UnsupportedOperationException e) {
            throw new Unreadable("a length in it is larger than any can be");
        } catch (IOException | RuntimeException e) {
            // The library says in many ways that bytes are wrong, also by falling over null.
            throw new Unreadable("its bytes do not fit its schema");
        }
    }

    private JsonNode single(byte[] body) throws IOException, Unreadable {
        var in = DecoderFactory.get().binaryDecoder(body, null);
        var value = new AvroTree(schema).read(null, in);
        if (!in.isEnd()) {
            throw new Unreadable("there is more after the value");
        }
        return value;
    }
}
