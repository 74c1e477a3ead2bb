package dev.capstan.exposure;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.value.PercentCoding;
import dev.capstan.value.Secret;
import dev.capstan.value.Sha256;
import dev.capstan.value.Template;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a request has where secrets are expected. */
final class Shown {
    /** No scheme is registered for keys, but an answer 401 must have a challenge (RFC 9110, section 15.5.2). */
    static final String KEY_CHALLENGE = "ApiKey realm=\"capstan\"";

    /** What is longer is nobody's secret. It is not looked at, so that nobody can make this expensive. */
    private static final int MAX_BYTES = 8 * 1024;

    private Shown() {}

    /**
     * Whether the one value that is there is the secret. Two values are none: the one that counts here might not be the
     * one that a proxy before this server has looked at.
     */
    static boolean is(List<byte[]> values, Secret secret) {
        return values.size() == 1
                && values.get(0).length <= MAX_BYTES
                && MessageDigest.isEqual(
                        Sha256.of(values.get(0)), Sha256.of(secret.reveal().getBytes(UTF_8)));
    }

    /** What follows a scheme in {@code Authorization}; its case is no matter (RFC 9110, section 11.1). */
    static Stream<String> with(String scheme, Caller caller) {
        var values = caller.headers("Authorization");
        // It comes once (RFC 9110, section 5.3); a request with two must not be let in by either.
        return values.size() > 1
                ? values.stream()
                : values.stream()
                        .filter(value -> isOf(scheme, value))
                        .map(value -> value.substring(scheme.length()).strip());
    }

    private static boolean isOf(String scheme, String value) {
        return value.regionMatches(true, 0, scheme, 0, scheme.length())
                && (value.length() == scheme.length() || value.charAt(scheme.length()) == ' ');
    }

    static List<String> parameters(String query) {
        return query.isEmpty() ? List.of() : List.of(query.split("&", -1));
    }

    static boolean isNamed(String name, String parameter) {
        var equals = parameter.indexOf('=');
        return PercentCoding.decode(equals < 0 ? parameter : parameter.substring(0, equals), true)
                .filter(name::equals)
                .isPresent();
    }

    static byte[] value(String parameter) {
        var equals = parameter.indexOf('=');
        return PercentCoding.decode(equals < 0 ? "" : parameter.substring(equals + 1), true)
                .map(value -> value.getBytes(UTF_8))
                .orElse(new byte[0]);
    }

    static List<Secret> rendered(Map<String, Template> keys, Variables now) {
        return keys.values().stream().map(key -> key.render(now)).toList();
    }

    static List<VariableUse> uses(Map<String, Template> keys) {
        return keys.values().stream().flatMap(key -> key.uses().stream()).toList();
    }

    static String named(String place, Map<String, Template> keys) {
        var names = keys.keySet().stream().map(name -> "'" + name + "'").collect(Collectors.joining(" and "));
        return keys.size() == 1 ? "a key in the " + place + " " + names : "keys in the " + place + "s " + names;
    }
}
