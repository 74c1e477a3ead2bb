package dev.capstan.format;

import com.squareup.wire.ProtoReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Optional;
import okio.Buffer;
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
        return new ProtobufAnswers(ProtoSchema.first(file, files));
    }

    @Override
    public String name() {
        return "protobuf";
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        try (var bytes = new Buffer()) {
            return message.read(new ProtoReader(bytes.write(body)), new ValueCount());
        } catch (EOFException e) {
            throw new Unreadable("it ends in the middle of a field");
        } catch (ProtocolException e) {
            throw new Unreadable("a field is not written as Protobuf writes it");
        } catch (IOException e) {
            throw new Unreadable("a part of it is shorter than it says, or nested deeper than 100 levels");
        }
    }
}
