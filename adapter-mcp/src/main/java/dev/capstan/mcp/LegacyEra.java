package dev.capstan.mcp;

import dev.capstan.exposure.Tool;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.flow.Outcome;
import dev.capstan.flow.ToolInputs;
import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The MCP revisions that begin with {@code initialize}, served without sessions: no reply depends on an earlier request,
 * so any replica can answer any request.
 */
final class LegacyEra {
    /** The revisions, newest first. */
    static final List<String> REVISIONS =
            List.of(ProtocolVersions.MCP_2025_11_25, ProtocolVersions.MCP_2025_06_18, ProtocolVersions.MCP_2025_03_26);

    private static final byte[] EMPTY = {'{', '}'};

    private final FlowExecutor executor;

    LegacyEra(FlowExecutor executor) {
        this.executor = executor;
    }

    /** The reply to a request; never completes exceptionally. */
    CompletionStage<byte[]> reply(Message.Request request, McpEndpoint endpoint) {
        return switch (request.method()) {
            case "initialize" -> now(initialize(request, endpoint));
            case "ping" -> now(Replies.result(request.id(), EMPTY));
            case "tools/list" -> now(list(request, endpoint));
            case "tools/call" -> call(request, endpoint);
            default ->
                now(error(
                        request,
                        ErrorCodes.METHOD_NOT_FOUND,
                        "There is no method '" + request.method()
                                + "' (known: initialize, ping, tools/list, tools/call)"));
        };
    }

    /** Agrees to the client's revision or proposes the newest (MCP 2025-11-25, lifecycle, version negotiation). */
    private static byte[] initialize(Message.Request request, McpEndpoint endpoint) {
        return request.text("protocolVersion")
                .map(revision -> endpoint.initialize(revision).or(() -> endpoint.initialize(REVISIONS.get(0))))
                .map(result -> Replies.result(request.id(), result.orElseThrow()))
                .orElseGet(() -> error(request, ErrorCodes.INVALID_PARAMS, "initialize needs a \"protocolVersion\""));
    }

    /** All tools are in the first page, so nobody can have a cursor. */
    private static byte[] list(Message.Request request, McpEndpoint endpoint) {
        return request.params().containsKey("cursor")
                ? error(request, ErrorCodes.INVALID_PARAMS, "There is no such cursor; tools/list has one page")
                : Replies.result(request.id(), endpoint.toolsList());
    }

    private CompletionStage<byte[]> call(Message.Request request, McpEndpoint endpoint) {
        var name = request.text("name");
        if (name.isEmpty()) {
            return now(error(request, ErrorCodes.INVALID_PARAMS, "tools/call needs the \"name\" of a tool"));
        }
        var tool = endpoint.tool(name.get());
        if (tool.isEmpty()) {
            return now(error(
                    request,
                    ErrorCodes.INVALID_PARAMS,
                    "There is no tool '" + name.get() + "' here; tools/list shows the names"));
        }
        var arguments =
                Optional.ofNullable(request.params().get("arguments")).filter(value -> value.kind() != JsonKind.NULL);
        if (arguments.isPresent() && arguments.get().kind() != JsonKind.OBJECT) {
            return now(error(request, ErrorCodes.INVALID_PARAMS, "\"arguments\" must be an object"));
        }
        return call(request, tool.get(), arguments.map(JsonText::members).orElse(Map.of()));
    }

    private CompletionStage<byte[]> call(Message.Request request, Tool tool, Map<String, Value.Json> arguments) {
        return executor.execute(
                        tool.flow(), new ToolInputs(arguments, tool.flow().inputs()))
                .thenApply(outcome -> Replies.result(
                        request.id(),
                        ToolResult.of(
                                outcome,
                                tool.flow().operation(),
                                !tool.outputSchema().isEmpty())))
                .exceptionally(fault -> unexpected(request, tool, fault));
    }

    private static byte[] unexpected(Message.Request request, Tool tool, Throwable fault) {
        var failure = new Outcome.Failed(FlowExecutor.unexpected(tool.flow().operation(), fault));
        return Replies.result(request.id(), ToolResult.of(failure, tool.flow().operation(), false));
    }

    private static byte[] error(Message.Request request, int code, String message) {
        return Replies.error(Optional.of(request.id()), code, message);
    }

    private static CompletionStage<byte[]> now(byte[] reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
