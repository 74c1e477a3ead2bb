package dev.capstan.flow;

import dev.capstan.problem.Position;
import dev.capstan.value.ValueType;
import java.util.Optional;

/**
 * One input of an exposure.
 *
 * @param name as the caller writes it
 * @param writtenName as the file writes it; callers may use that, too
 * @param required whether a call without it is refused
 * @param description what the file says about it
 * @param shape what else it says
 * @param position where the file declares it, or what it was derived from
 */
public record Input(
        String name,
        String writtenName,
        Location location,
        ValueType type,
        boolean required,
        Optional<String> description,
        InputShape shape,
        Position position) {
    /** An input that is called as the file writes it. */
    public Input(
            String name,
            Location location,
            ValueType type,
            boolean required,
            Optional<String> description,
            InputShape shape,
            Position position) {
        this(name, name, location, type, required, description, shape, position);
    }

    /** Whether a call without it is refused: it is required, and nothing fills it in. */
    public boolean isNeeded() {
        return required && shape.filler().isEmpty();
    }

    /** The same input under another name; its own stays good, too. */
    public Input called(String other) {
        return new Input(other, writtenName, location, type, required, description, shape, position);
    }

    /** The same input, which a call must give. */
    public Input asRequired() {
        return as(location, true);
    }

    /** The same input, found at another place. */
    public Input as(Location otherLocation, boolean isRequired) {
        return new Input(name, writtenName, otherLocation, type, isRequired, description, shape, position);
    }
}
