package dev.capstan.mcp;

import dev.capstan.flow.FlowExecutor;
import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Value;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * From the bytes of a message to the reply, whatever carries them. Which era a request belongs to is decided by its body
 * here and nowhere else. Thread-safe.
 */
final class Engine {
    /** Each element may cost an upstream call and a list of all tools. */
    private static final int MAX_BATCH = 50;

    private final ModernEra modern;
    private final LegacyEra legacy;
    private final Sessions sessions = new Sessions();
    private final Questions questions = new Questions();
    private final InFlight inFlight = new InFlight();

    Engine(McpSettings settings, Subscriptions subscriptions) {
        modern = new ModernEra(new StateSeal(settings.key(), Clock.systemUTC()), subscriptions, settings.watching());
        legacy = new LegacyEra(sessions, questions);
    }

    /** Whoever was asked something is not there any more. */
    void abandonQuestions() {
        questions.abandon();
    }

    /** Who was asked something in the session of this message is not there any more. */
    void endQuestions(Delivery delivery) {
        questions.end(delivery);
    }

    Sessions sessions() {
        return sessions;
    }

    /**
     * Handles one message, or a batch of them.
     *
     * @return fails only by being cancelled, which gives up the request; may complete on any thread
     */
    CompletableFuture<Reply> handle(byte[] body, Delivery delivery) {
        try {
            var members = JsonText.members(body);
            return members.isPresent()
                    ? single(Message.of(members.get()), delivery)
                    : batch(JsonText.check(body), delivery);
        } catch (JsonText.NotJson e) {
            return now(Reply.bad(Replies.error(
                    Optional.empty(), ErrorCode.PARSE_ERROR, "The message is not valid JSON: " + e.getMessage())));
        }
    }

    private CompletableFuture<Reply> single(Message message, Delivery delivery) {
        if (message instanceof Message.Request request) {
            return request(request, delivery);
        }
        if (message instanceof Message.Malformed malformed) {
            return now(Reply.bad(malformed(malformed)));
        }
        if (message instanceof Message.Answer answer) {
            if (session(delivery).filter(Session::isOver).isPresent()) {
                return now(Reply.of(404, sessionOver(Optional.empty())));
            }
            questions.answered(answer, delivery);
        } else if (message instanceof Message.Notification notification) {
            return notified(notification, delivery);
        }
        return now(Reply.accepted());
    }

    private CompletableFuture<Reply> request(Message.Request request, Delivery delivery) {
        if (isModern(request, delivery)) {
            var reply = guarded(request, () -> modern.reply(request, delivery));
            return delivery.connection()
                    .map(session -> inFlight.of(session, request, reply))
                    .orElse(reply);
        }
        var wrong = wrongRevision(request, delivery);
        if (wrong.isPresent()) {
            return now(wrong.get());
        }
        var session = session(delivery);
        if (session.filter(Session::isOver).isPresent()) {
            return now(Reply.of(404, sessionOver(Optional.of(request.id()))));
        }
        var reply = guarded(request, () -> legacy.reply(request, delivery, session));
        return session.map(it -> inFlight.of(it, request, reply)).orElse(reply);
    }

    /** What nobody foresaw becomes an error of this one request. */
    private static CompletableFuture<Reply> guarded(
            Message.Request request, Supplier<CompletableFuture<Reply>> answering) {
        CompletableFuture<Reply> reply;
        try {
            reply = answering.get();
        } catch (RuntimeException e) {
            return now(unexpected(request, e));
        }
        if (reply.isDone() && !reply.isCompletedExceptionally()) {
            return reply;
        }
        return Chain.recover(reply, cause -> {
            if (cause instanceof CancellationException cancelled) {
                throw cancelled;
            }
            return unexpected(request, cause);
        });
    }

    private static Reply unexpected(Message.Request request, Throwable fault) {
        var failure = FlowExecutor.unexpected("MCP " + request.method(), fault);
        return Reply.of(500, Replies.error(Optional.of(request.id()), ErrorCode.INTERNAL_ERROR, failure.detail()));
    }

    private static boolean isModern(Message.Request request, Delivery delivery) {
        if (request.meta().isModern()) {
            // One that names a revision of 2025 is served as that.
            return request.meta().revision().filter(Revisions.LEGACY::contains).isEmpty();
        }
        return ModernEra.isOwn(request.method())
                || delivery.header("MCP-Protocol-Version")
                        .filter(Revisions.MODERN::equals)
                        .isPresent();
    }

    /** Clients negotiate in {@code initialize}, so there the header does not count. */
    private static Optional<Reply> wrongRevision(Message.Request request, Delivery delivery) {
        return delivery.header("MCP-Protocol-Version")
                .filter(name -> !Revisions.LEGACY.contains(name))
                .filter(name -> !request.method().equals("initialize"))
                .map(name -> Reply.bad(Replies.error(
                        Optional.of(request.id()),
                        ErrorCode.UNSUPPORTED_PROTOCOL_VERSION,
                        "MCP-Protocol-Version '" + name + "' is not supported",
                        Map.of("supported", Revisions.ALL, "requested", name))));
    }

    /** The session that a request names, which may be over; empty when it names none. */
    Optional<Session> session(Delivery delivery) {
        return delivery.connection()
                .or(() -> delivery.header("Mcp-Session-Id")
                        .map(id -> sessions.find(id).orElseGet(() -> {
                            // It was never given out here or at any other replica.
                            var unknown = new Session(id, ClientCapabilities.NONE);
                            unknown.end();
                            return unknown;
                        })));
    }

    static byte[] sessionOver(Optional<Value.Json> id) {
        return Replies.error(
                id, ErrorCode.SESSION_NOT_FOUND, "This session is over or was never begun; initialize a new one");
    }

    private CompletableFuture<Reply> notified(Message.Notification notification, Delivery delivery) {
        if (delivery.header("MCP-Protocol-Version")
                .filter(name -> !Revisions.ALL.contains(name))
                .isPresent()) {
            return now(Reply.bad(Replies.error(
                    Optional.empty(),
                    ErrorCode.UNSUPPORTED_PROTOCOL_VERSION,
                    "This MCP-Protocol-Version is not supported")));
        }
        var session = session(delivery);
        if (session.filter(Session::isOver).isPresent()) {
            return now(Reply.of(404, sessionOver(Optional.empty())));
        }
        if (notification.method().equals("notifications/cancelled")) {
            session.ifPresent(it -> inFlight.cancel(it, notification.params().get("requestId")));
        }
        return now(Reply.accepted());
    }

    // --- batches ---

    /** Only 2025-03-26 has batches; it is also meant when the header is missing (MCP 2025-11-25, transports). */
    private CompletableFuture<Reply> batch(Value.Json batch, Delivery delivery) {
        var isAllowed = delivery.header("MCP-Protocol-Version")
                .map(ProtocolVersions.MCP_2025_03_26::equals)
                .orElse(true);
        var elements = batch.kind() == JsonKind.ARRAY && isAllowed ? JsonText.elements(batch) : List.<Value.Json>of();
        if (elements.isEmpty() || elements.size() > MAX_BATCH) {
            return now(Reply.bad(Replies.error(
                    Optional.empty(),
                    ErrorCode.INVALID_REQUEST,
                    "A message must be a JSON object; under 2025-03-26 it may also be a list of 1 to " + MAX_BATCH)));
        }
        var replies = elements.stream()
                .map(element -> single(
                        element.kind() == JsonKind.OBJECT
                                ? Message.of(JsonText.members(element))
                                : new Message.Malformed(Optional.empty(), "a message must be an object"),
                        new BatchDelivery(delivery)))
                .map(Engine::orNothing)
                .toList();
        return Chain.map(
                Chain.all(replies),
                done -> joined(replies.stream()
                        .map(CompletableFuture::join)
                        .flatMap(reply -> reply.body().stream())
                        .toList()));
    }

    /** To a request of a batch that its client cancelled nothing is said; the others are answered. */
    private static CompletableFuture<Reply> orNothing(CompletableFuture<Reply> reply) {
        return Chain.recover(reply, cancelled -> Reply.accepted());
    }

    /** What belongs to an element of a batch: replies only, all of them together. */
    private record BatchDelivery(Delivery of) implements Delivery {
        @Override
        public McpEndpoint endpoint() {
            return of.endpoint();
        }

        @Override
        public Optional<String> header(String name) {
            return of.header(name);
        }

        @Override
        public boolean hasHeaders() {
            return of.hasHeaders();
        }

        @Override
        public boolean canStream() {
            return false;
        }

        @Override
        public void send(byte[] message) {
            // Nothing comes before the replies.
        }

        @Override
        public Optional<Session> connection() {
            return of.connection();
        }

        @Override
        public String principal() {
            return of.principal();
        }

        @Override
        public Optional<McpEndpoint> current() {
            return of.current();
        }
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
        return Replies.error(message.id(), ErrorCode.INVALID_REQUEST, "Not a JSON-RPC message: " + message.reason());
    }

    private static CompletableFuture<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }
}
