package dev.capstan.flow;

import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** What a value must be for its input. Each check tells what is wrong as the end of a sentence. */
final class InputChecks {
    private static final int MAX_TOLD = 20;
    private static final int MAX_SHOWN = 60;

    private InputChecks() {}

    /**
     * The value as upstreams know it: what came as a text is what its type says, as it is in the arguments of a tool. A text
     * that is none of that type stays one, and is refused where the type is checked.
     */
    static Value plain(Input input, Value value) {
        return switch (input.type()) {
            case INTEGER ->
                value instanceof Value.Json json && json.kind() == JsonKind.NUMBER
                        ? whole(json)
                        : typed(input.type(), value);
            case NUMBER, BOOLEAN -> typed(input.type(), value);
            case ARRAY -> list(value, input.shape().items().orElse(ValueType.STRING));
            case OBJECT ->
                value instanceof Value.Text text
                        ? Value.Json.of(text.text())
                                .filter(json -> json.raw().equals(text.text()))
                                .<Value>map(json -> json.kind() == JsonKind.OBJECT ? json : text)
                                .orElse(text)
                        : value;
            case STRING, ANY -> value;
        };
    }

    /**
     * In JSON {@code 5.0} and {@code 5e0} are integers (JSON Schema Validation, section 6.1.1), in a path or a query they are
     * not.
     */
    private static Value whole(Value.Json number) {
        return JsonText.whole(number.text()).flatMap(Value.Json::of).orElse(number);
    }

    private static Value typed(ValueType type, Value value) {
        if (value instanceof Value.Texts texts) {
            return new Value.Texts(texts.texts(), type);
        }
        var isText = value instanceof Value.Text || value instanceof Value.Json json && json.kind() == JsonKind.STRING;
        return isText && type.acceptsText(value.text()) ? type.value(value.text()) : value;
    }

    /** One text is a list too, unless it is one in JSON. */
    private static Value list(Value value, ValueType items) {
        if (value instanceof Value.Texts texts) {
            return new Value.Texts(texts.texts(), items);
        }
        return value instanceof Value.Text text && !text.text().strip().startsWith("[")
                ? new Value.Texts(List.of(text.text()), items)
                : value;
    }

    static void check(Input input, Value value) throws RawInputs.Unreadable {
        if (value instanceof Value.Content content) {
            checkJson(input, content);
            return;
        }
        if (value instanceof Value.Json json && !input.type().accepts(json) && !isTextBody(input)) {
            throw new RawInputs.Unreadable("must be of type " + input.type().label() + ", not "
                    + json.kind().label());
        }
        if (value instanceof Value.Json json && json.kind() == JsonKind.STRING) {
            requireWellFormed(json.text());
        } else if (value instanceof Value.Text || value instanceof Value.Texts) {
            for (var text : value.texts()) {
                requireType(input, text);
            }
        }
        requireShape(input, value);
    }

    /** A whole body that is declared as text may be anything: public files say so of JSON bodies. */
    private static boolean isTextBody(Input input) {
        return input.location() == Location.BODY_ARGUMENT && input.type() == ValueType.STRING;
    }

    static void requireWellFormed(String text) throws RawInputs.Unreadable {
        if (!JsonText.isWellFormed(text)) {
            throw new RawInputs.Unreadable("has half of a surrogate pair, which is no character");
        }
    }

    /** In a query or a header an object or a list has no one form, so it is passed on as it is. */
    private static void requireType(Input input, String text) throws RawInputs.Unreadable {
        if (!input.type().isStructured() && !input.type().acceptsText(text)) {
            throw new RawInputs.Unreadable("must be of type " + input.type().label() + ", not '" + shown(text) + "'");
        }
    }

    /** Of a list it is the items that the file speaks of. */
    private static void requireShape(Input input, Value value) throws RawInputs.Unreadable {
        var shape = input.shape();
        if (input.type() == ValueType.OBJECT
                || shape.choices().isEmpty() && shape.pattern().isEmpty()) {
            return;
        }
        for (var text : value.texts()) {
            if (!isChosen(shape.choices(), text)) {
                throw new RawInputs.Unreadable(
                        "must be one of " + told(shape.choices()) + ", not '" + shown(text) + "'");
            }
            if (shape.pattern().filter(pattern -> !pattern.isIn(text)).isPresent()) {
                throw new RawInputs.Unreadable(
                        "must match " + shape.pattern().get() + ", unlike '" + shown(text) + "'");
            }
        }
    }

    private static boolean isChosen(List<String> choices, String text) {
        return choices.isEmpty()
                || choices.contains(text)
                || choices.stream().anyMatch(choice -> isSameNumber(choice, text));
    }

    private static boolean isSameNumber(String one, String other) {
        // A number with a huge exponent is a few bytes, and comparing it may take for ever.
        return one.length() < 40
                && other.length() < 40
                && (one + other).indexOf('e') < 0
                && (one + other).indexOf('E') < 0
                && JsonText.isNumber(one)
                && JsonText.isNumber(other)
                && new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
    }

    private static String told(List<String> choices) {
        return choices.stream().limit(MAX_TOLD).collect(Collectors.joining(", "))
                + (choices.size() > MAX_TOLD ? ", ..." : "");
    }

    private static String shown(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    }

    /**
     * A body that the upstream takes as JSON must be JSON; its type is the author's claim and not enforced, since public
     * files call every body an object. What is compressed cannot be looked into.
     */
    private static void checkJson(Input input, Value.Content content) throws RawInputs.Unreadable {
        if (!input.type().isStructured() || content.encoding().isPresent()) {
            return;
        }
        try {
            JsonText.check(content.bytes());
        } catch (JsonText.NotJson e) {
            throw new RawInputs.Unreadable("is not valid JSON: " + e.getMessage());
        }
    }
}
