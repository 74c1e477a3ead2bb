package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.problem.Position;
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
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * How an upstream is told who calls. Made of the file's texts and of variables only, never of a caller's values. Every
 * variable has been checked before anything here is called. Thread-safe.
 */
public sealed interface Credentials
        permits Credentials.None,
                Credentials.Basic,
                Credentials.Bearer,
                Credentials.HeaderKeys,
                Credentials.QueryKeys,
                Credentials.CookieKey,
                Credentials.BodyKey,
                AwsCredentials,
                DigestCredentials,
                OAuth1Credentials,
                OAuth2Credentials {
    /** Adds the credentials to a request in the making. */
    default void apply(RequestDraft draft, Variables variables) {}

    /** The finished request with what can only be made of it as a whole: a signature. */
    default UpstreamRequest seal(UpstreamRequest request, Variables variables) {
        return request;
    }

    /**
     * Sends a request that is sealed, with the messages before and after it that the credentials take.
     *
     * @return as {@link UpstreamClient#send} says; cancelling it gives up whatever is under way at the upstream
     */
    default CompletableFuture<UpstreamResponse> send(
            UpstreamRequest request, Variables variables, UpstreamClient client) {
        return client.send(request);
    }

    /** The request for people, with a mask for what {@link #seal} and {@link #send} would add. */
    default UpstreamRequest shown(UpstreamRequest request) {
        return request;
    }

    /** The variables that must be set. */
    List<VariableUse> uses();

    /** Names of query parameters that a caller must not set. */
    default Set<String> queryNames() {
        return Set.of();
    }

    /** Names of members of the body that a caller must not set. */
    default Set<String> bodyNames() {
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

    /**
     * One key in the query, or several.
     *
     * @param parameters the values by the names of the parameters
     */
    record QueryKeys(Map<String, Template> parameters, Position position) implements Credentials {
        public QueryKeys {
            parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        }

        @Override
        public String kind() {
            return parameters.size() == 1 ? "key in the query" : "keys in the query";
        }

        @Override
        public void apply(RequestDraft draft, Variables variables) {
            parameters.forEach((name, value) -> draft.query(name, value.render(variables)));
        }

        @Override
        public List<VariableUse> uses() {
            return parameters.values().stream()
                    .flatMap(value -> value.uses().stream())
                    .toList();
        }

        @Override
        public Set<String> queryNames() {
            return parameters.keySet();
        }
    }

    /** A key in a cookie (RFC 6265), beside those that the operation sends. */
    record CookieKey(String name, Template value, Position position) implements Credentials {
        @Override
        public String kind() {
            return "key in a cookie";
        }

        @Override
        public void apply(RequestDraft draft, Variables variables) {
            draft.cookie(name, value.render(variables));
        }

        @Override
        public List<VariableUse> uses() {
            return value.uses();
        }
    }

    /** A key in the body: a member of its JSON object, or a field of its form. */
    record BodyKey(String name, Template value, Position position) implements Credentials {
        @Override
        public String kind() {
            return "key in the body";
        }

        @Override
        public void apply(RequestDraft draft, Variables variables) {
            draft.bodyMember(name, value.render(variables));
        }

        @Override
        public List<VariableUse> uses() {
            return value.uses();
        }

        @Override
        public Set<String> bodyNames() {
            return Set.of(name);
        }
    }
}
