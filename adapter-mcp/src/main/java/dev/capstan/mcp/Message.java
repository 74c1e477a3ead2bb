package dev.capstan.mcp;

import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON-RPC 2.0 message from a client, with its parts as their own JSON text. */
sealed interface Message {
    /**
     * Something that wants an answer.
     *
     * @param params the members of {@code params}; none when there are no params
     */
    record Request(Value.Json id, String method, Map<String, Value.Json> params, Meta meta) implements Message {
        /** A text among the params. */
        Optional<String> text(String name) {
            return Message.text(params, name);
        }

        /** The place in a list to go on from; what is no text is none that was given out. */
        Optional<String> cursor() {
            return Optional.ofNullable(params.get("cursor"))
                    .filter(cursor -> cursor.kind() != JsonKind.NULL)
                    .map(Value.Json::text);
        }
    }

    /** Something that wants no answer. */
    record Notification(String method, Map<String, Value.Json> params) implements Message {}

    /** The answer to a question of this server: a result, or an error. */
    record Answer(Value.Json id, Optional<Value.Json> result, Optional<Value.Json> error) implements Message {}

    /** Something that is not a message; its id, where that can be seen. */
    record Malformed(Optional<Value.Json> id, String reason) implements Message {}

    /** Ids come back, and streams repeat them in each message. */
    int MAX_ID_BYTES = 1000;

    int MAX_SHOWN = 2000;

    /** Reads the members of a message. */
    static Message of(Map<String, Value.Json> members) {
        var id = Optional.ofNullable(members.get("id"));
        if (id.filter(value -> value.to() - value.from() > MAX_ID_BYTES).isPresent()) {
            return new Malformed(Optional.empty(), "\"id\" has more than " + MAX_ID_BYTES + " bytes");
        }
        var usableId = id.filter(value -> value.kind() == JsonKind.STRING || value.kind() == JsonKind.NUMBER);
        var version = members.get("jsonrpc");
        if (version == null
                || version.kind() != JsonKind.STRING
                || !version.text().equals("2.0")) {
            return new Malformed(usableId, "a message needs \"jsonrpc\": \"2.0\"");
        }
        var method = members.get("method");
        if (method == null) {
            var result = Optional.ofNullable(members.get("result"));
            var error = Optional.ofNullable(members.get("error"));
            return usableId.isPresent() && result.isPresent() != error.isPresent()
                    ? new Answer(usableId.get(), result, error)
                    : new Malformed(
                            usableId, "a message needs a \"method\", or an \"id\" and a \"result\" or \"error\"");
        }
        if (method.kind() != JsonKind.STRING) {
            return new Malformed(usableId, "\"method\" must be a string");
        }
        var said = members.get("params");
        if (said != null && said.kind() != JsonKind.OBJECT && said.kind() != JsonKind.NULL) {
            return new Malformed(usableId, "\"params\" must be an object");
        }
        var params = members(said);
        if (id.isEmpty()) {
            return new Notification(method.text(), params);
        }
        return usableId.<Message>map(value -> new Request(value, method.text(), params, Meta.of(params)))
                .orElse(new Malformed(Optional.empty(), "\"id\" must be a string or a number"));
    }

    /** What a client sent, as far as it need be sent back. */
    static String cut(String text) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    }

    /** A text among the members of an object; empty when there is none, or it is something else. */
    static Optional<String> text(Map<String, Value.Json> members, String name) {
        return Optional.ofNullable(members.get(name))
                .filter(value -> value.kind() == JsonKind.STRING)
                .map(Value.Json::text);
    }

    /** The members of an object; none of anything else. */
    static Map<String, Value.Json> members(Value.@Nullable Json value) {
        return value != null && value.kind() == JsonKind.OBJECT ? JsonText.members(value) : Map.of();
    }
}
