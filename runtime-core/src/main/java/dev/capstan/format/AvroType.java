package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A type of an Avro schema, which reads its values. Bytes become base64, a union the value alone. Of the logical types
 * {@code decimal} becomes a number with its digits; the others stay the number or text that they are written as.
 */
sealed interface AvroType {
    JsonNodeFactory NODES = JsonNodeFactory.instance;

    JsonNode read(AvroInput in) throws Unreadable;

    enum Primitive implements AvroType {
        NULL {
            @Override
            public JsonNode read(AvroInput in) {
                return NODES.nullNode();
            }
        },
        BOOLEAN {
            @Override
            public JsonNode read(AvroInput in) throws Unreadable {
                return NODES.booleanNode(in.truth());
            }
        },
        INT {
            @Override
            public JsonNode read(AvroInput in) throws Unreadable {
                return NODES.numberNode(in.smallNumber());
            }
        },
        LONG {
            @Override
            public JsonNode read(AvroInput in) throws Unreadable {
                return Numbers.whole(in.number());
            }
        },
        FLOAT {
            @Override
            public JsonNode read(AvroInput in) throws Unreadable {
                return Numbers.of(in.singleFloat());
            }
        },
        DOUBLE {
            @Override
            public JsonNode read(AvroInput in) throws Unreadable {
                return Numbers.of(in.doubleFloat());
            }
        },
        BYTES {
            @Override
            public JsonNode read(AvroInput in) throws Unreadable {
                return base64(in.bytes());
            }
        },
        STRING {
            @Override
            public JsonNode read(AvroInput in) throws Unreadable {
                return NODES.stringNode(in.text());
            }
        };
    }

    /** A type that is used by its name, perhaps inside of itself. */
    final class Named implements AvroType {
        private Optional<AvroType> type = Optional.empty();

        void define(AvroType definition) {
            type = Optional.of(definition);
        }

        @Override
        public JsonNode read(AvroInput in) throws Unreadable {
            return type.orElseThrow().read(in);
        }
    }

    record Field(String name, AvroType type) {}

    record Structure(List<Field> fields) implements AvroType {
        public Structure {
            fields = List.copyOf(fields);
        }

        @Override
        public JsonNode read(AvroInput in) throws Unreadable {
            var object = NODES.objectNode();
            for (var field : fields) {
                object.set(field.name(), in.value(field.type()));
            }
            return object;
        }
    }

    record Choice(List<String> symbols) implements AvroType {
        public Choice {
            symbols = List.copyOf(symbols);
        }

        @Override
        public JsonNode read(AvroInput in) throws Unreadable {
            return NODES.stringNode(symbols.get(in.choice(symbols.size())));
        }
    }

    record Items(AvroType type) implements AvroType {
        @Override
        public JsonNode read(AvroInput in) throws Unreadable {
            var array = NODES.arrayNode();
            for (var items = in.block(); items > 0; items = in.block()) {
                for (var i = 0L; i < items; i++) {
                    array.add(in.value(type));
                }
            }
            return array;
        }
    }

    record Entries(AvroType type) implements AvroType {
        @Override
        public JsonNode read(AvroInput in) throws Unreadable {
            var object = NODES.objectNode();
            for (var entries = in.block(); entries > 0; entries = in.block()) {
                for (var i = 0L; i < entries; i++) {
                    var key = in.text();
                    object.set(key, in.value(type));
                }
            }
            return object;
        }
    }

    record Union(List<AvroType> types) implements AvroType {
        public Union {
            types = List.copyOf(types);
        }

        @Override
        public JsonNode read(AvroInput in) throws Unreadable {
            return types.get(in.choice(types.size())).read(in);
        }
    }

    record Fixed(int size) implements AvroType {
        @Override
        public JsonNode read(AvroInput in) throws Unreadable {
            return base64(in.bytes(size));
        }
    }

    /** @param size of its bytes; negative when they tell it themselves */
    record Decimal(int size, int scale) implements AvroType {
        /** About a thousand digits, as everywhere. */
        private static final int MAX_BYTES = 416;

        @Override
        public JsonNode read(AvroInput in) throws Unreadable {
            var unscaled = size < 0 ? in.bytes() : in.bytes(size);
            if (unscaled.length > MAX_BYTES) {
                throw in.wrong("a number has more than " + Numbers.MAX_LENGTH + " digits");
            }
            var number = unscaled.length == 0 ? BigInteger.ZERO : new BigInteger(unscaled);
            return NODES.numberNode(new BigDecimal(number, scale));
        }
    }

    private static JsonNode base64(byte[] bytes) {
        return NODES.stringNode(Base64.getEncoder().encodeToString(bytes));
    }

    /** The primitive types by their words. */
    Map<String, AvroType> PRIMITIVES = primitives();

    private static Map<String, AvroType> primitives() {
        var types = new HashMap<String, AvroType>();
        for (var type : Primitive.values()) {
            types.put(type.name().toLowerCase(Locale.ROOT), type);
        }
        return Map.copyOf(types);
    }
}
