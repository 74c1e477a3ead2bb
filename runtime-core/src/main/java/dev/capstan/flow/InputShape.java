package dev.capstan.flow;

import dev.capstan.value.ValueType;
import java.util.List;
import java.util.Optional;

/**
 * What else a file says about the values of an input; for schemas and descriptions.
 *
 * @param choices the values that it names, as text; none means any
 * @param standard what the upstream takes when there is no value, as text
 * @param items the type of a list's items
 * @param binary whether the value is bytes, which are Base64 where only text can be given
 */
public record InputShape(List<String> choices, Optional<String> standard, Optional<ValueType> items, boolean binary) {
    /** Nothing is said. */
    public static final InputShape NONE = new InputShape(List.of(), Optional.empty(), Optional.empty(), false);

    public InputShape {
        choices = List.copyOf(choices);
    }

    /** This shape, and where it says nothing the other. */
    public InputShape or(InputShape other) {
        return new InputShape(
                choices.isEmpty() ? other.choices : choices,
                standard.or(() -> other.standard),
                items.or(() -> other.items),
                binary || other.binary);
    }

    /** The same of bytes. */
    public InputShape asBinary() {
        return new InputShape(choices, standard, items, true);
    }
}
