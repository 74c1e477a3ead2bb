package dev.capstan.compile;

import dev.capstan.exposure.Authentication;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.AuthenticationSpec;
import dev.capstan.spec.Located;
import dev.capstan.upstream.Header;
import dev.capstan.value.Template;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compiles the {@code authentication} of an adapter (format, section on server-side authentication), with the spellings
 * that upstream APIs have. What cannot be checked closes the adapter: it is never open by mistake. Used for one adapter.
 */
final class AuthenticationCompiler {
    private static final String SUPPORTED = " (supported: none, basic, bearer, apikey in header or query)";

    private final AuthenticationSpec authentication;
    private final Position position;
    private final String namespace;
    private final VariableScope variables;
    private final Problems problems;

    private AuthenticationCompiler(
            AuthenticationSpec authentication, String namespace, VariableScope variables, Problems problems) {
        this.authentication = authentication;
        this.position = authentication.type().position();
        this.namespace = namespace;
        this.variables = variables;
        this.problems = problems;
    }

    /**
     * What callers of an adapter must show.
     *
     * @param written empty when the adapter says nothing about it
     * @param adapter where the adapter is
     * @return empty when the adapter must not be served; then a problem says so
     */
    static Optional<Authentication> compile(
            Optional<AuthenticationSpec> written,
            String namespace,
            Position adapter,
            VariableScope variables,
            Problems problems) {
        return written.isEmpty()
                ? Optional.of(new Authentication.None(adapter))
                : new AuthenticationCompiler(written.get(), namespace, variables, problems).compile();
    }

    private Optional<Authentication> compile() {
        var type = plain(authentication.type().value());
        return switch (type) {
            case "none" -> Optional.of(new Authentication.None(position));
            case "basic" ->
                secret("username")
                        .flatMap(username -> secret("password")
                                .map(password -> new Authentication.Basic(username, password, position)));
            case "bearer" -> secret("token", "value").map(token -> new Authentication.Bearer(token, position));
            case "apikey", "header", "query" -> keys(type);
            case "" -> closed("it says no 'type'" + SUPPORTED);
            default -> closed("type '" + authentication.type().value() + "' is not supported" + SUPPORTED);
        };
    }

    /** Without case and signs: {@code api-key} is {@code apiKey}. */
    private static String plain(String type) {
        return type.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private Optional<Authentication> keys(String type) {
        if (!authentication.headers().isEmpty()) {
            return several(authentication.headers(), this::headerKeys);
        }
        if (!authentication.parameters().isEmpty()) {
            return several(authentication.parameters(), this::queryKeys);
        }
        var name = text("header", "headerName", "key", "name");
        if (name.isEmpty()) {
            return closed("it has no 'key', which names where the secret is");
        }
        // Next to 'header', which names it, 'key' is the key itself.
        var value = authentication.values().containsKey("header")
                ? secret("value", "token", "key")
                : secret("value", "token");
        var usual = type.equals("apikey") ? "header" : type;
        return value.flatMap(secret -> at(text("placement", "in").orElse(usual), Map.of(name.get(), secret)));
    }

    private Optional<Authentication> at(String place, Map<String, Template> keys) {
        return switch (plain(place)) {
            case "header" -> headerKeys(keys);
            case "query" -> queryKeys(keys);
            default -> closed("a key is not looked for in '" + place + "'" + SUPPORTED);
        };
    }

    private Optional<Authentication> several(
            Map<String, Located<String>> texts, Function<Map<String, Template>, Optional<Authentication>> keys) {
        if (texts.values().stream().anyMatch(text -> text.value().isBlank())) {
            return closed("one of its keys is empty");
        }
        var values = new LinkedHashMap<String, Template>();
        texts.forEach((name, text) -> values.put(name, variables.secret(text, false)));
        return keys.apply(values);
    }

    private Optional<Authentication> headerKeys(Map<String, Template> keys) {
        return keys.keySet().stream().allMatch(Header::isSettable)
                ? Optional.of(new Authentication.HeaderKeys(keys, position))
                : closed("its header belongs to the connection, or no header can have this name");
    }

    private Optional<Authentication> queryKeys(Map<String, Template> keys) {
        return Optional.of(new Authentication.QueryKeys(keys, position));
    }

    private Optional<String> text(String... keys) {
        return authentication.first(keys).map(Located::value).filter(value -> !value.isBlank());
    }

    /** An empty secret would be known to everyone, so here not even a password may be empty. */
    private Optional<Template> secret(String... keys) {
        var text = authentication.first(keys).filter(value -> !value.value().isBlank());
        if (text.isEmpty()) {
            return closed("it has no '" + keys[0] + "'");
        }
        return text.map(value -> variables.secret(value, false));
    }

    private <T> Optional<T> closed(String why) {
        problems.add(
                ProblemCode.ADAPTER_CLOSED,
                position,
                "the 'authentication' of the adapter " + namespace + " cannot be checked: " + why
                        + "; the adapter is not served");
        return Optional.empty();
    }
}
