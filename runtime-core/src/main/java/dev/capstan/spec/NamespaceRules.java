package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Rules on the names that others refer to: namespaces, and the functions of an aggregate. */
final class NamespaceRules {
    private static final Set<String> NAMED_ADAPTERS = Set.of("rest", "mcp", "skill");

    private final Problems problems;

    NamespaceRules(Problems problems) {
        this.problems = problems;
    }

    void check(Outline file) {
        unique(file);
        file.exposes().stream()
                // A control adapter has none: nothing refers to it.
                .filter(adapter -> NAMED_ADAPTERS.contains(adapter.type()))
                .forEach(adapter -> required(
                        adapter.section(), ProblemCode.EXPOSES_NAMESPACE_REQUIRED, "exposed adapter", "an adapter"));
        file.aggregates().forEach(aggregate -> {
            required(aggregate, ProblemCode.AGGREGATES_NAMESPACE_REQUIRED, "aggregate", "an aggregate");
            uniqueFunctions(aggregate);
        });
    }

    private void unique(Outline file) {
        Map<String, Position> seen = new HashMap<>();
        Stream.of(
                        file.consumes().stream(),
                        file.exposes().stream().map(Outline.Adapter::section),
                        file.binds().stream())
                .flatMap(sections -> sections)
                .flatMap(section -> section.text("namespace").stream())
                .filter(namespace -> !namespace.value().isBlank())
                .forEach(namespace -> unique(namespace, seen));
    }

    private void unique(Located<String> namespace, Map<String, Position> seen) {
        var first = seen.putIfAbsent(namespace.value(), namespace.position());
        if (first != null) {
            problems.add(
                    ProblemCode.NAMESPACES_UNIQUE,
                    namespace.position(),
                    "the namespace '" + namespace.value() + "' is taken already, at " + first
                            + " (expected: one of its own for each consumed API, adapter and bind)");
        }
    }

    private void required(Section section, ProblemCode code, String what, String whose) {
        if (section.plain("namespace").isEmpty()) {
            problems.add(
                    code,
                    section.position(),
                    "this " + what + " has no 'namespace'; without one nothing can refer to " + whose
                            + " or import it");
        }
    }

    private void uniqueFunctions(Section aggregate) {
        var seen = new HashSet<String>();
        aggregate.named("functions", Part.FLOW).stream()
                .flatMap(function -> function.name().stream())
                .filter(name -> !seen.add(name.value()))
                .forEach(
                        name -> problems.add(
                                ProblemCode.AGGREGATES_UNIQUE_FUNCTION_NAME,
                                name.position(),
                                "this aggregate has a function '" + name.value()
                                        + "' before this one (expected: a name of its own for each); references mean the first"));
    }
}
