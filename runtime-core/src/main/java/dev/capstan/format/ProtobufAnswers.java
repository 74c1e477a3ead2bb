package dev.capstan.format;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Protobuf: one message, of the first type in the {@code .proto} file (Protocol Buffers, "Encoding"). Fields have the
 * names of the file, enums the names of their values, bytes are base64, 64-bit numbers are numbers. A field that is not
 * there and cannot tell so (proto3 without {@code optional}) has its default; any other one is left out.
 */
final class ProtobufAnswers implements AnswerFormat {
    private final ProtoMessage message;

    private ProtobufAnswers(ProtoMessage message) {
        this.message = message;
    }

    static ProtobufAnswers of(SchemaFiles.Found file, SchemaFiles files) throws InvalidSchema {
        return new ProtobufAnswers(new ProtoLinker(files).first(file));
    }

    @Override
    public String name() {
        return "protobuf";
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        return message.read(new ProtoInput(body, new ValueCount()));
    }
}
