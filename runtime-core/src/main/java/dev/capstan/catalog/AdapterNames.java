package dev.capstan.catalog;

import dev.capstan.exposure.Capability;
import dev.capstan.exposure.McpAdapter;
import dev.capstan.exposure.RestAdapter;
import dev.capstan.exposure.SkillAdapter;
import dev.capstan.problem.Position;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A name for each adapter that no other of its kind has: its namespace where nobody else uses that, otherwise as much
 * of the end of the file's path as tells it apart and the namespace, and a number where even that is taken. Files come sorted, so the order of loading is no matter.
 */
final class AdapterNames {
    private static final int MAX_DEPTH = 20;
    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");
    private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9_-]");

    /** By the adapter itself: two files may import one and the same. */
    private final IdentityHashMap<Object, String> names = new IdentityHashMap<>();

    /** An adapter and the file that has it. */
    private record User(Object adapter, String namespace, String file) {}

    AdapterNames(List<LoadedFile> sorted) {
        var rest = new ArrayList<User>();
        var mcp = new ArrayList<User>();
        var skills = new ArrayList<User>();
        for (var file : sorted) {
            file.capability().ifPresent(capability -> {
                capability.rest().forEach(adapter -> rest.add(new User(adapter, adapter.namespace(), file.file())));
                capability.mcp().forEach(adapter -> mcp.add(new User(adapter, adapter.namespace(), file.file())));
                capability.skills().forEach(adapter -> skills.add(new User(adapter, adapter.namespace(), file.file())));
            });
        }
        name(rest);
        name(mcp);
        name(skills);
    }

    private void name(List<User> adapters) {
        var byNamespace = adapters.stream().collect(Collectors.groupingBy(User::namespace));
        Set<String> taken = new HashSet<>(byNamespace.keySet());
        for (var own : new TreeSet<>(byNamespace.keySet())) {
            var users = byNamespace.getOrDefault(own, List.of());
            if (users.size() == 1) {
                names.put(users.get(0).adapter(), own);
            } else {
                tellApart(own, users, taken);
            }
        }
    }

    private void tellApart(String namespace, List<User> users, Set<String> taken) {
        var files = users.stream().map(User::file).distinct().toList();
        var depth = 1;
        while (depth < MAX_DEPTH && hasTwins(files, depth)) {
            depth++;
        }
        var numbers = new HashMap<String, Integer>();
        for (var user : users) {
            var wanted = ending(user.file(), depth) + "-" + namespace;
            var name = wanted;
            while (!taken.add(name)) {
                name = wanted + "-" + numbers.merge(wanted, 2, (last, two) -> last + 1);
            }
            names.put(user.adapter(), name);
        }
    }

    private static boolean hasTwins(List<String> files, int depth) {
        return files.stream().map(file -> ending(file, depth)).distinct().count() < files.size();
    }

    /** The last parts of a file's path, without its extension, as a name can have them. */
    private static String ending(String file, int depth) {
        var parts = SEPARATOR.split(file, -1);
        var last = String.join("-", List.of(parts).subList(Math.max(0, parts.length - depth), parts.length));
        var dot = last.lastIndexOf('.');
        return NO_NAME.matcher(dot > 0 ? last.substring(0, dot) : last).replaceAll("-");
    }

    String of(RestAdapter adapter) {
        return names.getOrDefault(adapter, adapter.namespace());
    }

    String of(McpAdapter adapter) {
        return names.getOrDefault(adapter, adapter.namespace());
    }

    String of(SkillAdapter adapter) {
        return names.getOrDefault(adapter, adapter.namespace());
    }

    /** Tells which adapters of a file could not keep their namespace. */
    List<Problem> problems(Capability capability) {
        var problems = new ArrayList<Problem>();
        capability.rest().forEach(adapter -> note(adapter.namespace(), of(adapter), adapter.position(), problems));
        capability.mcp().forEach(adapter -> note(adapter.namespace(), of(adapter), adapter.position(), problems));
        capability.skills().forEach(adapter -> note(adapter.namespace(), of(adapter), adapter.position(), problems));
        return problems;
    }

    private static void note(String namespace, String name, Position position, List<Problem> problems) {
        if (!name.equals(namespace)) {
            problems.add(Problem.of(
                    ProblemCode.NAMESPACE_DUPLICATE,
                    position,
                    "the namespace " + namespace + " is used more than once; here it is " + name));
        }
    }
}
