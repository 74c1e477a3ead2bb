package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Numbers as nodes that keep their digits. */
final class Numbers {
    /** To make a number of n digits costs up to n² steps. */
    static final int MAX_LENGTH = 1000;

    private static final int LONG_DIGITS = 18;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Numbers() {}

    /**
     * A number without fraction and exponent.
     *
     * @param text digits of the base, with or without a sign
     */
    static JsonNode integer(String text, int base) throws Unreadable {
        requireLength(text);
        return text.length() <= LONG_DIGITS && base <= 10
                ? whole(Long.parseLong(text, base))
                : whole(new BigInteger(text, base));
    }

    /** A number with a fraction or an exponent. A large exponent is kept as such: it takes no room. */
    static JsonNode decimal(String text) throws Unreadable {
        requireLength(text);
        try {
            return NODES.numberNode(new BigDecimal(text));
        } catch (NumberFormatException e) {
            throw new Unreadable("a number has an exponent of more than 32 bits");
        }
    }

    static JsonNode whole(int number) {
        return NODES.numberNode(number);
    }

    static JsonNode whole(long number) {
        return number == (int) number ? NODES.numberNode((int) number) : NODES.numberNode(number);
    }

    static JsonNode whole(BigInteger number) {
        return number.bitLength() < Long.SIZE ? whole(number.longValue()) : NODES.numberNode(number);
    }

    /** JSON has no number for the last three; their names are those of Protobuf's JSON mapping. */
    static JsonNode of(double number) {
        return Double.isNaN(number) || Double.isInfinite(number)
                ? NODES.stringNode(Double.toString(number))
                : NODES.numberNode(number);
    }

    /** See {@link #of(double)}; keeps the short digits of the smaller type. */
    static JsonNode of(float number) {
        return Float.isNaN(number) || Float.isInfinite(number)
                ? NODES.stringNode(Float.toString(number))
                : NODES.numberNode(number);
    }

    private static void requireLength(String text) throws Unreadable {
        if (text.length() > MAX_LENGTH) {
            throw new Unreadable("a number has more than " + MAX_LENGTH + " digits");
        }
    }
}
