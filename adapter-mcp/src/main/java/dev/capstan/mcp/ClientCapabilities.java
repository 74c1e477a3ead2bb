package dev.capstan.mcp;

import dev.capstan.value.JsonKind;
import dev.capstan.value.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client says it can be asked for.
 *
 * @param elicitation whether it asks its user by a form
 */
public record ClientCapabilities(boolean elicitation, boolean sampling, boolean roots) {
    static final ClientCapabilities NONE = new ClientCapabilities(false, false, false);

    /** Reads a {@code ClientCapabilities} object of MCP; anything else says nothing. */
    static ClientCapabilities of(Value.@Nullable Json value) {
        var members = Message.members(value);
        if (members.isEmpty()) {
            return NONE;
        }
        return new ClientCapabilities(
                asksByForm(members.get("elicitation")), has(members, "sampling"), has(members, "roots"));
    }

    private static boolean has(Map<String, Value.Json> members, String name) {
        var value = members.get(name);
        return value != null && value.kind() == JsonKind.OBJECT;
    }

    /** An empty object means forms (MCP 2025-11-25, elicitation, capabilities). */
    private static boolean asksByForm(Value.@Nullable Json elicitation) {
        if (elicitation == null || elicitation.kind() != JsonKind.OBJECT) {
            return false;
        }
        var modes = Message.members(elicitation);
        return modes.containsKey("form") || !modes.containsKey("url");
    }

    /** Whether the client takes a request of that method. */
    boolean takes(String method) {
        return switch (method) {
            case "elicitation/create" -> elicitation;
            case "sampling/createMessage" -> sampling;
            case "roots/list" -> roots;
            default -> false;
        };
    }

    /** What a client must be able to do to be asked that, as a {@code ClientCapabilities} object. */
    static Map<String, Object> neededFor(Iterable<String> methods) {
        var needed = new LinkedHashMap<String, Object>();
        for (var method : methods) {
            needed.put(method.substring(0, method.indexOf('/')), Map.of());
        }
        return needed;
    }

    /** A few letters that say the same. */
    String letters() {
        return (elicitation ? "e" : "") + (sampling ? "s" : "") + (roots ? "r" : "");
    }

    static ClientCapabilities ofLetters(String letters) {
        return new ClientCapabilities(letters.indexOf('e') >= 0, letters.indexOf('s') >= 0, letters.indexOf('r') >= 0);
    }
}
