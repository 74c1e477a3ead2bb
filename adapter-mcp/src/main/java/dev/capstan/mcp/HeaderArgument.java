package dev.capstan.mcp;

import dev.capstan.value.JsonKind;
import dev.capstan.value.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An argument of a tool that clients repeat in a header, so that what stands between can see it (MCP 2026-07-28,
 * Streamable HTTP, {@code x-mcp-header}).
 *
 * @param header its whole name
 * @param path the names of the objects that lead to it, and its own
 */
record HeaderArgument(String header, List<String> path) {
    /** Those of an input schema. */
    static List<HeaderArgument> of(@Nullable Object schema) {
        var found = new ArrayList<HeaderArgument>();
        find(schema, List.of(), found);
        return found;
    }

    private static void find(@Nullable Object schema, List<String> path, List<HeaderArgument> found) {
        if (schema instanceof Map<?, ?> members && members.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((name, property) -> {
                var at = new ArrayList<>(path);
                at.add(String.valueOf(name));
                if (property instanceof Map<?, ?> words && words.get("x-mcp-header") instanceof String header) {
                    found.add(new HeaderArgument("Mcp-Param-" + header, at));
                }
                find(property, at, found);
            });
        }
    }

    /** Why a header does not agree with the argument; empty when it does. */
    Optional<String> mismatch(Map<String, Value.Json> arguments, Delivery delivery) {
        var value = value(arguments);
        var shown = delivery.header(header);
        if (value.isEmpty()) {
            return shown.map(text -> "there is a header " + header + ", but no argument '" + name() + "'");
        }
        if (shown.isEmpty()) {
            return Optional.of("the header " + header + " for the argument '" + name() + "' is missing");
        }
        var decoded = HeaderText.decode(shown.get());
        return decoded.isPresent() && isSame(value.get(), decoded.get())
                ? Optional.empty()
                : Optional.of("the header " + header + " is not the argument '" + name() + "'");
    }

    private String name() {
        return String.join(".", path);
    }

    private Optional<Value.Json> value(Map<String, Value.Json> arguments) {
        var members = arguments;
        for (var name : path.subList(0, path.size() - 1)) {
            members = Message.members(members.get(name));
        }
        return Optional.ofNullable(members.get(path.get(path.size() - 1)))
                .filter(value -> value.kind() != JsonKind.NULL);
    }

    /** Numbers are compared as numbers. */
    private static boolean isSame(Value.Json value, String text) {
        if (value.kind() != JsonKind.NUMBER) {
            return value.text().equals(text);
        }
        try {
            var isShort = text.length() < 40 && value.text().length() < 40;
            return isShort && new BigDecimal(value.text()).compareTo(new BigDecimal(text)) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
