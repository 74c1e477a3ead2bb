package dev.capstan.exposure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.capstan.problem.Position;
import dev.capstan.value.Secret;
import dev.capstan.value.Template;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the callers of an adapter show who they are (format, section on server-side authentication). Secrets are asked for
 * at each request, so that a new one counts at once. Thread-safe.
 */
public sealed interface Authentication {
    /**
     * Checks a request, in a time that does not depend on how much of a secret is right.
     *
     * @return why it is not let in, or empty
     */
    default Optional<Refusal> refuse(Caller caller, Variables variables) {
        var now = variables.snapshot();
        var unset = uses().stream().filter(use -> use.isMissing(now)).toList();
        if (!unset.isEmpty()) {
            return Optional.of(Refusal.unset(unset));
        }
        var secrets = secrets(now);
        if (secrets.stream().anyMatch(secret -> secret.reveal().isBlank())) {
            return Optional.of(Refusal.unset(uses()));
        }
        var shown = shown(caller);
        if (shown.stream().allMatch(List::isEmpty)) {
            return Optional.of(Refusal.missing(asked(), challenge()));
        }
        return isRight(shown, secrets) ? Optional.empty() : Optional.of(Refusal.mistaken(asked(), mistakenChallenge()));
    }

    private static boolean isRight(List<List<byte[]>> shown, List<Secret> secrets) {
        var isRight = true;
        for (var i = 0; i < secrets.size(); i++) {
            isRight &= Shown.is(shown.get(i), secrets.get(i));
        }
        return isRight;
    }

    /** The secrets, one for each place where a request must show one. */
    List<Secret> secrets(Variables now);

    /** For each of the secrets, what a request has in its place: nothing, one value, or several. */
    List<List<byte[]>> shown(Caller caller);

    /** A query string without what nobody behind this adapter should see. */
    default String withoutSecrets(String query) {
        return query;
    }

    /** The variables that must be set. */
    List<VariableUse> uses();

    /** The type as the format calls it: {@code basic}, {@code bearer} or {@code apikey}; for none {@code none}. */
    String type();

    /** What a caller must show, for people. */
    String asked();

    /** What {@code WWW-Authenticate} says to a request without credentials. */
    String challenge();

    /** What {@code WWW-Authenticate} says to a request with wrong ones. */
    default String mistakenChallenge() {
        return challenge();
    }

    /** Where the file asks for it. */
    Position position();

    /** Whether nobody is asked for anything. */
    default boolean isOpen() {
        return false;
    }

    /** Everybody may call. */
    record None(Position position) implements Authentication {
        @Override
        public Optional<Refusal> refuse(Caller caller, Variables variables) {
            return Optional.empty();
        }

        @Override
        public List<Secret> secrets(Variables now) {
            return List.of();
        }

        @Override
        public List<List<byte[]>> shown(Caller caller) {
            return List.of();
        }

        @Override
        public List<VariableUse> uses() {
            return List.of();
        }

        @Override
        public String type() {
            return "none";
        }

        @Override
        public String asked() {
            return "nothing";
        }

        @Override
        public String challenge() {
            return "";
        }

        @Override
        public boolean isOpen() {
            return true;
        }
    }

    /** HTTP basic authentication (RFC 7617). */
    record Basic(Template username, Template password, Position position) implements Authentication {
        /** As clients must send it: composed characters, in UTF-8 (RFC 7617, section 2.1). */
        @Override
        public List<Secret> secrets(Variables now) {
            var name = username.render(now).reveal();
            var word = password.render(now).reveal();
            return List.of(new Secret(
                    name.isBlank() || word.isBlank()
                            ? ""
                            : Normalizer.normalize(name + ":" + word, Normalizer.Form.NFC)));
        }

        @Override
        public List<List<byte[]>> shown(Caller caller) {
            return List.of(Shown.with("Basic", caller).map(Basic::decoded).toList());
        }

        /** What is no Base64 is nobody's password. */
        private static byte[] decoded(String pair) {
            try {
                return Base64.getDecoder().decode(pair);
            } catch (IllegalArgumentException e) {
                return new byte[0];
            }
        }

        @Override
        public List<VariableUse> uses() {
            return Stream.concat(username.uses().stream(), password.uses().stream())
                    .toList();
        }

        @Override
        public String type() {
            return "basic";
        }

        @Override
        public String asked() {
            return "a name and a password in 'Authorization: Basic'";
        }

        @Override
        public String challenge() {
            return "Basic realm=\"capstan\", charset=\"UTF-8\"";
        }
    }

    /** A bearer token (RFC 6750) that the file or a variable says. */
    record Bearer(Template token, Position position) implements Authentication {
        @Override
        public List<Secret> secrets(Variables now) {
            return List.of(token.render(now));
        }

        @Override
        public List<List<byte[]>> shown(Caller caller) {
            return List.of(Shown.with("Bearer", caller)
                    .map(token -> token.getBytes(ISO_8859_1))
                    .toList());
        }

        @Override
        public List<VariableUse> uses() {
            return token.uses();
        }

        @Override
        public String type() {
            return "bearer";
        }

        @Override
        public String asked() {
            return "a token in 'Authorization: Bearer'";
        }

        @Override
        public String challenge() {
            return "Bearer realm=\"capstan\"";
        }

        /** RFC 6750, section 3.1: the error is for those who have shown a token. */
        @Override
        public String mistakenChallenge() {
            return challenge() + ", error=\"invalid_token\"";
        }
    }

    /**
     * A key in a header, or several in as many; all must be right.
     *
     * @param keys the values by the names of the headers
     */
    record HeaderKeys(Map<String, Template> keys, Position position) implements Authentication {
        public HeaderKeys {
            keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        }

        @Override
        public List<Secret> secrets(Variables now) {
            return Shown.rendered(keys, now);
        }

        @Override
        public List<List<byte[]>> shown(Caller caller) {
            return keys.keySet().stream()
                    .map(name -> caller.headers(name).stream()
                            .map(value -> value.strip().getBytes(ISO_8859_1))
                            .toList())
                    .toList();
        }

        @Override
        public List<VariableUse> uses() {
            return Shown.uses(keys);
        }

        @Override
        public String type() {
            return "apikey";
        }

        @Override
        public String asked() {
            return Shown.named("header", keys);
        }

        @Override
        public String challenge() {
            return Shown.KEY_CHALLENGE;
        }
    }

    /**
     * A key in the query, or several; all must be right.
     *
     * @param keys the values by the names of the parameters
     */
    record QueryKeys(Map<String, Template> keys, Position position) implements Authentication {
        public QueryKeys {
            keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        }

        @Override
        public List<Secret> secrets(Variables now) {
            return Shown.rendered(keys, now);
        }

        @Override
        public List<List<byte[]>> shown(Caller caller) {
            var parameters = Shown.parameters(caller.query());
            return keys.keySet().stream()
                    .map(name -> parameters.stream()
                            .filter(parameter -> Shown.isNamed(name, parameter))
                            .map(Shown::value)
                            .toList())
                    .toList();
        }

        /** A key is for this server. Undeclared parameters go on to the upstream, and it must not be among them. */
        @Override
        public String withoutSecrets(String query) {
            return Shown.parameters(query).stream()
                    .filter(parameter -> keys.keySet().stream().noneMatch(name -> Shown.isNamed(name, parameter)))
                    .collect(Collectors.joining("&"));
        }

        @Override
        public List<VariableUse> uses() {
            return Shown.uses(keys);
        }

        @Override
        public String type() {
            return "apikey";
        }

        @Override
        public String asked() {
            return Shown.named("query parameter", keys);
        }

        @Override
        public String challenge() {
            return Shown.KEY_CHALLENGE;
        }
    }
}
