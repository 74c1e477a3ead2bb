package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.cli.ParityVariables.NotSimple;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the authentication of an API adds to each request. */
record ParityCredentials(Map<String, String> headers, Map<String, String> query) {

    static ParityCredentials of(RawYaml api, ParityVariables variables) throws NotSimple {
        var written = api.get("authentication", "auth");
        if (written.isEmpty()) {
            return new ParityCredentials(Map.of(), Map.of());
        }
        var authentication = written.get();
        return switch (authentication.text("type").orElse("").toLowerCase(Locale.ROOT)) {
            case "none" -> new ParityCredentials(Map.of(), Map.of());
            case "basic" ->
                header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((text(authentication, variables, "username") + ":"
                                                        + variables.filled(authentication
                                                                .text("password")
                                                                .orElse("")))
                                                .getBytes(UTF_8)));
            case "bearer" -> header("Authorization", "Bearer " + text(authentication, variables, "token", "value"));
            case "apikey" -> key(authentication, variables);
            default -> throw new NotSimple("authentication of another type");
        };
    }

    private static ParityCredentials key(RawYaml authentication, ParityVariables variables) throws NotSimple {
        var headers = authentication.get("headers").map(RawYaml::entries);
        if (headers.isPresent()) {
            var all = new LinkedHashMap<String, String>();
            for (var header : headers.get()) {
                all.put(header.key(), variables.filled(header.value().text()));
            }
            return new ParityCredentials(all, Map.of());
        }
        // With 'header' the secret is in 'key', unless it has a key of its own.
        var isHeaderForm = authentication.has("header") && !authentication.has("value");
        var name = isHeaderForm
                ? text(authentication, variables, "header")
                : text(authentication, variables, "header", "key", "name");
        var value = isHeaderForm
                ? text(authentication, variables, "key")
                : text(authentication, variables, "value", "token");
        return switch (authentication.text("placement", "in").orElse("header")) {
            case "header" -> header(name, value);
            case "query" -> new ParityCredentials(Map.of(), Map.of(name, value));
            default -> throw new NotSimple("a key in another place");
        };
    }

    private static ParityCredentials header(String name, String value) {
        return new ParityCredentials(Map.of(name, value), Map.of());
    }

    private static String text(RawYaml authentication, ParityVariables variables, String... keys) throws NotSimple {
        Optional<String> text = authentication.text(keys).filter(value -> !value.isBlank());
        var written = text.orElseThrow(() -> new NotSimple("authentication without its secret"));
        // The bare name of a declared variable is the variable.
        var value = variables.find(written);
        return value.isPresent() ? value.get() : variables.filled(written);
    }
}
