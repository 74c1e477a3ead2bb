package dev.capstan.catalog;

import dev.capstan.exposure.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Things of one kind that the adapters of a listener have, and what tells apart those of one name. First all are added,
 * then they are asked for. Used for one composition.
 */
final class SharedNames<T> {
    private static final int DIGEST = "-000000".length();

    private final Map<String, List<Owned<T>>> byName = new TreeMap<>();

    /** The qualified names of those that cannot have their plain ones. */
    private final Set<String> qualifiedNames = new HashSet<>();

    /** A thing, its name in its file, and the unique namespace of its adapter. */
    private record Owned<T>(String namespace, String name, T thing) {
        String qualifiedName() {
            return qualified(namespace, name);
        }

        /**
         * The qualified name as clients see it. Where it is longer than they take, the namespace is cut and told apart by a
         * digest of itself, which does not depend on the other files.
         */
        String shortName() {
            var whole = qualifiedName();
            var space = Tool.MAX_NAME - name.length() - "__".length() - DIGEST;
            return whole.length() <= Tool.MAX_NAME || space < 1
                    ? whole
                    : namespace.substring(0, space) + digest() + "__" + name;
        }

        private String digest() {
            return "-" + HexFormat.of().toHexDigits(namespace.hashCode(), DIGEST - 1);
        }
    }

    /** The name that no other thing of the kind has. */
    static String qualified(String namespace, String name) {
        return namespace + "__" + name;
    }

    void add(String namespace, String name, T thing) {
        var users = byName.computeIfAbsent(name, key -> new ArrayList<>());
        users.add(new Owned<>(namespace, name, thing));
        if (users.size() == 2) {
            qualifiedNames.add(users.get(0).qualifiedName());
        }
        if (users.size() >= 2) {
            qualifiedNames.add(qualified(namespace, name));
        }
    }

    /** How many adapters have a thing of that name. */
    int users(String name) {
        return byName.getOrDefault(name, List.of()).size();
    }

    // --- names that are qualified when they are shared ---

    /** What a thing is called: its plain name where no other has that, and it is not the qualified name of another. */
    String listedName(String namespace, String name) {
        return listedName(new Owned<>(namespace, name, name));
    }

    private String listedName(Owned<?> one) {
        return users(one.name()) <= 1 && !qualifiedNames.contains(one.name()) ? one.name() : one.shortName();
    }

    /** Each by the name that clients see, sorted, and by its qualified name in any case. */
    Listing<T> byListedName() {
        var listed = new TreeMap<String, T>();
        var others = new HashMap<String, T>();
        each((one, name) -> {
            listed.put(name, one.thing());
            others.put(one.qualifiedName(), one.thing());
        });
        others.keySet().removeAll(listed.keySet());
        return new Listing<>(listed, others);
    }

    /** The namespaces of the adapters by all names that {@link #byListedName} has. */
    Map<String, String> ownersByListedName() {
        var owners = new HashMap<String, String>();
        each((one, name) -> owners.put(one.qualifiedName(), one.namespace()));
        each((one, name) -> owners.put(name, one.namespace()));
        return owners;
    }

    private void each(BiConsumer<Owned<T>, String> action) {
        byName.values().forEach(users -> users.forEach(one -> action.accept(one, listedName(one))));
    }

    // --- names that nobody gets when they are shared ---

    /** Those whose name no other has, sorted. */
    Listing<T> unshared() {
        var listed = new TreeMap<String, T>();
        byName.forEach((name, users) -> {
            if (users.size() == 1) {
                listed.put(name, users.get(0).thing());
            }
        });
        return new Listing<>(listed, Map.of());
    }

    /** The namespaces of the adapters by the names that {@link #unshared} has. */
    Map<String, String> ownersOfUnshared() {
        var owners = new HashMap<String, String>();
        byName.forEach((name, users) -> {
            if (users.size() == 1) {
                owners.put(name, users.get(0).namespace());
            }
        });
        return owners;
    }

    /** The namespaces of the adapters, sorted, by the names that several of them have. */
    Map<String, List<String>> shared() {
        var shared = new TreeMap<String, List<String>>();
        byName.forEach((name, users) -> {
            if (users.size() > 1) {
                shared.put(name, users.stream().map(Owned::namespace).sorted().toList());
            }
        });
        return shared;
    }
}
