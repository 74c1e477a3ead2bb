package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/** A REST adapter. */
public record RestSpec(
        Located<String> namespace,
        Optional<String> address,
        Optional<Integer> port,
        List<RouteSpec> routes,
        Position position) {
    public RestSpec {
        routes = List.copyOf(routes);
    }

    /** One operation at one path. */
    public record RouteSpec(Located<String> path, Located<String> method, UnitSpec unit) {}
}
