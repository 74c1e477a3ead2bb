package dev.capstan.compile;

import java.util.Map;
import java.util.Set;

/**
 * What a file consumes, for settings that are about it. Without such settings it is not collected.
 *
 * @param namespaces of the consumed APIs
 * @param methods of the consumed operations, by {@code NAMESPACE.OPERATION}
 */
public record Consumed(Set<String> namespaces, Map<String, String> methods) {
    static final Consumed NOT_ASKED = new Consumed(Set.of(), Map.of());

    public Consumed {
        namespaces = Set.copyOf(namespaces);
        methods = Map.copyOf(methods);
    }
}
