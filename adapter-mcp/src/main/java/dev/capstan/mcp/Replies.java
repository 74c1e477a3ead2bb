package dev.capstan.mcp;

import dev.capstan.value.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** JSON-RPC 2.0 replies, as bytes. */
final class Replies {
    private static final JsonMapper JSON = new JsonMapper();

    private Replies() {}

    /** A reply with a result that is JSON already; the id goes back as it was written. */
    static byte[] result(Value.Json id, byte[] result) {
        var reply = new ByteArrayOutputStream(result.length + 64);
        reply.writeBytes(ascii("{\"jsonrpc\":\"2.0\",\"id\":"));
        reply.write(id.source(), id.from(), id.to() - id.from());
        reply.writeBytes(ascii(",\"result\":"));
        reply.writeBytes(result);
        reply.write('}');
        return reply.toByteArray();
    }

    /** @param code one of JSON-RPC's or of MCP's */
    static byte[] error(Optional<Value.Json> id, int code, String message) {
        return error(id, code, message, Map.of());
    }

    /** @param data more about the error, for programs; left out when empty */
    static byte[] error(Optional<Value.Json> id, int code, String message, Map<String, ?> data) {
        var error = new LinkedHashMap<String, Object>();
        error.put("code", code);
        error.put("message", message);
        if (!data.isEmpty()) {
            error.put("data", data);
        }
        var reply = new ByteArrayOutputStream();
        reply.writeBytes(ascii("{\"jsonrpc\":\"2.0\",\"id\":"));
        reply.writeBytes(id.map(Value.Json::json).orElse(ascii("null")));
        reply.writeBytes(ascii(",\"error\":"));
        reply.writeBytes(JSON.writeValueAsBytes(error));
        reply.write('}');
        return reply.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
