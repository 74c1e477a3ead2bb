package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules on tunnels to APIs in private networks. */
final class TunnelRules {
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{\\s*([^{}\\s]+)\\s*}}");
    private static final Pattern LOOPBACK =
            Pattern.compile("(?i)https?://(127\\.0\\.0\\.1|localhost|\\[::1])([:/].*)?");
    private static final Pattern PUBLIC_HOST =
            Pattern.compile("(?i)https?://[^/]+\\.(com|net|org|io|co|app|dev|cloud|ai)([:/].*)?");

    private final Problems problems;

    TunnelRules(Problems problems) {
        this.problems = problems;
    }

    void check(Outline file) {
        var declared = declared(file);
        var importsBinds =
                file.imports().stream().anyMatch(entry -> entry.word().equals("binds"));
        for (var api : file.consumes()) {
            api.section("tunnel", Part.TUNNEL).ifPresent(tunnel -> {
                if (!importsBinds) {
                    identity(tunnel, declared);
                }
                route(tunnel, api.plain("baseUri").orElse(""));
            });
        }
    }

    /** The variables of the file, with and without their namespaces. */
    private static Set<String> declared(Outline file) {
        var names = new HashSet<String>();
        for (var bind : file.binds()) {
            var namespace = bind.plain("namespace").orElse("env");
            bind.node("keys").stream()
                    .flatMap(keys -> SpecReader.keys(keys).stream())
                    .map(key -> key.variable().value())
                    .forEach(key -> {
                        names.add(key);
                        names.add(namespace + "." + key);
                    });
        }
        return names;
    }

    private void identity(Section tunnel, Set<String> declared) {
        tunnel.text("identity")
                .ifPresent(identity -> REFERENCE
                        .matcher(identity.value())
                        .results()
                        .map(reference -> reference.group(1))
                        .filter(name -> !declared.contains(name))
                        .forEach(name -> problems.add(
                                ProblemCode.TUNNEL_IDENTITY_MUST_BIND,
                                identity.position(),
                                "the identity of the tunnel comes from " + name + ", which 'binds' does not declare")));
    }

    private void route(Section tunnel, String baseUri) {
        var isDirect = tunnel.plain("fallback").filter("direct"::equals).isPresent();
        if (isDirect && !baseUri.isEmpty() && !LOOPBACK.matcher(baseUri).matches()) {
            problems.add(
                    ProblemCode.TUNNEL_FALLBACK_DIRECT_WARNS,
                    tunnel.position("fallback"),
                    "without the tunnel, requests to " + baseUri
                            + " would go over the open network (expected: 'fallback: fail')");
        }
        if (PUBLIC_HOST.matcher(baseUri).matches()) {
            problems.add(
                    ProblemCode.TUNNEL_WITH_PUBLIC_BASEURI_WARNS,
                    tunnel.position(),
                    "the host of " + baseUri + " has a public name; check that it is the one behind the tunnel");
        }
    }
}
