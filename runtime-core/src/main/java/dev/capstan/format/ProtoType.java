package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The type of a Protobuf field, which reads its values. */
sealed interface ProtoType permits ProtoType.Scalar, ProtoType.Choice, ProtoMessage {
    JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** How it is written, see {@link ProtoInput}. */
    int wire();

    JsonNode read(ProtoInput in) throws Unreadable;

    /** What a field is that is not there; a message has nothing. */
    JsonNode whenMissing();

    /** The scalar types of the language, by their names. */
    enum Scalar implements ProtoType {
        DOUBLE(ProtoInput.EIGHT_BYTES),
        FLOAT(ProtoInput.FOUR_BYTES),
        INT32(ProtoInput.VARINT),
        INT64(ProtoInput.VARINT),
        UINT32(ProtoInput.VARINT),
        UINT64(ProtoInput.VARINT),
        SINT32(ProtoInput.VARINT),
        SINT64(ProtoInput.VARINT),
        FIXED32(ProtoInput.FOUR_BYTES),
        FIXED64(ProtoInput.EIGHT_BYTES),
        SFIXED32(ProtoInput.FOUR_BYTES),
        SFIXED64(ProtoInput.EIGHT_BYTES),
        BOOL(ProtoInput.VARINT),
        STRING(ProtoInput.LENGTH),
        BYTES(ProtoInput.LENGTH);

        private final int wire;

        Scalar(int wire) {
            this.wire = wire;
        }

        static Optional<ProtoType> named(String name) {
            return Arrays.stream(values())
                    .filter(scalar -> scalar.name().toLowerCase(Locale.ROOT).equals(name))
                    .map(ProtoType.class::cast)
                    .findFirst();
        }

        @Override
        public int wire() {
            return wire;
        }

        @Override
        public JsonNode read(ProtoInput in) throws Unreadable {
            return switch (this) {
                case DOUBLE -> Numbers.of(Double.longBitsToDouble(in.eightBytes()));
                case FLOAT -> Numbers.of(Float.intBitsToFloat(in.fourBytes()));
                case INT32 -> Numbers.whole((int) in.varint());
                case INT64 -> Numbers.whole(in.varint());
                case UINT32 -> Numbers.whole(in.varint() & 0xFFFF_FFFFL);
                case UINT64 -> unsigned(in.varint());
                case SINT32 -> Numbers.whole((int) zigzag(in.varint() & 0xFFFF_FFFFL));
                case SINT64 -> Numbers.whole(zigzag(in.varint()));
                case FIXED32 -> Numbers.whole(in.fourBytes() & 0xFFFF_FFFFL);
                case FIXED64 -> unsigned(in.eightBytes());
                case SFIXED32 -> Numbers.whole(in.fourBytes());
                case SFIXED64 -> Numbers.whole(in.eightBytes());
                case BOOL -> NODES.booleanNode(in.varint() != 0);
                case STRING -> NODES.stringNode(in.text());
                case BYTES -> NODES.stringNode(Base64.getEncoder().encodeToString(in.bytes()));
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

        private static long zigzag(long number) {
            return number >>> 1 ^ -(number & 1);
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
        static Choice of(Map<String, Integer> values) {
            var names = new TreeMap<Integer, String>();
            values.forEach((name, number) -> names.putIfAbsent(number, name));
            return new Choice(names, values.keySet().stream().findFirst().orElse(""));
        }

        @Override
        public int wire() {
            return ProtoInput.VARINT;
        }

        @Override
        public JsonNode read(ProtoInput in) throws Unreadable {
            var number = (int) in.varint();
            var name = names.get(number);
            return name == null ? Numbers.whole(number) : NODES.stringNode(name);
        }

        @Override
        public JsonNode whenMissing() {
            return NODES.stringNode(first);
        }
    }
}
