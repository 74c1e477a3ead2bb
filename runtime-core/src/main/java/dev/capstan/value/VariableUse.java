package dev.capstan.value;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/**
 * One place where a file needs a variable.
 *
 * @param name the name in the environment, the env file or wherever the variable comes from
 * @param otherNames under which it is looked for when it is not set under its own
 * @param mayBeEmpty whether an empty value is a value; some APIs take an empty password
 * @param declared whether a bind of the file declares it
 * @param position where the file uses it
 */
public record VariableUse(
        String name, List<String> otherNames, boolean mayBeEmpty, boolean declared, Position position) {
    public VariableUse {
        otherNames = List.copyOf(otherNames);
    }

    /** The value that it has now. */
    public Optional<Secret> find(Variables variables) {
        var value = variables.find(name);
        for (var i = 0; value.isEmpty() && i < otherNames.size(); i++) {
            value = variables.find(otherNames.get(i));
        }
        return value;
    }

    /** Whether the variable has a value that can be sent. */
    public boolean isMissing(Variables variables) {
        return find(variables).filter(value -> mayBeEmpty || !value.isEmpty()).isEmpty();
    }
}
