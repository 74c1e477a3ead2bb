package dev.capstan.catalog;

import dev.capstan.exposure.RestRoute;
import java.util.List;
import java.util.SortedSet;

/** What a route table says about a request. */
public sealed interface RouteMatch {
    /** @param values what stands at the route's variables, encoded as it came */
    record Found(RestRoute route, List<String> values) implements RouteMatch {}

    /** @param candidates the canonical paths of the routes that claim this path, sorted */
    record Ambiguous(List<String> candidates) implements RouteMatch {}

    /** @param allowed the methods that the path has */
    record WrongMethod(SortedSet<String> allowed) implements RouteMatch {}

    /** Nothing has this path. */
    record NotFound() implements RouteMatch {}
}
