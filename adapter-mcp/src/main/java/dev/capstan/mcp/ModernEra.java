package dev.capstan.mcp;

import dev.capstan.mcp.Subscriptions.Filter;
import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * MCP 2026-07-28: each request says itself which revision it speaks and what its client can do, and over HTTP repeats in
 * headers what it is about. What is wrong is told in the order of the specification's rules: the envelope, the revision,
 * the method, the params, the headers, what the client can do.
 */
final class ModernEra {
    private final StateSeal seal;
    private final Subscriptions subscriptions;
    private final boolean isWatching;

    /** @param isWatching whether lists can change */
    ModernEra(StateSeal seal, Subscriptions subscriptions, boolean isWatching) {
        this.seal = seal;
        this.subscriptions = subscriptions;
        this.isWatching = isWatching;
    }

    /** Whether a method is there in this era only. */
    static boolean isOwn(String method) {
        return method.equals("server/discover") || method.equals("subscriptions/listen");
    }

    CompletableFuture<Reply> reply(Message.Request request, Delivery delivery) {
        var refusal = badEnvelope(request)
                .or(() -> badRevision(request, delivery))
                .or(() -> unknownMethod(request, delivery.endpoint()))
                .or(() -> badHeaders(request, delivery));
        return refusal.isPresent() ? now(refusal.get()) : answer(request, delivery);
    }

    private CompletableFuture<Reply> answer(Message.Request request, Delivery delivery) {
        var endpoint = delivery.endpoint();
        if (Target.isOf(request.method())) {
            var target = Target.of(request, endpoint, true);
            return target instanceof Target.Found found
                    ? run(request, found, delivery)
                    : now(fault(request, ((Target.Wrong) target).fault()));
        }
        var list = ListKind.of(request.method());
        if (list.isPresent()) {
            return list(request, list.get(), endpoint);
        }
        return switch (request.method()) {
            case "server/discover" ->
                now(Reply.ok(Replies.result(request.id(), endpoint.listLead(), endpoint.discovery())));
            case "completion/complete" -> now(reply(request, Completions.of(request, endpoint), endpoint.modernLead()));
            case "subscriptions/listen" -> listen(request, delivery);
            default -> throw new IllegalStateException("an unknown method was refused before");
        };
    }

    // --- the ladder ---

    private static Optional<Reply> badEnvelope(Message.Request request) {
        var missing = request.meta().revision().isEmpty()
                ? Meta.PROTOCOL_VERSION
                : request.meta().hasCapabilities() ? "" : Meta.CLIENT_CAPABILITIES;
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(bad(
                        request,
                        ErrorCode.INVALID_PARAMS,
                        "params._meta needs \"" + missing + "\", which is "
                                + (missing.equals(Meta.PROTOCOL_VERSION) ? "a string" : "an object"),
                        Map.of()));
    }

    private static Optional<Reply> badRevision(Message.Request request, Delivery delivery) {
        var said = request.meta().revision().orElse("");
        var header = delivery.header("MCP-Protocol-Version");
        if (delivery.hasHeaders() && !header.equals(Optional.of(said))) {
            return Optional.of(mismatch(
                    request,
                    header.isEmpty()
                            ? "the header MCP-Protocol-Version is missing"
                            : "the header MCP-Protocol-Version is not the one in params._meta"));
        }
        return said.equals(Revisions.MODERN)
                ? Optional.empty()
                : Optional.of(bad(
                        request,
                        ErrorCode.UNSUPPORTED_PROTOCOL_VERSION,
                        "The protocol version '" + said + "' is not supported",
                        Map.of("supported", Revisions.ALL, "requested", said)));
    }

    private static Optional<Reply> unknownMethod(Message.Request request, McpEndpoint endpoint) {
        var isKnown = switch (request.method()) {
            case "server/discover", "subscriptions/listen", "completion/complete", "tools/list", "tools/call" -> true;
            case "prompts/list", "prompts/get" -> endpoint.has(ListKind.PROMPTS);
            case "resources/list", "resources/templates/list", "resources/read" -> endpoint.has(ListKind.RESOURCES);
            default -> false;
        };
        return isKnown
                ? Optional.empty()
                : Optional.of(Reply.of(
                        404,
                        Replies.error(
                                Optional.of(request.id()),
                                ErrorCode.METHOD_NOT_FOUND,
                                "There is no method '" + request.method() + "' in " + Revisions.MODERN + " here")));
    }

    /** What the headers of a request should repeat (MCP 2026-07-28, Streamable HTTP, server validation). */
    private static Optional<Reply> badHeaders(Message.Request request, Delivery delivery) {
        if (!delivery.hasHeaders()) {
            return Optional.empty();
        }
        var method = delivery.header("Mcp-Method").map(String::strip);
        if (!method.equals(Optional.of(request.method()))) {
            return Optional.of(mismatch(
                    request,
                    "the header Mcp-Method is " + (method.isEmpty() ? "missing" : "not the method of the body")));
        }
        if (!Target.isOf(request.method())) {
            return Optional.empty();
        }
        var member = Target.nameMember(request.method());
        var name = request.text(member);
        var shown = delivery.header("Mcp-Name");
        return name.isEmpty() || shown.flatMap(HeaderText::decode).equals(name)
                ? Optional.empty()
                : Optional.of(mismatch(
                        request, "the header Mcp-Name is " + (shown.isEmpty() ? "missing" : "not params." + member)));
    }

    private static Optional<Reply> badArgumentHeaders(Message.Request request, Target.Found found, Delivery delivery) {
        if (!delivery.hasHeaders() || !request.method().equals("tools/call")) {
            return Optional.empty();
        }
        for (var argument : delivery.endpoint().headerArguments(found.name())) {
            var what = argument.mismatch(found.arguments(), delivery);
            if (what.isPresent()) {
                return Optional.of(mismatch(request, what.get()));
            }
        }
        return Optional.empty();
    }

    // --- what the methods do ---

    private static CompletableFuture<Reply> list(Message.Request request, ListKind kind, McpEndpoint endpoint) {
        return Chain.map(
                endpoint.list(kind, true, request.cursor()),
                page -> page.map(json -> Reply.ok(Replies.result(request.id(), json)))
                        .orElseGet(() -> bad(
                                request,
                                ErrorCode.INVALID_PARAMS,
                                "There is no such cursor; begin again without one",
                                Map.of())));
    }

    private CompletableFuture<Reply> listen(Message.Request request, Delivery delivery) {
        if (!delivery.canStream()) {
            return now(
                    Reply.of(
                            406,
                            Replies.error(
                                    Optional.of(request.id()),
                                    ErrorCode.INVALID_REQUEST,
                                    "subscriptions/listen answers with text/event-stream, which the Accept header leaves out")));
        }
        var wishes = request.params().get("notifications");
        if (wishes == null || wishes.kind() != JsonKind.OBJECT) {
            return now(bad(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "subscriptions/listen needs \"notifications\", which is an object",
                    Map.of()));
        }
        var filter = Filter.of(JsonText.members(wishes), delivery.endpoint(), isWatching);
        return subscriptions.listen(request, filter, delivery);
    }

    private CompletableFuture<Reply> run(Message.Request request, Target.Found found, Delivery delivery) {
        var wrong = badArgumentHeaders(request, found, delivery);
        if (wrong.isPresent()) {
            return now(wrong.get());
        }
        var answers = request.params().get("inputResponses");
        if (answers != null && answers.kind() != JsonKind.OBJECT) {
            return now(bad(request, ErrorCode.INVALID_PARAMS, "\"inputResponses\" must be an object", Map.of()));
        }
        var state = request.params().get("requestState");
        var opened = state == null ? Optional.<String>empty() : opened(state, request, found, delivery);
        if (state != null && opened.isEmpty()) {
            return now(bad(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "\"requestState\" is not what this server gave for this request, or is too old; begin again without it",
                    Map.of()));
        }
        var meta = request.meta();
        var client = meta.capabilities();
        var notices = new Notices(delivery, meta.progressToken(), meta.logLevel(), meta.trace());
        var call = new McpCall(found.arguments(), Message.members(answers), opened, client, true, notices);
        var lead = request.method().equals("resources/read")
                ? delivery.endpoint().modernLead(found.caching())
                : delivery.endpoint().modernLead();
        return Chain.map(
                found.operation().run(call),
                reply -> reply instanceof McpReply.InputRequired required
                        ? ask(request, required, client, found, delivery)
                        : reply(request, reply, lead));
    }

    private Optional<String> opened(Value.Json state, Message.Request request, Target.Found found, Delivery delivery) {
        return state.kind() == JsonKind.STRING
                ? seal.open(state.text(), owner(request, found, delivery))
                : Optional.empty();
    }

    private static StateSeal.Owner owner(Message.Request request, Target.Found found, Delivery delivery) {
        return new StateSeal.Owner(request.method(), found.name(), found.arguments(), delivery.principal());
    }

    /** Asks the client by the result; it comes again with the answers. */
    private Reply ask(
            Message.Request request,
            McpReply.InputRequired required,
            ClientCapabilities client,
            Target.Found found,
            Delivery delivery) {
        var missing = required.requests().values().stream()
                .map(McpReply.InputRequest::method)
                .filter(method -> !client.takes(method))
                .toList();
        if (!missing.isEmpty()) {
            return missingCapability(request, missing);
        }
        var result = new LinkedHashMap<String, Object>();
        result.put("resultType", "input_required");
        if (!required.requests().isEmpty()) {
            result.put("inputRequests", required.requests());
        }
        required.state()
                .ifPresent(state -> result.put("requestState", seal.seal(state, owner(request, found, delivery))));
        return Reply.ok(Replies.result(request.id(), JsonText.quote(result)));
    }

    private static Reply missingCapability(Message.Request request, List<String> methods) {
        var needed = ClientCapabilities.neededFor(methods);
        return bad(
                request,
                ErrorCode.MISSING_CLIENT_CAPABILITY,
                "This needs a client that declares " + String.join(", ", needed.keySet()),
                Map.of("requiredCapabilities", needed));
    }

    private static Reply reply(Message.Request request, McpReply reply, byte[] lead) {
        return reply instanceof McpReply.Result result
                ? Reply.ok(Replies.result(request.id(), lead, result.json()))
                : fault(request, (McpReply.Fault) reply);
    }

    // --- errors ---

    private static Reply fault(Message.Request request, McpReply.Fault fault) {
        // What is wrong with a request is 400, as in the ladder; what failed here or beyond is a failure of this
        // server.
        var status = fault.code() == ErrorCode.INTERNAL_ERROR ? 500 : 400;
        return Reply.of(status, Replies.error(Optional.of(request.id()), fault.code(), fault.message(), fault.data()));
    }

    private static Reply mismatch(Message.Request request, String what) {
        return bad(request, ErrorCode.HEADER_MISMATCH, "Header mismatch: " + what, Map.of());
    }

    private static Reply bad(Message.Request request, int code, String message, Map<String, ?> data) {
        return Reply.bad(Replies.error(Optional.of(request.id()), code, message, data));
    }

    private static CompletableFuture<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
