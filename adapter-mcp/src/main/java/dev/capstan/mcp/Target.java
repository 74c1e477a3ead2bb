package dev.capstan.mcp;

import dev.capstan.exposure.Caching;
import dev.capstan.value.JsonKind;
import dev.capstan.value.Value;
import java.util.Map;
import java.util.Optional;

/** What a request for a tool, a prompt or a resource is about. */
sealed interface Target {
    /**
     * Something that runs.
     *
     * @param name of the tool or prompt, or the URI of the resource
     * @param caching of what is read
     */
    record Found(Operation operation, String name, Map<String, Value.Json> arguments, Caching caching)
            implements Target {}

    /** The request is wrong. */
    record Wrong(McpReply.Fault fault) implements Target {}

    /** Whether a method is about such a thing. */
    static boolean isOf(String method) {
        return switch (method) {
            case "tools/call", "prompts/get", "resources/read" -> true;
            default -> false;
        };
    }

    /** The member of the params that names the thing. */
    static String nameMember(String method) {
        return method.equals("resources/read") ? "uri" : "name";
    }

    /** Finds what a request is about; its method must be {@linkplain #isOf of that kind}. */
    static Target of(Message.Request request, McpEndpoint endpoint, boolean isModern) {
        var member = nameMember(request.method());
        var name = request.text(member);
        if (name.isEmpty()) {
            return wrong(request.method() + " needs a \"" + member + "\", which is a string");
        }
        var given = request.params().get("arguments");
        if (given != null && given.kind() != JsonKind.OBJECT && given.kind() != JsonKind.NULL) {
            return wrong("\"arguments\" must be an object");
        }
        var arguments = Message.members(given);
        return switch (request.method()) {
            case "tools/call" -> found(endpoint.tool(name.get()), name.get(), arguments, "tool", "tools/list");
            case "prompts/get" -> found(endpoint.prompt(name.get()), name.get(), arguments, "prompt", "prompts/list");
            default -> resource(name.get(), endpoint, isModern);
        };
    }

    private static Target found(
            Optional<Operation> operation, String name, Map<String, Value.Json> arguments, String kind, String lister) {
        return operation
                .<Target>map(it -> new Found(it, name, arguments, Caching.UNSAID))
                .orElseGet(() -> wrong(
                        "There is no " + kind + " '" + Message.cut(name) + "' here; " + lister + " shows the names"));
    }

    private static Target resource(String uri, McpEndpoint endpoint, boolean isModern) {
        var claimants = endpoint.claimants(uri);
        if (!claimants.isEmpty()) {
            return wrong("Several capabilities have the resource '" + uri + "'; read it at /mcp/"
                    + String.join(" or /mcp/", claimants));
        }
        return endpoint.resource(uri)
                .<Target>map(it -> new Found(it.operation(), uri, Map.of(), it.caching()))
                .orElseGet(() -> new Wrong((McpReply.Fault) ResourceContents.notFound(uri, isModern)));
    }

    private static Target wrong(String message) {
        return new Wrong(new McpReply.Fault(ErrorCode.INVALID_PARAMS, message, Map.of()));
    }
}
