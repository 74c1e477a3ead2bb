package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An input parameter, consumed or exposed.
 *
 * @param value what is sent in place of what a caller gives; a text that may have references
 * @param choices the values of {@code enum}
 * @param standard the value of {@code default}
 * @param items the type of a list's items
 * @param details what few parameters have
 */
public record ParameterSpec(
        Located<String> name,
        Optional<Located<String>> in,
        Optional<Located<String>> type,
        Optional<String> description,
        Optional<Boolean> required,
        Optional<Located<String>> value,
        List<String> choices,
        Optional<String> standard,
        Optional<String> items,
        Details details,
        Position position) {
    /** What limits values, and is a number, in the words of JSON Schema. */
    public static final Set<String> LIMITS = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems");

    public ParameterSpec {
        choices = List.copyOf(choices);
    }

    /** By name and place alone: what else there is, a whole tree at times, is costly to go through and tells no more apart. */
    @Override
    public int hashCode() {
        return name.value().hashCode() * 31 + position.hashCode();
    }

    /** A parameter without details. */
    public ParameterSpec(
            Located<String> name,
            Optional<Located<String>> in,
            Optional<Located<String>> type,
            Optional<String> description,
            Optional<Boolean> required,
            Optional<Located<String>> value,
            List<String> choices,
            Optional<String> standard,
            Optional<String> items,
            Position position) {
        this(name, in, type, description, required, value, choices, standard, items, Details.NONE, position);
    }

    /**
     * What few parameters have.
     *
     * @param pattern a regular expression
     * @param style how lists and objects are written in a query, with {@code explode}
     * @param constant the only value
     * @param mapping a path into the body
     * @param written all that is said of the parameter, for what is published of its members
     */
    public record Details(
            Optional<Located<String>> pattern,
            Optional<Located<String>> style,
            Optional<Boolean> explode,
            Optional<Located<String>> constant,
            Optional<Located<String>> mapping,
            Optional<Node.Mapping> written) {
        /** Nothing is said. */
        public static final Details NONE = new Details(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same of a consumed operation, where a constant is what is sent. */
    ParameterSpec consumed() {
        return value.isPresent() || details.constant().isEmpty()
                ? this
                : new ParameterSpec(
                        name,
                        in,
                        type,
                        description,
                        required,
                        details.constant(),
                        choices,
                        standard,
                        items,
                        details,
                        position);
    }

    /** A parameter of which nothing is known but its name and what it is for. */
    public static ParameterSpec named(
            Located<String> name, Optional<Located<String>> in, Optional<Located<String>> value) {
        return new ParameterSpec(
                name,
                in,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                value,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                name.position());
    }

    /** The same parameter, found at a place. */
    public ParameterSpec found(String place, boolean isRequired) {
        return new ParameterSpec(
                name,
                Optional.of(new Located<>(place, position)),
                type,
                description,
                Optional.of(isRequired),
                value,
                choices,
                standard,
                items,
                details,
                position);
    }

    /** The same parameter as a variable of a URI: there is always a value, and no other counts. */
    public ParameterSpec ofUri() {
        return new ParameterSpec(
                name,
                Optional.empty(),
                type,
                description,
                Optional.of(true),
                Optional.empty(),
                choices,
                Optional.empty(),
                items,
                details,
                position);
    }

    /** A whole body of which nothing is known but that it is one. */
    public static ParameterSpec bodyAt(Position position) {
        return named(new Located<>("body", position), Optional.empty(), Optional.empty());
    }
}
