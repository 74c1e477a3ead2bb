package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/**
 * A REST adapter.
 *
 * @param formerNamespace what it is called in its own file, when it was imported under another name
 * @param authentication what callers must show; empty when nothing is said about it
 */
public record RestSpec(
        Located<String> namespace,
        Optional<String> formerNamespace,
        Optional<String> address,
        Optional<Integer> port,
        Optional<AuthenticationSpec> authentication,
        List<RouteSpec> routes,
        List<ForwardSpec> forwards,
        Position position) {
    public RestSpec {
        forwards = List.copyOf(forwards);
        routes = List.copyOf(routes);
    }

    /**
     * A path whose requests go to an upstream as they are, where no operation takes their method.
     *
     * @param target the namespace of the upstream API
     * @param trustedHeaders the headers of the caller that go along
     */
    public record ForwardSpec(
            Located<String> path,
            String description,
            Located<String> target,
            List<Located<String>> trustedHeaders,
            Position position) {
        public ForwardSpec {
            trustedHeaders = List.copyOf(trustedHeaders);
        }
    }

    /**
     * One operation at one path.
     *
     * @param path the resource's, with the operation's own behind it
     */
    public record RouteSpec(Located<String> path, Located<String> method, UnitSpec unit) {}
}
