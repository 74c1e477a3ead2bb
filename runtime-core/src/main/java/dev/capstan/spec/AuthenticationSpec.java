package dev.capstan.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code authentication} of an upstream API; its keys depend on the type.
 *
 * @param headers what some files write for several keys at once: the values of headers by their names, in file order
 */
public record AuthenticationSpec(
        Located<String> type, Map<String, Located<String>> values, Map<String, Located<String>> headers) {
    public AuthenticationSpec {
        values = Map.copyOf(values);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
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
