package dev.capstan.mcp;

import dev.capstan.value.JsonText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What comes of a call of a tool, of getting a prompt, or of reading a resource. */
public sealed interface McpReply {
    /**
     * A result.
     *
     * @param json a JSON object, without {@code resultType} and {@code _meta}, which are added as the client's revision
     *     wants it
     */
    record Result(byte[] json) implements McpReply {}

    /**
     * The client is to be asked first; then the call comes again with its answers (MCP 2026-07-28, multi round-trip
     * requests). Clients of 2025 are asked by requests of their own.
     *
     * @param requests by keys, under which the answers come
     * @param state what the next round is to know; nobody else can make or change it
     */
    record InputRequired(Map<String, InputRequest> requests, Optional<String> state) implements McpReply {
        public InputRequired {
            requests = Collections.unmodifiableMap(new LinkedHashMap<>(requests));
        }
    }

    /**
     * A JSON-RPC error.
     *
     * @param data more about it, for programs; may be empty
     */
    record Fault(int code, String message, Map<String, ?> data) implements McpReply {}

    /**
     * One request to the client.
     *
     * @param method {@code elicitation/create}, {@code sampling/createMessage} or {@code roots/list}
     * @param params to be written as JSON
     */
    record InputRequest(String method, Map<String, ?> params) {}

    /** A result that is to be written as JSON. */
    static McpReply result(Map<String, ?> members) {
        return new Result(JsonText.quote(members));
    }
}
