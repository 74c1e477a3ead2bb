package dev.capstan.value;

import dev.capstan.problem.Position;

/**
 * One place where a file needs a variable.
 *
 * @param name the name in the environment, the env file or wherever the variable comes from
 * @param mayBeEmpty whether an empty value is a value; some APIs take an empty password
 * @param declared whether a bind of the file declares it
 * @param position where the file uses it
 */
public record VariableUse(String name, boolean mayBeEmpty, boolean declared, Position position) {

    /** Whether the variable has a value that can be sent. */
    public boolean isMissing(Variables variables) {
        return variables
                .find(name)
                .filter(value -> mayBeEmpty || !value.isEmpty())
                .isEmpty();
    }
}
