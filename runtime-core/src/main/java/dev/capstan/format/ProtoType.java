package dev.capstan.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.squareup.wire.FieldEncoding;
import com.squareup.wire.ProtoAdapter;
import com.squareup.wire.ProtoReader;
import com.squareup.wire.schema.EnumConstant;
import dev.capstan.format.AnswerFormat.Unreadable;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The type of a Protobuf field, which reads its values. */
sealed interface ProtoType permits ProtoType.Scalar, ProtoType.Choice, ProtoMessage {
    JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** How it is written. */
    FieldEncoding encoding();

    JsonNode read(ProtoReader in, ValueCount count) throws IOException, Unreadable;

    /** What a field is that is not there; a message has nothing. */
    JsonNode whenMissing();

    /** The scalar types of the language, by their names. */
    enum Scalar implements ProtoType {
        DOUBLE(FieldEncoding.FIXED64),
        FLOAT(FieldEncoding.FIXED32),
        INT32(FieldEncoding.VARINT),
        INT64(FieldEncoding.VARINT),
        UINT32(FieldEncoding.VARINT),
        UINT64(FieldEncoding.VARINT),
        SINT32(FieldEncoding.VARINT),
        SINT64(FieldEncoding.VARINT),
        FIXED32(FieldEncoding.FIXED32),
        FIXED64(FieldEncoding.FIXED64),
        SFIXED32(FieldEncoding.FIXED32),
        SFIXED64(FieldEncoding.FIXED64),
        BOOL(FieldEncoding.VARINT),
        STRING(FieldEncoding.LENGTH_DELIMITED),
        BYTES(FieldEncoding.LENGTH_DELIMITED);

        private final FieldEncoding encoding;

        Scalar(FieldEncoding encoding) {
            this.encoding = encoding;
        }

        static Scalar named(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        @Override
        public FieldEncoding encoding() {
            return encoding;
        }

        @Override
        public JsonNode read(ProtoReader in, ValueCount count) throws IOException, Unreadable {
            return switch (this) {
                case DOUBLE -> Numbers.of(ProtoAdapter.DOUBLE.decode(in));
                case FLOAT -> Numbers.of(ProtoAdapter.FLOAT.decode(in));
                case INT32 -> Numbers.whole(in.readVarint32());
                case INT64 -> Numbers.whole(in.readVarint64());
                case UINT32 -> Numbers.whole(Integer.toUnsignedLong(in.readVarint32()));
                case UINT64 -> unsigned(in.readVarint64());
                case SINT32 -> Numbers.whole(ProtoAdapter.SINT32.decode(in));
                case SINT64 -> Numbers.whole(ProtoAdapter.SINT64.decode(in));
                case FIXED32 -> Numbers.whole(Integer.toUnsignedLong(in.readFixed32()));
                case FIXED64 -> unsigned(in.readFixed64());
                case SFIXED32 -> Numbers.whole(in.readFixed32());
                case SFIXED64 -> Numbers.whole(in.readFixed64());
                case BOOL -> NODES.booleanNode(in.readVarint64() != 0);
                case STRING -> NODES.stringNode(AnswerText.decode(in.readBytes().asByteBuffer(), UTF_8));
                case BYTES -> NODES.stringNode(in.readBytes().base64());
            };
        }

        @Override
        public JsonNode whenMissing() {
            return switch (this) {
                case BOOL -> NODES.booleanNode(false);
                case STRING, BYTES -> NODES.stringNode("");
                case DOUBLE, FLOAT -> NODES.numberNode(0.0);
                default -> NODES.numberNode(0);
            };
        }

        private static JsonNode unsigned(long number) {
            return number >= 0 ? Numbers.whole(number) : Numbers.whole(new BigInteger(Long.toUnsignedString(number)));
        }
    }

    /** An enum: a value without a name is its number. */
    record Choice(Map<Integer, String> names, String first) implements ProtoType {
        public Choice {
            names = Map.copyOf(names);
        }

        /** @param values in the order of the file; of two names for a number the first counts */
        static Choice of(List<EnumConstant> values) {
            var names = new TreeMap<Integer, String>();
            values.forEach(value -> names.putIfAbsent(value.getTag(), value.getName()));
            return new Choice(names, values.isEmpty() ? "" : values.get(0).getName());
        }

        @Override
        public FieldEncoding encoding() {
            return FieldEncoding.VARINT;
        }

        @Override
        public JsonNode read(ProtoReader in, ValueCount count) throws IOException {
            var number = in.readVarint32();
            var name = names.get(number);
            return name == null ? Numbers.whole(number) : NODES.stringNode(name);
        }

        @Override
        public JsonNode whenMissing() {
            return NODES.stringNode(first);
        }
    }
}
