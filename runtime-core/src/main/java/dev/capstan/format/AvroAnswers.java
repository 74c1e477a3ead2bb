package dev.capstan.format;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Avro: one value in binary encoding, or a container file, which is known by its first bytes, brings its own schema and
 * becomes a list (Avro specification 1.12, "Binary encoding" and "Object Container Files").
 */
final class AvroAnswers implements AnswerFormat {
    private final AvroType type;

    private AvroAnswers(AvroType type) {
        this.type = type;
    }

    static AvroAnswers of(SchemaFiles.Found file, SchemaFiles files) throws InvalidSchema {
        try {
            return new AvroAnswers(AvroSchema.read(file.text()));
        } catch (InvalidSchema e) {
            throw new InvalidSchema("'" + file.name() + "' is not an Avro schema: " + e.reason());
        }
    }

    @Override
    public String name() {
        return "avro";
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        if (AvroContainer.isContainer(body)) {
            return AvroContainer.read(body);
        }
        var in = new AvroInput(body, new ValueCount());
        var value = in.value(type);
        in.requireEnd();
        return value;
    }
}
