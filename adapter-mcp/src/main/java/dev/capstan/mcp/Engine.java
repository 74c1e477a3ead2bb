package dev.capstan.mcp;

import dev.capstan.flow.FlowExecutor;
import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * From the bytes of a POST to the reply, whatever carries them. Which era a request belongs to is decided by its body
 * here and nowhere else; 2025 is the only one yet.
 */
final class Engine {
    /** Each element may cost an upstream call and a list of all tools. */
    private static final int MAX_BATCH = 50;

    private final LegacyEra legacy;

    Engine(FlowExecutor executor) {
        legacy = new LegacyEra(executor);
    }

    /**
     * What goes back.
     *
     * @param status of HTTP
     * @param body empty when there is nothing to say
     */
    record Reply(int status, Optional<byte[]> body) {
        static Reply accepted() {
            return new Reply(202, Optional.empty());
        }

        static Reply ok(byte[] body) {
            return new Reply(200, Optional.of(body));
        }

        static Reply bad(byte[] body) {
            return new Reply(400, Optional.of(body));
        }
    }

    /**
     * Handles one message, or a batch of them.
     *
     * @param revision what the client says in {@code MCP-Protocol-Version}
     * @return never completes exceptionally, and may complete on any thread
     */
    CompletionStage<Reply> handle(byte[] body, Optional<String> revision, McpEndpoint endpoint) {
        try {
            var members = JsonText.members(body);
            return members.isPresent()
                    ? single(Message.of(members.get()), revision, endpoint)
                    : batch(JsonText.check(body), revision, endpoint);
        } catch (JsonText.NotJson e) {
            return now(Reply.bad(Replies.error(
                    Optional.empty(), ErrorCodes.PARSE_ERROR, "The message is not valid JSON: " + e.getMessage())));
        }
    }

    private CompletionStage<Reply> single(Message message, Optional<String> revision, McpEndpoint endpoint) {
        if (message instanceof Message.Request request) {
            return wrongRevision(request, revision)
                    .map(Engine::now)
                    .orElseGet(() -> legacy.reply(request, endpoint).thenApply(Reply::ok));
        }
        if (message instanceof Message.Malformed malformed) {
            return now(Reply.bad(malformed(malformed)));
        }
        return now(Reply.accepted());
    }

    /** Clients negotiate in {@code initialize}, so there the header does not count. */
    private static Optional<Reply> wrongRevision(Message.Request request, Optional<String> revision) {
        return revision.filter(name -> !LegacyEra.REVISIONS.contains(name))
                .filter(name -> !request.method().equals("initialize"))
                .map(name -> Reply.bad(Replies.error(
                        Optional.of(request.id()),
                        ErrorCodes.INVALID_REQUEST,
                        "MCP-Protocol-Version '" + name + "' is not supported",
                        Map.of("supported", LegacyEra.REVISIONS, "requested", name))));
    }

    /** Only 2025-03-26 has batches; it is also meant when the header is missing (MCP 2025-11-25, transports). */
    private CompletionStage<Reply> batch(Value.Json batch, Optional<String> revision, McpEndpoint endpoint) {
        var isAllowed = revision.map(ProtocolVersions.MCP_2025_03_26::equals).orElse(true);
        var elements = batch.kind() == JsonKind.ARRAY && isAllowed ? JsonText.elements(batch) : List.<Value.Json>of();
        if (elements.isEmpty() || elements.size() > MAX_BATCH) {
            return now(Reply.bad(Replies.error(
                    Optional.empty(),
                    ErrorCodes.INVALID_REQUEST,
                    "A message must be a JSON object; under 2025-03-26 it may also be a list of 1 to " + MAX_BATCH)));
        }
        var replies = elements.stream()
                .map(element -> element(element, endpoint).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                .thenApply(done -> joined(replies.stream()
                        .map(CompletableFuture::join)
                        .flatMap(Optional::stream)
                        .toList()));
    }

    private CompletionStage<Optional<byte[]>> element(Value.Json element, McpEndpoint endpoint) {
        var message = element.kind() == JsonKind.OBJECT
                ? Message.of(JsonText.members(element))
                : new Message.Malformed(Optional.empty(), "a message must be an object");
        if (message instanceof Message.Request request) {
            return legacy.reply(request, endpoint).thenApply(Optional::of);
        }
        return CompletableFuture.completedFuture(
                message instanceof Message.Malformed malformed ? Optional.of(malformed(malformed)) : Optional.empty());
    }

    private static Reply joined(List<byte[]> replies) {
        if (replies.isEmpty()) {
            return Reply.accepted();
        }
        var json = new ByteArrayOutputStream();
        for (var reply : replies) {
            json.write(json.size() == 0 ? '[' : ',');
            json.writeBytes(reply);
        }
        json.write(']');
        return Reply.ok(json.toByteArray());
    }

    private static byte[] malformed(Message.Malformed message) {
        return Replies.error(message.id(), ErrorCodes.INVALID_REQUEST, "Not a JSON-RPC message: " + message.reason());
    }

    private static CompletionStage<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
