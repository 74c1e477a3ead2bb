package dev.capstan.flow;

import dev.capstan.problem.Position;
import dev.capstan.value.ValueType;
import java.util.Optional;

/**
 * One input of an exposure.
 *
 * @param name as the caller writes it
 * @param required whether a call without it is refused
 * @param description what the file says about it
 * @param shape what else it says
 * @param position where the file declares it, or what it was derived from
 */
public record Input(
        String name,
        Location location,
        ValueType type,
        boolean required,
        Optional<String> description,
        InputShape shape,
        Position position) {
    /** The same input, which a call must give. */
    public Input asRequired() {
        return new Input(name, location, type, true, description, shape, position);
    }
}
