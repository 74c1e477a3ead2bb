package dev.capstan.mcp;

import dev.capstan.exposure.AccessPolicy;
import dev.capstan.exposure.Refusal;
import dev.capstan.failure.Failure;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.http.BodyReader;
import dev.capstan.http.CallerWatch;
import dev.capstan.http.ExchangeCaller;
import dev.capstan.http.ProblemDetails;
import dev.capstan.value.Variables;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.xnio.IoUtils;

/**
 * Serves MCP over Streamable HTTP: {@code /mcp} and {@code /} for everything, {@code /mcp/{namespace}} for one adapter.
 * Messages come by POST; clients of 2025 may open a stream by GET and end their session by DELETE. Runs on the exchange's
 * I/O thread and never blocks.
 */
final class McpHandler implements HttpHandler {
    private static final int ENVELOPE_BYTES = 64 * 1024;

    private final McpEndpoints endpoints;
    private final Supplier<Optional<McpEndpoints>> current;
    private final Engine engine;
    private final Subscriptions subscriptions;
    private final AccessPolicy access;
    private final Variables variables;
    private final int maxMessageBytes;

    /**
     * @param current what is served here now, when the files may have changed
     * @param variables with the secrets that callers must show
     */
    McpHandler(
            McpEndpoints endpoints,
            Supplier<Optional<McpEndpoints>> current,
            Engine engine,
            Subscriptions subscriptions,
            AccessPolicy access,
            Variables variables,
            McpSettings settings) {
        this.endpoints = endpoints;
        this.current = current;
        this.engine = engine;
        this.subscriptions = subscriptions;
        this.access = access;
        this.variables = variables;
        this.maxMessageBytes = maxMessageBytes(settings);
    }

    /** A message is the arguments of a call and some text around them. */
    static int maxMessageBytes(McpSettings settings) {
        return settings.maxBodyBytes() + ENVELOPE_BYTES;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        var origin = header(exchange, Headers.ORIGIN);
        var refusal = access.refuse(header(exchange, Headers.HOST), origin).or(() -> access.refuseOrigin(origin));
        if (refusal.isPresent()) {
            refuse(403, refusal.get().detail(), exchange);
            return;
        }
        Cors.allow(exchange);
        var entrance = endpoints.at(exchange.getRequestPath());
        if (entrance.isEmpty()) {
            refuse(404, "There is no MCP endpoint at this path; there is /mcp, and /mcp/{namespace}", exchange);
        } else if (exchange.getRequestMethod().equals(Methods.OPTIONS)) {
            Cors.answer(exchange);
        } else {
            admit(entrance.get(), exchange);
        }
    }

    /** Who calls is asked before anything else of the request is looked at. */
    private void admit(Entrance entrance, HttpServerExchange exchange) {
        var admission = entrance.admit(new ExchangeCaller(exchange), variables);
        if (admission instanceof Entrance.Admission.In in) {
            var delivery = new HttpDelivery(exchange, in, () -> current(exchange));
            serve(delivery, exchange);
        } else {
            refuse(((Entrance.Admission.Out) admission).refusal(), exchange);
        }
    }

    /** Credentials may not be good any more for what is served there now. */
    private Optional<McpEndpoint> current(HttpServerExchange exchange) {
        return current.get()
                .flatMap(endpoints -> endpoints.at(exchange.getRequestPath()))
                .map(entrance -> entrance.admit(new ExchangeCaller(exchange), variables))
                .filter(Entrance.Admission.In.class::isInstance)
                .map(admission -> ((Entrance.Admission.In) admission).endpoint());
    }

    private static void refuse(Refusal refusal, HttpServerExchange exchange) {
        ProblemDetails.challenge(refusal, exchange);
        refuse(refusal.failure(), exchange);
    }

    private static void refuse(Failure failure, HttpServerExchange exchange) {
        refuse(
                ProblemDetails.status(failure.kind()),
                failure.detail() + " [" + failure.code().code() + "]",
                exchange);
    }

    private void serve(HttpDelivery delivery, HttpServerExchange exchange) {
        var method = exchange.getRequestMethod();
        var revision = delivery.header("MCP-Protocol-Version");
        if (!method.equals(Methods.POST)
                && revision.filter(name -> !Revisions.ALL.contains(name)).isPresent()) {
            refuse(400, "This MCP-Protocol-Version is not supported", exchange);
        } else if (method.equals(Methods.POST)) {
            negotiate(delivery, exchange);
        } else if (method.equals(Methods.GET) && !isModern(delivery)) {
            listen(delivery, exchange);
        } else if (method.equals(Methods.DELETE)
                && delivery.header("Mcp-Session-Id").isPresent()) {
            endSession(delivery, exchange);
        } else {
            exchange.getResponseHeaders().put(Headers.ALLOW, isModern(delivery) ? "POST, OPTIONS" : Cors.METHODS);
            refuse(405, "MCP messages come by POST, and DELETE ends the session that Mcp-Session-Id names", exchange);
        }
    }

    /** From 2026-07-28 on there are no streams by GET. */
    private static boolean isModern(Delivery delivery) {
        return delivery.header("MCP-Protocol-Version")
                .filter(Revisions.MODERN::equals)
                .isPresent();
    }

    // --- what clients of 2025 do beside messages ---

    private void listen(HttpDelivery delivery, HttpServerExchange exchange) {
        var session = engine.session(delivery);
        if (!delivery.canStream()) {
            refuse(
                    406,
                    "GET opens a stream of events, which the Accept header leaves out; messages come by POST",
                    exchange);
            return;
        }
        if (session.filter(Session::isOver).isPresent()) {
            answer(Reply.of(404, Engine.sessionOver(Optional.empty())), exchange);
            return;
        }
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> {
            var end = subscriptions.listen(delivery, session.map(engine.sessions()::keep));
            if (end.isEmpty()) {
                refuse(503, "There are too many streams already; go on without one", exchange);
                return;
            }
            delivery.open();
            follow(end.get(), delivery, exchange);
        });
    }

    private void endSession(HttpDelivery delivery, HttpServerExchange exchange) {
        engine.session(delivery).map(engine.sessions()::keep).ifPresent(session -> {
            session.end();
            subscriptions.end(session);
            engine.endQuestions(delivery);
        });
        exchange.setStatusCode(204).endExchange();
    }

    // --- messages ---

    private void negotiate(HttpDelivery delivery, HttpServerExchange exchange) {
        if (!MediaTypes.isJson(header(exchange, Headers.CONTENT_TYPE).orElse(""))
                || exchange.getRequestHeaders().contains(Headers.CONTENT_ENCODING)) {
            refuse(415, "A message needs the Content-Type application/json, in UTF-8 and not compressed", exchange);
        } else if (!delivery.canAnswer()) {
            refuse(
                    406,
                    "Replies are application/json or text/event-stream, which the Accept header leaves out",
                    exchange);
        } else {
            receive(delivery, exchange);
        }
    }

    private void receive(HttpDelivery delivery, HttpServerExchange exchange) {
        BodyReader.read(exchange, maxMessageBytes, new BodyReader.Reading() {
            @Override
            public void complete(byte[] body, HttpServerExchange same) {
                handle(delivery, body, same);
            }

            @Override
            public void refuse(Failure why, HttpServerExchange same) {
                McpHandler.refuse(why, same);
            }
        });
    }

    private void handle(HttpDelivery delivery, byte[] body, HttpServerExchange exchange) {
        try {
            follow(engine.handle(body, delivery), delivery, exchange);
        } catch (RuntimeException e) {
            delivery.finish(unexpected(e));
        }
    }

    /** Sends the reply when it is there; a caller that goes away before gives the request up. */
    private static void follow(CompletableFuture<Reply> reply, HttpDelivery delivery, HttpServerExchange exchange) {
        if (!reply.isDone()) {
            Runnable gone = () -> {
                delivery.giveUp();
                reply.cancel(true);
                IoUtils.safeClose(exchange.getConnection());
                exchange.endExchange();
            };
            delivery.onGone(gone);
            CallerWatch.begin(exchange, gone);
        }
        reply.whenComplete((made, fault) -> delivery.finish(fault == null ? made : unsaid(fault)));
    }

    /** To a request that its client cancelled nothing is said. */
    private static Reply unsaid(Throwable fault) {
        var isCancelled = fault instanceof CancellationException
                || fault instanceof CompletionException && fault.getCause() instanceof CancellationException;
        return isCancelled ? Reply.accepted() : unexpected(fault);
    }

    /** The last net: whatever nobody foresaw, the client gets an answer. */
    private static Reply unexpected(Throwable fault) {
        var failure = FlowExecutor.unexpected("MCP", fault);
        return Reply.of(500, Replies.error(Optional.empty(), ErrorCode.INTERNAL_ERROR, failure.detail()));
    }

    private static void refuse(int status, String message, HttpServerExchange exchange) {
        answer(Reply.of(status, Replies.error(Optional.empty(), ErrorCode.INVALID_REQUEST, message)), exchange);
    }

    private static void answer(Reply reply, HttpServerExchange exchange) {
        exchange.setStatusCode(reply.status());
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(ByteBuffer.wrap(reply.body().orElse(new byte[0])));
    }

    private static Optional<String> header(HttpServerExchange exchange, HttpString name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }
}
