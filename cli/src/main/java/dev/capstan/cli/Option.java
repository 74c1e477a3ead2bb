package dev.capstan.cli;

import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;

/**
 * An option or the positional parameters of a command.
 *
 * @param <T> of its value
 */
record Option<T>(ArgSpec spec) {
    /** What was given, on the command line or by a variable of the environment. */
    Optional<T> given() {
        return Optional.ofNullable(spec.<T>getValue());
    }

    T or(T standard) {
        return given().orElse(standard);
    }
}
