package dev.capstan.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * How callers reach what a file offers has changed, although the file has not: others came, went or changed.
 *
 * @param before how the first of it was called
 * @param now how it is called now
 * @param others how much more of the file is called in another way
 */
public record Renamed(String file, String before, String now, int others) {
    /** Each file of which that is so, in the order of the catalogue. */
    public static List<Renamed> between(Catalog before, Catalog now) {
        var known = new HashMap<String, CatalogEntry>();
        before.entries().forEach(entry -> known.put(entry.file(), entry));
        var renamed = new ArrayList<Renamed>();
        for (var entry : now.entries()) {
            var same = known.get(entry.file());
            if (same != null) {
                compare(same, entry, renamed);
            }
        }
        return renamed;
    }

    /** What was loaded again is another thing, and is not compared: its names are what its file says. */
    private static void compare(CatalogEntry before, CatalogEntry now, List<Renamed> renamed) {
        var known = new IdentityHashMap<Object, Name>();
        names(before).forEach(name -> known.put(name.thing(), name));
        var changes = names(now)
                .flatMap(name -> Stream.ofNullable(known.get(name.thing())).map(old -> change(now.file(), old, name)))
                .filter(change -> !change.before().equals(change.now()))
                .toList();
        if (!changes.isEmpty()) {
            var first = changes.get(0);
            renamed.add(new Renamed(first.file(), first.before(), first.now(), changes.size() - 1));
        }
    }

    /** A thing, how it is listed, and the name that it has for itself. */
    private record Name(Object thing, String kind, String listed, String own) {}

    private static Renamed change(String file, Name before, Name now) {
        return before.listed().equals(now.listed())
                ? new Renamed(file, before.kind() + before.own(), now.kind() + now.own(), 0)
                : new Renamed(file, before.kind() + before.listed(), now.kind() + now.listed(), 0);
    }

    private static Stream<Name> names(CatalogEntry entry) {
        return Stream.of(
                        entry.routes().stream()
                                .map(it -> new Name(
                                        it.route(), it.route().method() + " ", it.callablePath(), it.canonicalPath())),
                        entry.tools().stream()
                                .map(it -> new Name(it.tool(), "tool ", it.listedName(), it.qualifiedName())),
                        entry.prompts().stream()
                                .map(it -> new Name(it.prompt(), "prompt ", it.listedName(), it.qualifiedName())),
                        entry.resources().stream().map(it -> new Name(it.resource(), "resource ", listed(it), own(it))),
                        entry.skills().stream()
                                .map(it -> new Name(it.skill(), "skill ", it.listedName(), it.canonicalPath())))
                .flatMap(names -> names);
    }

    private static String listed(CatalogEntry.NamedResource resource) {
        return resource.isAmbiguous()
                ? own(resource)
                : resource.resource().about().uri();
    }

    private static String own(CatalogEntry.NamedResource resource) {
        return resource.resource().about().uri() + " at /mcp/" + resource.namespace();
    }
}
