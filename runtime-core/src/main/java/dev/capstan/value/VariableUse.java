package dev.capstan.value;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/**
 * One place where a file needs a variable.
 *
 * @param location of the bind that declares it, which is asked first; empty means the environment and what stands in
 *     for it
 * @param name the name at the location, in the environment, the env file or wherever the variable comes from
 * @param otherNames under which it is looked for in the environment when it is not set under its own
 * @param mayBeEmpty whether an empty value is a value; some APIs take an empty password
 * @param declared whether a bind of the file declares it
 * @param position where the file uses it
 */
public record VariableUse(
        Optional<BindLocation> location,
        String name,
        List<String> otherNames,
        boolean mayBeEmpty,
        boolean declared,
        Position position) {
    public VariableUse {
        otherNames = List.copyOf(otherNames);
    }

    // By hand, as in Position: the uses of a file are a set, so every start asks for these.

    @Override
    public boolean equals(Object other) {
        return other instanceof VariableUse use
                && name.equals(use.name)
                && position.equals(use.position)
                && location.equals(use.location)
                && otherNames.equals(use.otherNames)
                && mayBeEmpty == use.mayBeEmpty
                && declared == use.declared;
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + position.hashCode();
    }

    /** The value that it has now. */
    public Optional<Secret> find(Variables variables) {
        var value = location.flatMap(place -> variables.find(place, name));
        if (value.isEmpty()) {
            value = variables.find(name);
        }
        for (var i = 0; value.isEmpty() && i < otherNames.size(); i++) {
            value = variables.find(otherNames.get(i));
        }
        return value;
    }

    /** The name, and where it is meant to come from when that is not the environment. */
    public String label() {
        return location.map(place -> name + " of " + place.written()).orElse(name);
    }

    /** Whether the variable has a value that can be sent. */
    public boolean isMissing(Variables variables) {
        return find(variables).filter(value -> mayBeEmpty || !value.isEmpty()).isEmpty();
    }
}
