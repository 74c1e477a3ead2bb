package dev.capstan.catalog;

import dev.capstan.exposure.RestRoute;
import dev.capstan.exposure.RoutePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The REST routes of one listener. Each answers under its canonical path, which starts with its adapter's namespace, and
 * under its bare path when nobody else claims that. Filled once, then read by many threads.
 */
public final class RouteTable {
    /** Asked first, so that nobody's bare path can take another's canonical one. */
    private final PathTrie<Map<String, List<Claim>>> canonicals = new PathTrie<>();

    private final PathTrie<Map<String, List<Claim>>> bares = new PathTrie<>();

    /** @param canonicalPath where this route answers in any case, normalised */
    public record Claim(String canonicalPath, RestRoute route) {}

    RouteTable() {}

    void add(String namespace, RestRoute route) {
        var canonical = route.path().below(namespace);
        var claim = new Claim(canonical.toString(), route);
        claims(canonicals, canonical)
                .computeIfAbsent(route.method(), method -> new ArrayList<>())
                .add(claim);
        claims(bares, route.path())
                .computeIfAbsent(route.method(), method -> new ArrayList<>())
                .add(claim);
    }

    private static Map<String, List<Claim>> claims(PathTrie<Map<String, List<Claim>>> paths, RoutePath path) {
        return paths.at(path, TreeMap::new);
    }

    /** Everyone who claims the bare path of a route. */
    List<Claim> rivals(RestRoute route) {
        return List.copyOf(claims(bares, route.path()).getOrDefault(route.method(), List.of()));
    }

    /**
     * The route for a request. HEAD is answered by GET where it has no route of its own (RFC 9110, section 9.3.2).
     *
     * @param path encoded, without the query. Dot segments are removed only where the path has no route as it is, so that
     *     a {@code ..} in place of a variable is refused as that variable's value and does not lead to another route
     */
    public RouteMatch match(String method, String path) {
        var segments = PathSegments.of(path);
        var match = match(method, segments);
        return match instanceof RouteMatch.NotFound && segments.hasDots()
                ? match(method, segments.withoutDots())
                : match;
    }

    private RouteMatch match(String method, PathSegments path) {
        var allowed = new TreeSet<String>();
        var match = find(method, path, allowed);
        if (match.isEmpty() && method.equals("HEAD")) {
            match = find("GET", path, allowed);
        }
        if (match.isPresent()) {
            return match.get();
        }
        return allowed.isEmpty() ? new RouteMatch.NotFound() : new RouteMatch.WrongMethod(withImplied(allowed));
    }

    private Optional<RouteMatch> find(String method, PathSegments path, Set<String> allowed) {
        return find(canonicals, method, path, allowed).or(() -> find(bares, method, path, allowed));
    }

    private static Optional<RouteMatch> find(
            PathTrie<Map<String, List<Claim>>> paths, String method, PathSegments path, Set<String> allowed) {
        return paths.find(path, claims -> {
                    allowed.addAll(claims.keySet());
                    return claims.containsKey(method);
                })
                .map(match -> found(match.found().getOrDefault(method, List.of()), match.values()));
    }

    private static RouteMatch found(List<Claim> claims, List<String> values) {
        return claims.size() == 1
                ? new RouteMatch.Found(claims.get(0).route(), values)
                : new RouteMatch.Ambiguous(
                        claims.stream().map(Claim::canonicalPath).sorted().toList());
    }

    private static SortedSet<String> withImplied(SortedSet<String> allowed) {
        allowed.add("OPTIONS");
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return allowed;
    }
}
