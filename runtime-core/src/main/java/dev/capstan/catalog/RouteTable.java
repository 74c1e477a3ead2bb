package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.RestAdapter;
import dev.capstan.exposure.RestRoute;
import dev.capstan.exposure.RoutePath;
import dev.capstan.value.PercentCoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The REST routes of one listener. Each answers under its canonical path, which starts with its adapter's namespace, and
 * under its bare path when nobody else claims that. Filled once, then read by many threads.
 */
public final class RouteTable {
    /** Asked first, so that nobody's bare path can take another's canonical one. */
    private final PathTrie<Map<String, List<Claim>>> canonicals = new PathTrie<>();

    private final PathTrie<Map<String, List<Claim>>> bares = new PathTrie<>();

    /**
     * A route and whose it is.
     *
     * @param namespace the unique one of its adapter
     * @param canonicalPath where this route answers in any case, normalised
     * @param authentication what its callers must show
     */
    public record Claim(String namespace, String canonicalPath, Authentication authentication, RestRoute route) {}

    private final List<Authentication> authentications = new ArrayList<>();

    RouteTable() {}

    void add(String namespace, RestAdapter adapter) {
        authentications.add(adapter.authentication());
        adapter.routes().forEach(route -> add(namespace, adapter.authentication(), route));
    }

    private void add(String namespace, Authentication authentication, RestRoute route) {
        var canonical = route.path().below(namespace);
        var claim = new Claim(namespace, route.canonicalPath(namespace), authentication, route);
        claims(canonicals, canonical)
                .computeIfAbsent(route.method(), method -> new ArrayList<>(1))
                .add(claim);
        claims(bares, route.path())
                .computeIfAbsent(route.method(), method -> new ArrayList<>(1))
                .add(claim);
    }

    private static Map<String, List<Claim>> claims(PathTrie<Map<String, List<Claim>>> paths, RoutePath path) {
        return paths.at(path, TreeMap::new);
    }

    private static List<Claim> existing(PathTrie<Map<String, List<Claim>>> paths, RestRoute route) {
        return paths.existing(route.path())
                .map(claims -> claims.getOrDefault(route.method(), List.of()))
                .orElse(List.of());
    }

    /** Everyone who claims the bare path of a route; a query tells the routes of one adapter apart, not those of others. */
    List<Claim> rivals(String namespace, RestRoute route) {
        return existing(bares, route).stream()
                .filter(claim -> !claim.namespace().equals(namespace)
                        || claim.route().query().equals(route.query()))
                .toList();
    }

    /** The route that has the bare path of this one as its canonical path, and is preferred there. */
    Optional<RestRoute> canonicalAt(RestRoute route) {
        return existing(canonicals, route).stream().map(Claim::route).findFirst();
    }

    /** A route whose bare path is preferred to this one's where both fit, although neither says more. */
    Optional<RestRoute> preferredTo(RestRoute route) {
        var search = new OverlapSearch<Map<String, List<Claim>>, RestRoute>(
                route.path().segments(),
                claims -> claims.getOrDefault(route.method(), List.of()).stream()
                        .map(Claim::route)
                        .findFirst());
        return search.preferred(bares);
    }

    /** Whether a request would go to the canonical path of a route. */
    boolean hasCanonical(String method, String path) {
        return claims(canonicals, method, path).findAny().isPresent();
    }

    /** The routes that a request is for and whose bare path begins with a text, not a variable. */
    List<Claim> claimsOfText(String method, String path) {
        return claims(bares, method, path)
                .filter(claim -> claim.route().path().segments().get(0) instanceof RoutePath.Segment.Literal)
                .toList();
    }

    private static Stream<Claim> claims(PathTrie<Map<String, List<Claim>>> paths, String method, String path) {
        var asked = method.equals("HEAD") ? List.of("HEAD", "GET") : List.of(method);
        var segments = PathSegments.of(path);
        return asked.stream()
                .flatMap(one -> paths.find(segments, claims -> claims.containsKey(one)).stream()
                        .flatMap(match -> match.found().getOrDefault(one, List.of()).stream()))
                .distinct();
    }

    /**
     * The route for a request. HEAD is answered by GET where it has no route of its own (RFC 9110, section 9.3.2).
     *
     * @param path encoded, without the query. Dot segments are removed only where the path has no route as it is, so that
     *     a {@code ..} in place of a variable is refused as that variable's value and does not lead to another route
     * @param query encoded; it matters only where routes of one path differ in it
     */
    public RouteMatch match(String method, String path, String query) {
        var segments = PathSegments.of(path);
        var match = match(method, segments, query);
        return match instanceof RouteMatch.NotFound && segments.hasDots()
                ? match(method, segments.withoutDots(), query)
                : match;
    }

    private RouteMatch match(String method, PathSegments path, String query) {
        var seen = new ArrayList<Map<String, List<Claim>>>();
        var match = find(method, path, query, seen);
        if (match.isEmpty() && method.equals("HEAD")) {
            match = find("GET", path, query, seen);
        }
        if (match.isPresent()) {
            return match.get();
        }
        return seen.isEmpty()
                ? new RouteMatch.NotFound()
                : new RouteMatch.WrongMethod(seen.stream()
                        .flatMap(claims -> claims.values().stream())
                        .flatMap(List::stream)
                        .toList());
    }

    private Optional<RouteMatch> find(
            String method, PathSegments path, String query, List<Map<String, List<Claim>>> seen) {
        return find(canonicals, method, path, query, seen).or(() -> find(bares, method, path, query, seen));
    }

    private static Optional<RouteMatch> find(
            PathTrie<Map<String, List<Claim>>> paths,
            String method,
            PathSegments path,
            String query,
            List<Map<String, List<Claim>>> seen) {
        return paths.find(path, claims -> {
                    seen.add(claims);
                    return claims.containsKey(method);
                })
                .map(match -> found(match.found().getOrDefault(method, List.of()), query, match.values()));
    }

    private static RouteMatch found(List<Claim> claims, String query, List<String> values) {
        var candidates = claims.size() == 1 ? claims : fitting(claims, query);
        return candidates.size() == 1
                ? new RouteMatch.Found(candidates.get(0), values)
                : new RouteMatch.Ambiguous(candidates);
    }

    /** The claims that ask for most of what the query has; all of them when it has nothing that any asks for. */
    private static List<Claim> fitting(List<Claim> claims, String query) {
        if (claims.stream().allMatch(claim -> claim.route().query().isEmpty())
                || claims.stream().map(Claim::namespace).distinct().count() > 1) {
            return claims;
        }
        var given = Stream.of(query.split("&", -1))
                .map(parameter -> PercentCoding.decode(parameter, true).orElse(parameter))
                .collect(Collectors.toSet());
        var fitting = claims.stream()
                .filter(claim -> given.containsAll(claim.route().query()))
                .toList();
        var most = fitting.stream()
                .mapToInt(claim -> claim.route().query().size())
                .max()
                .orElse(0);
        return fitting.isEmpty()
                ? claims
                : fitting.stream()
                        .filter(claim -> claim.route().query().size() == most)
                        .toList();
    }

    /** What the adapters ask their callers for, one for each. */
    public List<Authentication> authentications() {
        return List.copyOf(authentications);
    }
}
