package dev.capstan.flow;

import dev.capstan.value.JsonPath;
import dev.capstan.value.QueryStyle;
import dev.capstan.value.Shared;
import dev.capstan.value.TextPattern;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What else a file says about the values of an input; for schemas, descriptions and checks.
 *
 * @param choices the values that it names, as text; none means any
 * @param standard what the upstream takes when there is no value, as text
 * @param filler what is taken when a call leaves the input out
 * @param items the type of a list's items
 * @param binary whether the value is bytes, which are Base64 where only text can be given
 * @param pattern that is in every value
 * @param path where in the JSON body the value is; empty when it is found by its name
 * @param style how lists and objects are written in a query
 * @param schema more of the schema of the value, such as its format, an object's members or a list's items
 */
public record InputShape(
        List<String> choices,
        Optional<String> standard,
        Optional<Value> filler,
        Optional<ValueType> items,
        boolean binary,
        Optional<TextPattern> pattern,
        Optional<JsonPath> path,
        QueryStyle style,
        ValueSchema schema) {
    /** Nothing is said. */
    public static final InputShape NONE = new InputShape(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            QueryStyle.PLAIN,
            ValueSchema.NONE);

    private static final Shared<InputShape> KNOWN = new Shared<>(1000);

    public InputShape {
        choices = List.copyOf(choices);
    }

    /** What {@link #schema} says, for those who show it. */
    public Map<String, Object> members() {
        return schema.words();
    }

    /** This shape, and where it says nothing the other; what fills this in stays as it is. */
    public InputShape or(InputShape other) {
        return new InputShape(
                        choices.isEmpty() ? other.choices : choices,
                        standard.or(() -> other.standard),
                        filler,
                        items.or(() -> other.items),
                        binary || other.binary,
                        pattern.or(() -> other.pattern),
                        path.or(() -> other.path),
                        style == QueryStyle.PLAIN ? other.style : style,
                        schema.words().isEmpty() ? other.schema : schema)
                .shared();
    }

    /** {@link #NONE} where this says nothing, as of most inputs, else one of those that are equal. */
    public InputShape shared() {
        var saysNothing = choices.isEmpty()
                && standard.isEmpty()
                && filler.isEmpty()
                && items.isEmpty()
                && !binary
                && pattern.isEmpty()
                && path.isEmpty()
                && style == QueryStyle.PLAIN
                && schema.words().isEmpty();
        return saysNothing ? NONE : KNOWN.one(this);
    }

    /** The same of bytes. */
    public InputShape asBinary() {
        return new InputShape(choices, standard, filler, items, true, pattern, path, style, schema);
    }

    /** The same with its standard taken where a call leaves the input out. */
    public InputShape filled(ValueType type) {
        return standard.isEmpty()
                ? this
                : new InputShape(
                        choices,
                        standard,
                        Optional.of(type.value(standard.get())),
                        items,
                        binary,
                        pattern,
                        path,
                        style,
                        schema);
    }

    /** The same, found at a path in the JSON body. */
    public InputShape at(Optional<JsonPath> otherPath) {
        return path.equals(otherPath)
                ? this
                : new InputShape(choices, standard, filler, items, binary, pattern, otherPath, style, schema);
    }
}
