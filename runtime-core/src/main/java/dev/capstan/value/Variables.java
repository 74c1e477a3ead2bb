package dev.capstan.value;

import java.util.Optional;

/**
 * Variables from outside: the environment, a file, a secrets folder. Asked at call time, so that a rotated secret needs
 * no restart. Implementations are thread-safe and do not block.
 */
@FunctionalInterface
public interface Variables {
    /** The value of a variable, or empty when it is not set. */
    Optional<Secret> find(String name);

    /** These variables, and where they have none, the others. */
    default Variables or(Variables others) {
        return name -> find(name).or(() -> others.find(name));
    }

    /** The variables of this process. */
    static Variables ofProcess() {
        return name -> Optional.ofNullable(System.getenv(name)).map(Secret::new);
    }
}
