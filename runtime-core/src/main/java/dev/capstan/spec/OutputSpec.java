package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/**
 * A part of an answer (format, section on output parameters), consumed or exposed.
 *
 * @param type in lower case
 * @param mapping where it is in the answer, a JSONPath
 * @param value what it is, whatever the answer
 * @param properties the members of an object, each with its name
 * @param items what each item of a list is
 * @param values what each value of an object with open names is
 * @param maxLength where longer texts are cut off
 */
public record OutputSpec(
        Optional<String> name,
        Optional<String> type,
        Optional<Located<String>> mapping,
        Optional<Node> value,
        List<OutputSpec> properties,
        Optional<OutputSpec> items,
        Optional<OutputSpec> values,
        Optional<Integer> maxLength,
        Position position) {
    public OutputSpec {
        properties = List.copyOf(properties);
    }

    /** The same without a name and a path: all that it is made of. */
    public OutputSpec unplaced() {
        return new OutputSpec(
                Optional.empty(), type, Optional.empty(), value, properties, items, values, maxLength, position);
    }

    static OutputSpec named(String name, Position position) {
        return new OutputSpec(
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                position);
    }

    /** A part of which nothing is known. */
    public static OutputSpec untyped(Position position) {
        return new OutputSpec(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                position);
    }

    /** An object of named parts. */
    static OutputSpec objectOf(List<OutputSpec> properties, Position position) {
        return new OutputSpec(
                Optional.empty(),
                Optional.of("object"),
                Optional.empty(),
                Optional.empty(),
                properties,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                position);
    }
}
