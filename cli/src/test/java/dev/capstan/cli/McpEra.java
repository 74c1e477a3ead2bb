package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The two ways in which clients speak MCP over HTTP. What must hold in both is tested with one body. */
enum McpEra {
    LEGACY {
        @Override
        void envelop(ObjectNode params, String capabilities) {}

        @Override
        List<String> headers(String method, Optional<String> name) {
            return List.of("MCP-Protocol-Version", "2025-11-25");
        }
    },
    MODERN {
        @Override
        void envelop(ObjectNode params, String capabilities) {
            var meta = params.withObject("/_meta");
            meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
            meta.set("io.modelcontextprotocol/clientCapabilities", TestServer.JSON.readTree(capabilities));
        }

        @Override
        List<String> headers(String method, Optional<String> name) {
            var headers = new ArrayList<>(List.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method));
            name.ifPresent(
                    it -> headers.addAll(List.of("Mcp-Name", HEADER.matcher(it).matches() ? it : encoded(it))));
            return headers;
        }
    };

    private static final Pattern HEADER = Pattern.compile("[!-~]+( [!-~]+)*");

    /** As clients write in headers what headers cannot carry as it is. */
    static String encoded(String text) {
        return "=?base64?" + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "?=";
    }

    /** What came back. */
    record Answer(int status, JsonNode body) {
        JsonNode result() {
            var result = body.get("result");
            if (result == null) {
                throw new AssertionError("no result but " + body);
            }
            return result;
        }

        JsonNode error() {
            var error = body.get("error");
            if (error == null) {
                throw new AssertionError("no error but " + body);
            }
            return error;
        }

        int errorCode() {
            return error().get("code").asInt();
        }
    }

    abstract void envelop(ObjectNode params, String capabilities);

    abstract List<String> headers(String method, Optional<String> name);

    /** A request as its bytes. */
    byte[] message(Object id, String method, String params, String capabilities) {
        var message = TestServer.JSON.createObjectNode();
        message.put("jsonrpc", "2.0");
        message.putPOJO("id", id);
        message.put("method", method);
        var members = (ObjectNode) TestServer.JSON.readTree(params);
        envelop(members, capabilities);
        message.set("params", members);
        return TestServer.JSON.writeValueAsBytes(message);
    }

    /** The headers of a request. */
    String[] allHeaders(String method, String params, String... further) {
        var members = TestServer.JSON.readTree(params);
        var name = Optional.ofNullable(members.get(method.equals("resources/read") ? "uri" : "name"))
                .map(JsonNode::asString);
        var headers = new ArrayList<>(
                List.of("Content-Type", "application/json", "Accept", "application/json, text/event-stream"));
        headers.addAll(headers(method, name));
        headers.addAll(List.of(further));
        return headers.toArray(String[]::new);
    }

    /** Sends a request of a client that can do nothing. */
    Answer ask(TestServer server, String method, String params, String... headers) {
        return ask(server, server.mcp("/mcp"), method, params, headers);
    }

    Answer ask(TestServer server, URI endpoint, String method, String params, String... headers) {
        var response =
                server.send("POST", endpoint, message(7, method, params, "{}"), allHeaders(method, params, headers));
        return answer(response.statusCode(), response.body());
    }

    static Answer answer(int status, byte[] body) {
        var text = new String(body, UTF_8);
        var json = text.startsWith("{")
                ? text
                : text.lines()
                        .filter(line -> line.startsWith("data:"))
                        .reduce((first, last) -> last)
                        .map(line -> line.substring("data:".length()))
                        .orElse("{}");
        return new Answer(status, TestServer.JSON.readTree(json));
    }
}
