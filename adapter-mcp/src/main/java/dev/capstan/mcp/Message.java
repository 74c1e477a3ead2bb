package dev.capstan.mcp;

import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import java.util.Map;
import java.util.Optional;

/** A JSON-RPC 2.0 message from a client, with its parts as their own JSON text. */
sealed interface Message {
    /**
     * Something that wants an answer.
     *
     * @param params the members of {@code params}; none when there are no params, or they are not an object
     */
    record Request(Value.Json id, String method, Map<String, Value.Json> params) implements Message {
        /** A text among the params. */
        Optional<String> text(String name) {
            return Optional.ofNullable(params.get(name))
                    .filter(value -> value.kind() == JsonKind.STRING)
                    .map(Value.Json::text);
        }
    }

    /** A notification, or the answer to a question that this server never asks. */
    record OneWay() implements Message {}

    /** Something that is not a message; its id, where that can be seen. */
    record Malformed(Optional<Value.Json> id, String reason) implements Message {}

    /** Reads the members of a message. */
    static Message of(Map<String, Value.Json> members) {
        var id = Optional.ofNullable(members.get("id"));
        var usableId = id.filter(value -> value.kind() == JsonKind.STRING || value.kind() == JsonKind.NUMBER);
        var version = members.get("jsonrpc");
        if (version == null
                || version.kind() != JsonKind.STRING
                || !version.text().equals("2.0")) {
            return new Malformed(usableId, "a message needs \"jsonrpc\": \"2.0\"");
        }
        var method = members.get("method");
        if (method == null) {
            return members.containsKey("result") || members.containsKey("error")
                    ? new OneWay()
                    : new Malformed(usableId, "a message needs a \"method\"");
        }
        if (method.kind() != JsonKind.STRING) {
            return new Malformed(usableId, "\"method\" must be a string");
        }
        if (id.isEmpty()) {
            return new OneWay();
        }
        return usableId.<Message>map(value -> new Request(value, method.text(), params(members)))
                .orElse(new Malformed(Optional.empty(), "\"id\" must be a string or a number"));
    }

    private static Map<String, Value.Json> params(Map<String, Value.Json> members) {
        return Optional.ofNullable(members.get("params"))
                .filter(value -> value.kind() == JsonKind.OBJECT)
                .map(JsonText::members)
                .orElse(Map.of());
    }
}
