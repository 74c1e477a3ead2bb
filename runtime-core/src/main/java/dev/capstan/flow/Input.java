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
 * @param position where the file declares it, or what it was derived from
 */
public record Input(
        String name,
        Location location,
        ValueType type,
        boolean required,
        Optional<String> description,
        Position position) {}
