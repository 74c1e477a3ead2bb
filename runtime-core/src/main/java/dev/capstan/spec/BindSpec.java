package dev.capstan.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Variables from outside (format, section on binds).
 *
 * @param location where they come from; absent means the process environment
 * @param keys the variables
 * @param file in which it is written, from which its location counts
 */
public record BindSpec(String namespace, Optional<Located<String>> location, List<Key> keys, Path file) {
    public BindSpec {
        keys = List.copyOf(keys);
    }

    /**
     * One variable.
     *
     * @param variable its name in the file
     * @param source its name where it comes from
     */
    public record Key(Located<String> variable, String source) {}
}
