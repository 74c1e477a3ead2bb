package dev.capstan.value;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Variables from outside: the environment, a file, a secrets folder, the locations of binds. Asked at call time, so that
 * a rotated secret needs no restart. Implementations are thread-safe and do not block for long: they answer from memory,
 * or read a small file.
 */
@FunctionalInterface
public interface Variables {
    /** The value of a variable, or empty when it is not set. */
    Optional<Secret> find(String name);

    /**
     * The value of a key at the location of a bind, or empty when it is not set there, or when these variables know
     * nothing of locations.
     */
    default Optional<Secret> find(BindLocation location, String key) {
        return Optional.empty();
    }

    /**
     * Tells which keys of which locations files need, all of them, before calls ask. May block, until what is slow was
     * read or too much time went by.
     */
    default void expect(Map<BindLocation, Set<String>> keys) {}

    /** These variables, and where they have none, the others. */
    default Variables or(Variables others) {
        var first = this;
        return new Variables() {
            @Override
            public Optional<Secret> find(String name) {
                return first.find(name).or(() -> others.find(name));
            }

            @Override
            public Optional<Secret> find(BindLocation location, String key) {
                return first.find(location, key).or(() -> others.find(location, key));
            }

            @Override
            public void expect(Map<BindLocation, Set<String>> keys) {
                first.expect(keys);
                others.expect(keys);
            }
        };
    }

    /** These variables as they are when they are first asked for. Belongs to one call. */
    default Variables snapshot() {
        return new VariablesSnapshot(this);
    }

    /** The variables of this process. */
    static Variables ofProcess() {
        return name -> Optional.ofNullable(System.getenv(name)).map(Secret::new);
    }
}
