package dev.capstan.catalog;

import dev.capstan.exposure.Capability;
import dev.capstan.exposure.McpAdapter;
import dev.capstan.exposure.RestAdapter;
import dev.capstan.problem.Position;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A name for each adapter that no other of its kind has: its namespace where nobody else uses that, otherwise the file's
 * name and the namespace, and a number where even that is taken. Files come sorted, so the order of loading is no matter.
 */
final class AdapterNames {
    /** By position, which no two adapters share. */
    private final Map<Position, String> names = new HashMap<>();

    AdapterNames(List<LoadedFile> sorted) {
        var capabilities =
                sorted.stream().flatMap(file -> file.capability().stream()).toList();
        var rest = capabilities.stream()
                .flatMap(capability -> capability.rest().stream())
                .toList();
        var mcp = capabilities.stream()
                .flatMap(capability -> capability.mcp().stream())
                .toList();
        name(rest, RestAdapter::namespace, RestAdapter::position);
        name(mcp, McpAdapter::namespace, McpAdapter::position);
    }

    private <A> void name(List<A> adapters, Function<A, String> namespace, Function<A, Position> position) {
        var uses = new HashMap<String, Integer>();
        adapters.forEach(adapter -> uses.merge(namespace.apply(adapter), 1, Integer::sum));
        Set<String> taken = new HashSet<>(uses.keySet());
        for (var adapter : adapters) {
            var own = namespace.apply(adapter);
            var at = position.apply(adapter);
            names.put(at, uses.getOrDefault(own, 0) == 1 ? own : free(stem(at.file()) + "-" + own, taken));
        }
    }

    private static String free(String wanted, Set<String> taken) {
        var name = wanted;
        for (var number = 2; !taken.add(name); number++) {
            name = wanted + "-" + number;
        }
        return name;
    }

    private static String stem(String file) {
        var name = Position.fileName(file);
        var dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^A-Za-z0-9_-]", "-");
    }

    String of(RestAdapter adapter) {
        return names.getOrDefault(adapter.position(), adapter.namespace());
    }

    String of(McpAdapter adapter) {
        return names.getOrDefault(adapter.position(), adapter.namespace());
    }

    /** Tells which adapters of a file could not keep their namespace. */
    List<Problem> problems(Capability capability) {
        var problems = new ArrayList<Problem>();
        capability.rest().forEach(adapter -> note(adapter.namespace(), of(adapter), adapter.position(), problems));
        capability.mcp().forEach(adapter -> note(adapter.namespace(), of(adapter), adapter.position(), problems));
        return problems;
    }

    private static void note(String namespace, String name, Position position, List<Problem> problems) {
        if (!name.equals(namespace)) {
            var code = ProblemCode.NAMESPACE_DUPLICATE;
            problems.add(new Problem(
                    code,
                    code.severity(),
                    "the namespace " + namespace + " is used more than once; here it is " + name,
                    position));
        }
    }
}
