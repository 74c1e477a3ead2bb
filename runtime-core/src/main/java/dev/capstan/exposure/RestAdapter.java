package dev.capstan.exposure;

import dev.capstan.problem.Position;
import java.util.List;

/** A set of routes that share a namespace and a listener. */
public record RestAdapter(
        String namespace, Endpoint endpoint, Authentication authentication, List<RestRoute> routes, Position position) {
    public RestAdapter {
        routes = List.copyOf(routes);
    }
}
