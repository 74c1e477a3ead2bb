package dev.capstan.exposure;

import dev.capstan.flow.Flow;
import dev.capstan.problem.Position;
import java.util.List;

/**
 * A REST operation that an adapter exposes.
 *
 * @param method in capitals
 * @param writtenPath the path as the file has it
 * @param query query parameters, {@code name=value} and decoded, that tell this route from others at its path; mostly none
 * @param description what the file says about it; may be empty
 */
public record RestRoute(
        String method,
        String writtenPath,
        RoutePath path,
        List<String> query,
        String description,
        Flow flow,
        Position position) {
    public RestRoute {
        query = List.copyOf(query);
    }

    /** Where it answers below a first segment, with what its query must have. */
    public String canonicalPath(String namespace) {
        return path.below(namespace) + queryText();
    }

    /** Where it answers when nobody else claims that. */
    public String barePath() {
        return path + queryText();
    }

    private String queryText() {
        return query.isEmpty() ? "" : "?" + String.join("&", query);
    }
}
