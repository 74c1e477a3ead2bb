package dev.capstan.mcp;

import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** JSON-RPC 2.0 messages to clients, as bytes. What is JSON already is not read again. */
final class Replies {
    private static final byte[] NOTHING = {};

    private Replies() {}

    /** A reply with a result that is JSON already; the id goes back as it was written. */
    static byte[] result(Value.Json id, byte[] result) {
        return result(id, NOTHING, result);
    }

    /**
     * A reply with a result that is a JSON object already.
     *
     * @param lead further members, which come first: JSON without the braces
     */
    static byte[] result(Value.Json id, byte[] lead, byte[] result) {
        var reply = new ByteArrayOutputStream(lead.length + result.length + 64);
        reply.writeBytes(ascii("{\"jsonrpc\":\"2.0\",\"id\":"));
        write(id, reply);
        reply.writeBytes(ascii(",\"result\":"));
        if (lead.length == 0) {
            reply.writeBytes(result);
        } else {
            reply.write('{');
            reply.writeBytes(lead);
            // An empty object is its two braces.
            reply.writeBytes(ascii(result.length > 2 ? "," : ""));
            reply.write(result, 1, result.length - 1);
        }
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
        id.ifPresentOrElse(given -> write(given, reply), () -> reply.writeBytes(ascii("null")));
        reply.writeBytes(ascii(",\"error\":"));
        reply.writeBytes(JsonText.quote(error));
        reply.write('}');
        return reply.toByteArray();
    }

    /**
     * A notification.
     *
     * @param written members of its params that are JSON already
     * @param params a JSON object with the others
     */
    static byte[] notification(String method, Map<String, Value.Json> written, byte[] params) {
        var notification = new ByteArrayOutputStream(params.length + 128);
        notification.writeBytes(ascii("{\"jsonrpc\":\"2.0\",\"method\":"));
        notification.writeBytes(JsonText.quote(method));
        notification.writeBytes(ascii(",\"params\":"));
        notification.writeBytes(object(written, params));
        notification.write('}');
        return notification.toByteArray();
    }

    /** A JSON object of members that are JSON already. */
    static byte[] object(Map<String, Value.Json> written) {
        return object(written, new byte[] {'{', '}'});
    }

    private static byte[] object(Map<String, Value.Json> written, byte[] others) {
        var object = new ByteArrayOutputStream(others.length + 64);
        object.write('{');
        var separator = "";
        for (var member : written.entrySet()) {
            object.writeBytes(ascii(separator));
            object.writeBytes(JsonText.quote(member.getKey()));
            object.write(':');
            write(member.getValue(), object);
            separator = ",";
        }
        object.writeBytes(ascii(others.length > 2 ? separator : ""));
        object.write(others, 1, others.length - 1);
        return object.toByteArray();
    }

    /** A request to the client. */
    static byte[] request(String id, String method, Map<String, ?> params) {
        var request = new LinkedHashMap<String, Object>();
        request.put("jsonrpc", "2.0");
        request.put("id", id);
        request.put("method", method);
        request.put("params", params);
        return JsonText.quote(request);
    }

    private static void write(Value.Json value, ByteArrayOutputStream out) {
        out.write(value.source(), value.from(), value.to() - value.from());
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
