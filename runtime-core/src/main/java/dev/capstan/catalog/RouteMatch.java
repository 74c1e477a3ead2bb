package dev.capstan.catalog;

import dev.capstan.catalog.RouteTable.Claim;
import dev.capstan.exposure.RestRoute;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a route table says about a request, whoever sends it. */
public sealed interface RouteMatch {
    /** @param values what stands at the route's variables, encoded as it came */
    record Found(Claim claim, List<String> values) implements RouteMatch {
        public RestRoute route() {
            return claim.route();
        }
    }

    /** Several routes claim this path. */
    record Ambiguous(List<Claim> claims) implements RouteMatch {
        public Ambiguous {
            claims = List.copyOf(claims);
        }

        /** The canonical paths of the routes, sorted. */
        public List<String> candidates() {
            return claims.stream().map(Claim::canonicalPath).sorted().toList();
        }
    }

    /** The path has other methods only. */
    record WrongMethod(List<Claim> claims) implements RouteMatch {
        public WrongMethod {
            claims = List.copyOf(claims);
        }

        /** The methods that the path has. */
        public SortedSet<String> allowed() {
            var allowed = new TreeSet<String>();
            claims.forEach(claim -> allowed.add(claim.route().method()));
            allowed.add("OPTIONS");
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            return allowed;
        }
    }

    /** Nothing has this path. */
    record NotFound() implements RouteMatch {}
}
