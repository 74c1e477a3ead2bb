package dev.capstan.spec;

import java.util.Map;
import java.util.Optional;

/** The {@code authentication} of an upstream API; its keys depend on the type. */
public record AuthenticationSpec(Located<String> type, Map<String, Located<String>> values) {
    public AuthenticationSpec {
        values = Map.copyOf(values);
    }

    /** The first of these keys that is there. */
    public Optional<Located<String>> first(String... keys) {
        for (var key : keys) {
            if (values.containsKey(key)) {
                return Optional.of(values.get(key));
            }
        }
        return Optional.empty();
    }
}
