package dev.capstan.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ValueNode;

/**
 * Reads JSON without changing it: checks it, and cuts out parts as they are written. The size of a text is bounded by
 * whoever read it, so only the depth is limited here. Thread-safe.
 */
public final class JsonText {
    /** How deep objects and arrays may be nested. */
    public static final int MAX_DEPTH = 500;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Calls stay on a few threads of their own, which need not share.
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            // What is written was read within the limit; but parts of it may stand in a document that is made here.
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(10 * MAX_DEPTH)
                    .build())
            .build();
    private static final JsonMapper MAPPER = new JsonMapper();

    /** The sign for a character that is none (Unicode, section 23.8). */
    private static final byte[] UNKNOWN = "\uFFFD".getBytes(UTF_8);

    /** Trees keep the digits of their numbers. */
    static final JsonMapper TREES = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final int MAX_WHOLE = 40;

    /** RFC 8259, section 6. The parser would do, but takes long to say no, and lists may have very many texts. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*+)([.][0-9]++)?([eE][-+]?[0-9]++)?");

    private static final int MAX_DIGITS = 1000;

    private static final JsonMapper BOUNDED_TREES = JsonMapper.builder(FACTORY.rebuild()
                    .streamReadConstraints(FACTORY.streamReadConstraints()
                            .rebuild()
                            .maxNumberLength(MAX_DIGITS)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .nodeFactory(new JsonNodeFactory() {
                private static final long serialVersionUID = 1L;

                @Override
                public ValueNode numberNode(@Nullable BigDecimal number) {
                    if (number != null && Math.abs((long) number.scale()) > MAX_DIGITS) {
                        throw new NumberTooLong();
                    }
                    return super.numberNode(number);
                }
            })
            .build();

    private JsonText() {}

    /** Where and why a text is not JSON, in words for the one who wrote it. */
    public static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        private NotJson(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Checks that the bytes are exactly one JSON value.
     *
     * @throws NotJson with line and column, both from 1
     */
    public static Value.Json check(byte[] bytes) throws NotJson {
        requireUtf8(bytes);
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), bytes)) {
            if (parser.nextToken() == null) {
                throw new NotJson("it is empty");
            }
            var from = (int) parser.currentTokenLocation().getByteOffset();
            if (parser.currentToken().isStructStart()) {
                parser.skipChildren();
            } else {
                parser.finishToken();
            }
            var to = (int) parser.currentLocation().getByteOffset();
            if (parser.nextToken() != null) {
                throw new NotJson("there is more text after the value, at " + place(parser.currentTokenLocation()));
            }
            return new Value.Json(JsonKind.of(bytes[from]), bytes, from, to);
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    /**
     * The members of a JSON object, each as its own text, in order; of a repeated name the last one counts.
     *
     * @return empty when the bytes are JSON, but not an object
     * @throws NotJson with line and column, both from 1
     */
    public static Optional<Map<String, Value.Json>> members(byte[] bytes) throws NotJson {
        var value = check(bytes);
        return value.kind() == JsonKind.OBJECT ? Optional.of(members(value)) : Optional.empty();
    }

    /** The members of a JSON object, each as its own text; see {@link #members(byte[])}. */
    public static Map<String, Value.Json> members(Value.Json object) {
        return JsonParts.members(object);
    }

    /** The elements of a JSON array, each as its own text. */
    public static List<Value.Json> elements(Value.Json array) {
        return JsonParts.elements(array);
    }

    /** Whether the text is a JSON number, such as {@code -1.50e3}. */
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** Whether the text is a JSON number without fraction and exponent. */
    public static boolean isInteger(String text) {
        return isPlain(text) && isNumber(text);
    }

    /** Whether a number has no fraction and no exponent. */
    private static boolean isPlain(String number) {
        return number.indexOf('.') < 0 && number.indexOf('e') < 0 && number.indexOf('E') < 0;
    }

    /** A JSON number without fraction and exponent, where it has them in vain; empty when it is to stay as it is. */
    public static Optional<String> whole(String number) {
        if (number.length() > MAX_WHOLE || isPlain(number)) {
            return Optional.empty();
        }
        try {
            var decimal = new BigDecimal(number).stripTrailingZeros();
            // A few characters can stand for a number that no memory holds.
            return decimal.scale() <= 0 && decimal.precision() - (long) decimal.scale() <= MAX_WHOLE
                    ? Optional.of(decimal.toBigInteger().toString())
                    : Optional.empty();
        } catch (NumberFormatException e) {
            // Its exponent is larger than is reckoned with.
            return Optional.empty();
        }
    }

    /** A value as JSON text, without halves of surrogate pairs, which many parsers refuse (RFC 8259, section 8.2). */
    public static byte[] quote(@Nullable Object value) {
        return wellFormed(MAPPER.writeValueAsBytes(value));
    }

    /** Halves are written as escapes, and nothing else of that range is. */
    private static byte[] wellFormed(byte[] json) {
        var repaired = new ByteArrayOutputStream(0);
        var done = 0;
        for (var i = 0; i < json.length; i++) {
            if (json[i] == '\\') {
                if (json[i + 1] == 'u' && json[i + 2] == 'D' && json[i + 3] >= '8') {
                    repaired.write(json, done, i - done);
                    repaired.writeBytes(UNKNOWN);
                    done = i + 6;
                }
                i++;
            }
        }
        if (done == 0) {
            return json;
        }
        repaired.write(json, done, json.length - done);
        return repaired.toByteArray();
    }

    /** JSON text as a tree; numbers keep their digits. */
    public static JsonNode tree(byte[] json) {
        return TREES.readTree(json);
    }

    /** A number that it would take too long to reckon with. */
    public static final class NumberTooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NumberTooLong() {
            super(null, null, false, false);
        }
    }

    /**
     * JSON text as a tree whose numbers can be reckoned with.
     *
     * @throws NumberTooLong when one of them has more than 1000 digits, written out
     */
    public static JsonNode boundedTree(byte[] json) {
        try {
            return BOUNDED_TREES.readTree(json);
        } catch (tools.jackson.core.exc.StreamConstraintsException e) {
            throw new NumberTooLong();
        }
    }

    /**
     * A tree as JSON text, without halves of surrogate pairs.
     *
     * @throws FailureException when it has more than 16 MiB: a path may lead to one part of an answer many times
     */
    public static byte[] write(JsonNode tree) {
        var bytes = new CappedBytes();
        TREES.writeValue(bytes, tree);
        return wellFormed(bytes.toByteArray());
    }

    private static final class CappedBytes extends ByteArrayOutputStream {
        private static final int MAX_BYTES = 16 * 1024 * 1024;

        @Override
        public synchronized void write(byte[] source, int from, int length) {
            if (length > MAX_BYTES - size()) {
                throw new FailureException(
                        FailureCode.UPSTREAM_TOO_LARGE,
                        "What is made of the upstream's answer has more than " + MAX_BYTES + " bytes.");
            }
            super.write(source, from, length);
        }
    }

    static String unquote(Value.Json string) {
        if (!hasEscape(string)) {
            return new String(string.source(), string.from() + 1, string.to() - string.from() - 2, UTF_8);
        }
        try (var parser = FACTORY.createParser(
                ObjectReadContext.empty(), string.source(), string.from(), string.to() - string.from())) {
            parser.nextToken();
            return parser.getString();
        }
    }

    private static boolean hasEscape(Value.Json string) {
        for (var i = string.from(); i < string.to(); i++) {
            if (string.source()[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    /** The parser skips texts without looking at them, and takes other encodings; both would let others read otherwise. */
    private static void requireUtf8(byte[] bytes) throws NotJson {
        if (isAscii(bytes) && !startsWithNull(bytes)) {
            return;
        }
        var decoder = UTF_8.newDecoder();
        var in = ByteBuffer.wrap(bytes);
        var chunk = CharBuffer.allocate(8192);
        var result = CoderResult.OVERFLOW;
        while (result.isOverflow()) {
            chunk.clear();
            result = decoder.decode(in, chunk, true);
        }
        if (result.isError() || startsWithNull(bytes)) {
            throw new NotJson("it is not in UTF-8 (RFC 8259, section 8.1)");
        }
    }

    private static boolean startsWithNull(byte[] bytes) {
        return bytes.length > 1 && (bytes[0] == 0 || bytes[1] == 0);
    }

    /** Whether bytes say the same in ASCII as in UTF-8. */
    public static boolean isAscii(byte[] bytes) {
        for (var octet : bytes) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text has no half of a surrogate pair, which JSON can escape but UTF-8 cannot carry. */
    public static boolean isWellFormed(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                var hasOther = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!hasOther) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static NotJson notJson(JacksonException e) {
        if (e instanceof tools.jackson.core.exc.StreamConstraintsException) {
            return new NotJson("it is nested deeper than " + MAX_DEPTH + " levels");
        }
        var place = e.getLocation();
        return new NotJson(place == null ? "it cannot be read" : "at " + place(place));
    }

    private static String place(TokenStreamLocation location) {
        return "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
