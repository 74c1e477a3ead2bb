package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code authentication} of an upstream API or of an adapter; its keys depend on the type.
 *
 * @param values the keys with one text each
 * @param lists the keys with a list of texts
 * @param headers what some files write for several keys at once: the values of headers by their names, in file order
 * @param parameters the same for parameters of the query
 */
public record AuthenticationSpec(
        Located<String> type,
        Map<String, Located<String>> values,
        Map<String, List<Located<String>>> lists,
        Map<String, Located<String>> headers,
        Map<String, Located<String>> parameters) {
    public AuthenticationSpec {
        values = Map.copyOf(values);
        lists = Map.copyOf(lists);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** One that says nothing. */
    static AuthenticationSpec unreadable(Position position) {
        return new AuthenticationSpec(new Located<>("", position), Map.of(), Map.of(), Map.of(), Map.of());
    }

    /** The texts of the first of these keys that has any: those of a list, or its only one. */
    public List<Located<String>> all(String... keys) {
        for (var key : keys) {
            if (lists.containsKey(key)) {
                return lists.get(key);
            }
            if (values.containsKey(key)) {
                return List.of(values.get(key));
            }
        }
        return List.of();
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
