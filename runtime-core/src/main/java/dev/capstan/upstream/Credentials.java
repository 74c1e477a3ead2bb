package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.problem.Position;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Secret;
import dev.capstan.value.Template;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** How an upstream is told who calls. Made of the file's texts and of variables only, never of a caller's values. */
public sealed interface Credentials {
    /** Adds the credentials to a request; every variable has been checked before. */
    void apply(RequestDraft draft, Variables variables);

    /** The variables that must be set. */
    List<VariableUse> uses();

    /** Names of query parameters that a caller must not set. */
    default Set<String> queryNames() {
        return Set.of();
    }

    /** What a person calls them. */
    String kind();

    /** Where the file declares them. */
    Position position();

    /** An upstream that wants none. */
    record None(Position position) implements Credentials {
        @Override
        public String kind() {
            return "none";
        }

        @Override
        public void apply(RequestDraft draft, Variables variables) {}

        @Override
        public List<VariableUse> uses() {
            return List.of();
        }
    }

    /** HTTP basic authentication (RFC 7617), in UTF-8. */
    record Basic(Template username, Template password, Position position) implements Credentials {
        @Override
        public String kind() {
            return "basic";
        }

        @Override
        public void apply(RequestDraft draft, Variables variables) {
            var pair = username.render(variables).reveal() + ":"
                    + password.render(variables).reveal();
            var encoded = Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
            draft.header("Authorization", new Secret("Basic " + encoded));
        }

        @Override
        public List<VariableUse> uses() {
            return Stream.concat(username.uses().stream(), password.uses().stream())
                    .toList();
        }
    }

    /** A bearer token (RFC 6750). */
    record Bearer(Template token, Position position) implements Credentials {
        @Override
        public String kind() {
            return "bearer";
        }

        @Override
        public void apply(RequestDraft draft, Variables variables) {
            draft.header(
                    "Authorization",
                    new Secret("Bearer " + token.render(variables).reveal()));
        }

        @Override
        public List<VariableUse> uses() {
            return token.uses();
        }
    }

    /**
     * One key in a header, or several in as many.
     *
     * @param headers the values by the names of the headers
     */
    record HeaderKeys(Map<String, Template> headers, Position position) implements Credentials {
        public HeaderKeys {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }

        @Override
        public String kind() {
            return headers.size() == 1 ? "key in a header" : "keys in headers";
        }

        @Override
        public void apply(RequestDraft draft, Variables variables) {
            headers.forEach((name, value) -> draft.header(name, value.render(variables)));
        }

        @Override
        public List<VariableUse> uses() {
            return headers.values().stream()
                    .flatMap(value -> value.uses().stream())
                    .toList();
        }
    }

    /** A key in the query. */
    record QueryKey(String name, Template value, Position position) implements Credentials {
        @Override
        public String kind() {
            return "key in the query";
        }

        @Override
        public void apply(RequestDraft draft, Variables variables) {
            draft.query(PercentCoding.encode(name), value.render(variables).reveal());
        }

        @Override
        public List<VariableUse> uses() {
            return value.uses();
        }

        @Override
        public Set<String> queryNames() {
            return Set.of(name);
        }
    }
}
