package dev.capstan.spec;

import java.util.List;
import java.util.Optional;

/**
 * Variables from outside (format, section on binds).
 *
 * @param location where they come from; absent means the process environment
 * @param keys the variables
 */
public record BindSpec(String namespace, Optional<Located<String>> location, List<Key> keys) {
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
