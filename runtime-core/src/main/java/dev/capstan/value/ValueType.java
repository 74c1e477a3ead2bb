package dev.capstan.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The types that an input can declare. */
public enum ValueType {
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    OBJECT,
    ARRAY,
    /** Nothing is known of the type. */
    ANY;

    private static final Map<String, ValueType> BY_LABEL = EnumSet.complementOf(EnumSet.of(ANY)).stream()
            .collect(Collectors.toUnmodifiableMap(ValueType::label, type -> type));

    /** The type with that name, or with one that other description languages have for it. */
    public static Optional<ValueType> named(String name) {
        var plain = name.toLowerCase(Locale.ROOT);
        return switch (plain) {
            case "int", "long", "int32", "int64" -> Optional.of(INTEGER);
            case "float", "double", "decimal" -> Optional.of(NUMBER);
            case "bool" -> Optional.of(BOOLEAN);
            case "map", "json" -> Optional.of(OBJECT);
            case "list" -> Optional.of(ARRAY);
            default -> Optional.ofNullable(BY_LABEL.get(plain));
        };
    }

    /** The word used in files and in JSON Schema. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a whole body of this type must be JSON. */
    public boolean isStructured() {
        return this == OBJECT || this == ARRAY;
    }

    /** Whether a JSON value fits. Numbers and booleans fit a string, as text: models often leave out the quotes. */
    public boolean accepts(Value.Json value) {
        return this == ANY
                || switch (value.kind()) {
                    case OBJECT -> this == OBJECT;
                    case ARRAY -> this == ARRAY;
                    case STRING, NUMBER, BOOLEAN -> acceptsText(value.text());
                    case NULL -> false;
                };
    }

    /** A text of a file as a value of this type; as text where it is of another. */
    public Value value(String text) {
        var isOther = this != STRING && this != ANY && acceptsText(text);
        return isOther
                ? new Value.Json(
                        this == BOOLEAN ? JsonKind.BOOLEAN : JsonKind.NUMBER,
                        text.getBytes(UTF_8),
                        0,
                        text.getBytes(UTF_8).length)
                : new Value.Text(text);
    }

    /** Whether a text, as it comes in a path, a query or a header, is of this type. */
    public boolean acceptsText(String text) {
        return switch (this) {
            case STRING, ANY -> true;
            case INTEGER -> JsonText.isInteger(text);
            case NUMBER -> JsonText.isNumber(text);
            case BOOLEAN -> text.equals("true") || text.equals("false");
            case OBJECT, ARRAY -> false;
        };
    }
}
