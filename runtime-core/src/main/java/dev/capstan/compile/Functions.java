package dev.capstan.compile;

import dev.capstan.problem.Known;
import dev.capstan.spec.AggregateSpec;
import dev.capstan.spec.AggregateSpec.FunctionSpec;
import dev.capstan.spec.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The functions of a file, by what a {@code ref} may write for them. */
final class Functions {
    private final Map<String, Found> byName = new LinkedHashMap<>();

    /** Why there is no function for a {@code ref}. */
    String unknown(Located<String> ref) {
        var several = byName.keySet().stream()
                .filter(name -> name.endsWith("." + ref.value().strip()))
                .toList();
        return several.size() > 1
                ? "several aggregates have a function " + ref.value() + " (expected: one of "
                        + String.join(", ", several) + ")"
                : "there is no function " + ref.value() + Known.of(byName.keySet());
    }

    /**
     * A function and what its aggregate is called in the texts of it.
     *
     * @param namespaces also the one that it had before an import renamed it
     */
    record Found(FunctionSpec function, List<String> namespaces) {
        Found {
            namespaces = List.copyOf(namespaces);
        }
    }

    Functions(List<AggregateSpec> aggregates) {
        for (var aggregate : aggregates) {
            var namespaces = Stream.concat(
                            Stream.of(aggregate.namespace().value()), aggregate.formerNamespace().stream())
                    .toList();
            aggregate
                    .functions()
                    .forEach(function -> byName.putIfAbsent(
                            namespaces.get(0) + "." + function.name(), new Found(function, namespaces)));
        }
    }

    /** The function of that name; without a namespace the only one that is called so. */
    Optional<Found> find(Located<String> ref) {
        var written = ref.value().strip();
        var exact = byName.get(written);
        if (exact != null) {
            return Optional.of(exact);
        }
        var same = byName.values().stream()
                .filter(found -> found.function().name().equals(written))
                .limit(2)
                .toList();
        return same.size() == 1 ? Optional.of(same.get(0)) : Optional.empty();
    }
}
