package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/**
 * A REST adapter.
 *
 * @param formerNamespace what it is called in its own file, when it was imported under another name
 */
public record RestSpec(
        Located<String> namespace,
        Optional<String> formerNamespace,
        Optional<String> address,
        Optional<Integer> port,
        List<RouteSpec> routes,
        Position position) {
    public RestSpec {
        routes = List.copyOf(routes);
    }

    /**
     * One operation at one path.
     *
     * @param path the resource's, with the operation's own behind it
     */
    public record RouteSpec(Located<String> path, Located<String> method, UnitSpec unit) {}
}
