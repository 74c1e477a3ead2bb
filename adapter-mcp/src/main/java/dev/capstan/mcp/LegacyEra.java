package dev.capstan.mcp;

import dev.capstan.mcp.Questions.Asked;
import dev.capstan.value.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The MCP revisions that begin with {@code initialize}. No reply depends on an earlier request, so any replica can answer
 * any request; what a session adds is told in {@link Session}.
 */
final class LegacyEra {
    /** How often one call may ask its client. */
    private static final int MAX_ROUNDS = 10;

    private static final byte[] EMPTY = {'{', '}'};

    private final Sessions sessions;
    private final Questions questions;

    LegacyEra(Sessions sessions, Questions questions) {
        this.sessions = sessions;
        this.questions = questions;
    }

    CompletableFuture<Reply> reply(Message.Request request, Delivery delivery, Optional<Session> session) {
        var endpoint = delivery.endpoint();
        if (Target.isOf(request.method()) && isThere(request.method(), endpoint)) {
            var target = Target.of(request, endpoint, false);
            return target instanceof Target.Found found
                    ? run(request, found, delivery, session)
                    : now(reply(request, ((Target.Wrong) target).fault()));
        }
        var list = ListKind.of(request.method()).filter(endpoint::has);
        if (list.isPresent()) {
            return list(request, list.get(), endpoint);
        }
        return now(
                switch (request.method()) {
                    case "initialize" -> initialize(request, delivery);
                    case "ping" -> Reply.ok(Replies.result(request.id(), EMPTY));
                    case "completion/complete" -> reply(request, Completions.of(request, endpoint));
                    case "logging/setLevel" -> setLevel(request, session);
                    case "resources/subscribe" -> subscribe(request, endpoint, session);
                    case "resources/unsubscribe" -> unsubscribe(request, session);
                    default ->
                        error(
                                request,
                                ErrorCode.METHOD_NOT_FOUND,
                                "There is no method '" + request.method() + "' here");
                });
    }

    private static boolean isThere(String method, McpEndpoint endpoint) {
        return !method.equals("prompts/get") || endpoint.has(ListKind.PROMPTS);
    }

    /** Agrees to the client's revision or proposes the newest (MCP 2025-11-25, lifecycle, version negotiation). */
    private Reply initialize(Message.Request request, Delivery delivery) {
        var asked = request.text("protocolVersion");
        if (asked.isEmpty()) {
            return error(request, ErrorCode.INVALID_PARAMS, "initialize needs a \"protocolVersion\"");
        }
        var capabilities = ClientCapabilities.of(request.params().get("capabilities"));
        var revision = Revisions.LEGACY.contains(asked.get()) ? asked.get() : Revisions.LEGACY.get(0);
        var reply = Reply.ok(Replies.result(request.id(), delivery.endpoint().initialize(revision)));
        var connection = delivery.connection();
        if (connection.isPresent()) {
            connection.get().initialize(capabilities);
            return reply;
        }
        return reply.inSession(sessions.begin(capabilities));
    }

    private static CompletableFuture<Reply> list(Message.Request request, ListKind kind, McpEndpoint endpoint) {
        return Chain.map(
                endpoint.list(kind, false, request.cursor()),
                page -> page.map(json -> Reply.ok(Replies.result(request.id(), json)))
                        .orElseGet(() -> error(
                                request,
                                ErrorCode.INVALID_PARAMS,
                                "There is no such cursor; begin again without one")));
    }

    private Reply setLevel(Message.Request request, Optional<Session> session) {
        var level = request.text("level").flatMap(LogLevel::of);
        if (level.isEmpty()) {
            return error(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "logging/setLevel needs a \"level\": debug, info, notice, warning, error, critical, alert or emergency");
        }
        session.map(sessions::keep).ifPresent(it -> it.logLevel(level.get()));
        return Reply.ok(Replies.result(request.id(), EMPTY));
    }

    private Reply subscribe(Message.Request request, McpEndpoint endpoint, Optional<Session> session) {
        var uri = request.text("uri").orElse("");
        if (uri.length() > Session.MAX_SUBSCRIBED_URI || endpoint.resource(uri).isEmpty()) {
            return reply(request, ResourceContents.notFound(uri, false));
        }
        var kept = session.map(sessions::keep);
        if (kept.filter(it -> it.subscriptions().size() >= Session.MAX_SUBSCRIPTIONS)
                .isPresent()) {
            return error(
                    request,
                    ErrorCode.INVALID_PARAMS,
                    "A session may subscribe to " + Session.MAX_SUBSCRIPTIONS + " resources");
        }
        kept.ifPresent(it -> it.subscriptions().add(uri));
        return Reply.ok(Replies.result(request.id(), EMPTY));
    }

    private Reply unsubscribe(Message.Request request, Optional<Session> session) {
        session.ifPresent(it -> it.subscriptions().remove(request.text("uri").orElse("")));
        return Reply.ok(Replies.result(request.id(), EMPTY));
    }

    // --- calls ---

    private CompletableFuture<Reply> run(
            Message.Request request, Target.Found found, Delivery delivery, Optional<Session> session) {
        var client = session.map(Session::capabilities).orElse(ClientCapabilities.NONE);
        var level = session.map(Session::logLevel).orElse(LogLevel.INFO);
        var meta = request.meta();
        var notices = new Notices(delivery, meta.progressToken(), Optional.of(level), meta.trace());
        var call = new McpCall(found.arguments(), Map.of(), Optional.empty(), client, false, notices);
        return Chain.map(round(found.operation(), call, delivery, 1), reply -> reply(request, reply));
    }

    private CompletableFuture<McpReply> round(Operation operation, McpCall call, Delivery delivery, int number) {
        var reply = operation.run(call);
        if (reply.isDone() && !reply.isCompletedExceptionally() && !(reply.join() instanceof McpReply.InputRequired)) {
            return reply;
        }
        return Chain.flatMap(
                reply,
                made -> made instanceof McpReply.InputRequired required
                        ? asked(required, operation, call, delivery, number)
                        : CompletableFuture.completedFuture(made));
    }

    /** Asks the client by requests of this server, and goes on with its answers. */
    private CompletableFuture<McpReply> asked(
            McpReply.InputRequired required, Operation operation, McpCall call, Delivery delivery, int number) {
        var refusal = cannotAsk(required, call.client(), delivery, number);
        if (refusal.isPresent()) {
            return CompletableFuture.completedFuture(
                    new McpReply.Fault(ErrorCode.INVALID_REQUEST, refusal.get(), Map.of()));
        }
        var asked = new LinkedHashMap<String, CompletableFuture<Asked>>();
        required.requests().forEach((key, request) -> asked.put(key, questions.ask(request, delivery)));
        return Chain.flatMap(Chain.all(asked.values()), done -> {
            var answers = new HashMap<String, Value.Json>();
            for (var question : asked.entrySet()) {
                if (question.getValue().join() instanceof Asked.Given given) {
                    answers.put(question.getKey(), given.result());
                } else {
                    var nothing = (Asked.Nothing) question.getValue().join();
                    return CompletableFuture.completedFuture(
                            new McpReply.Fault(ErrorCode.INVALID_REQUEST, nothing.why(), Map.of()));
                }
            }
            return round(operation, call.with(answers, required.state()), delivery, number + 1);
        });
    }

    private static Optional<String> cannotAsk(
            McpReply.InputRequired required, ClientCapabilities client, Delivery delivery, int number) {
        if (number > MAX_ROUNDS) {
            return Optional.of("The call asked its client " + MAX_ROUNDS + " times and still is not content");
        }
        if (!delivery.canStream()) {
            return Optional.of(
                    "This asks the client something, and needs an Accept header with text/event-stream for it");
        }
        return required.requests().values().stream()
                .map(McpReply.InputRequest::method)
                .filter(method -> !client.takes(method))
                .findFirst()
                .map(method -> "This needs a client that declares the capability '"
                        + method.substring(0, method.indexOf('/')) + "' in a session");
    }

    // --- replies ---

    private static Reply reply(Message.Request request, McpReply reply) {
        if (reply instanceof McpReply.Result result) {
            return Reply.ok(Replies.result(request.id(), result.json()));
        }
        var fault = (McpReply.Fault) reply;
        return Reply.ok(Replies.error(Optional.of(request.id()), fault.code(), fault.message(), fault.data()));
    }

    private static Reply error(Message.Request request, int code, String message) {
        return Reply.ok(Replies.error(Optional.of(request.id()), code, message));
    }

    private static CompletableFuture<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
