package dev.capstan.mcp;

import dev.capstan.catalog.McpSite;
import dev.capstan.exposure.AccessPolicy;
import dev.capstan.exposure.Refusal;
import dev.capstan.failure.FailureKind;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.http.ExchangeCaller;
import dev.capstan.value.Variables;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Serves MCP over Streamable HTTP: {@code POST /mcp} and {@code POST /} for everything, {@code POST /mcp/{namespace}}
 * for one adapter. Every reply is plain JSON. Runs on the exchange's I/O thread and never blocks.
 */
public final class McpHandler implements HttpHandler {
    private static final HttpString PROTOCOL_VERSION = new HttpString("MCP-Protocol-Version");
    /** An MCP message is the arguments and some text around them. */
    private static final int ENVELOPE_BYTES = 64 * 1024;

    private final McpEndpoints endpoints;
    private final Engine engine;
    private final AccessPolicy access;
    private final Variables variables;
    private final int maxMessageBytes;

    /**
     * @param variables with the secrets that callers must show
     * @param version of this server, for clients
     * @param maxBodyBytes how large the arguments of a call may be
     */
    public McpHandler(
            McpSite site,
            FlowExecutor executor,
            AccessPolicy access,
            Variables variables,
            String version,
            int maxBodyBytes) {
        this.endpoints = new McpEndpoints(site, version);
        this.engine = new Engine(executor);
        this.access = access;
        this.variables = variables;
        this.maxMessageBytes = maxBodyBytes + ENVELOPE_BYTES;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        var refusal = access.refuse(header(exchange, Headers.HOST), header(exchange, Headers.ORIGIN));
        if (refusal.isPresent()) {
            refuse(403, refusal.get().detail(), exchange);
            return;
        }
        var entrance = endpoints.at(exchange.getRequestPath());
        if (entrance.isEmpty()) {
            refuse(404, "There is no MCP endpoint at this path; there is /mcp, and /mcp/{namespace}", exchange);
        } else if (!exchange.getRequestMethod().equals(Methods.POST)) {
            // A client that opens a stream with GET learns from 405 that there is none (Streamable HTTP, 2025-11-25).
            exchange.getResponseHeaders().put(Headers.ALLOW, "POST");
            refuse(405, "MCP messages come by POST", exchange);
        } else {
            admit(entrance.get(), exchange);
        }
    }

    /** Who calls is asked before anything else of the request is looked at. */
    private void admit(Entrance entrance, HttpServerExchange exchange) {
        var admission = entrance.admit(new ExchangeCaller(exchange), variables);
        if (admission instanceof Entrance.Admission.In in) {
            negotiate(in.endpoint(), exchange);
        } else {
            refuse(((Entrance.Admission.Out) admission).refusal(), exchange);
        }
    }

    private static void refuse(Refusal refusal, HttpServerExchange exchange) {
        refusal.challenges()
                .forEach(challenge -> exchange.getResponseHeaders().add(Headers.WWW_AUTHENTICATE, challenge));
        var failure = refusal.failure();
        var status = failure.kind() == FailureKind.UNAUTHENTICATED ? 401 : 503;
        refuse(status, failure.detail() + " [" + failure.code().code() + "]", exchange);
    }

    private void negotiate(McpEndpoint endpoint, HttpServerExchange exchange) {
        if (!MediaTypes.isJson(header(exchange, Headers.CONTENT_TYPE).orElse(""))
                || exchange.getRequestHeaders().contains(Headers.CONTENT_ENCODING)) {
            refuse(415, "A message needs the Content-Type application/json, in UTF-8 and not compressed", exchange);
        } else if (!MediaTypes.acceptJson(accept(exchange))) {
            refuse(406, "Replies are application/json, which the Accept header leaves out", exchange);
        } else {
            receive(endpoint, exchange);
        }
    }

    private static String accept(HttpServerExchange exchange) {
        var lines = exchange.getRequestHeaders().get(Headers.ACCEPT);
        return lines == null ? "" : String.join(",", lines);
    }

    private void receive(McpEndpoint endpoint, HttpServerExchange exchange) {
        if (exchange.getRequestContentLength() > maxMessageBytes) {
            refuseSize(exchange);
            return;
        }
        var receiver = exchange.getRequestReceiver();
        receiver.setMaxBufferSize(maxMessageBytes);
        receiver.receiveFullBytes(
                // Dispatched, because the exchange would end when the handler returns before the upstream has answered.
                (same, body) -> same.dispatch(SameThreadExecutor.INSTANCE, () -> handle(endpoint, body, same)),
                (same, fault) -> unreadable(same, fault));
    }

    private void handle(McpEndpoint endpoint, byte[] body, HttpServerExchange exchange) {
        try {
            engine.handle(body, header(exchange, PROTOCOL_VERSION), endpoint)
                    .exceptionally(McpHandler::unexpected)
                    .thenAccept(reply -> exchange.getIoThread().execute(() -> write(reply, exchange)));
        } catch (RuntimeException e) {
            write(unexpected(e), exchange);
        }
    }

    /** The last net: whatever nobody foresaw, the client gets an answer. */
    private static Engine.Reply unexpected(Throwable fault) {
        var failure = FlowExecutor.unexpected("MCP", fault);
        return new Engine.Reply(
                500, Optional.of(Replies.error(Optional.empty(), ErrorCodes.INTERNAL_ERROR, failure.detail())));
    }

    private void unreadable(HttpServerExchange exchange, IOException fault) {
        if (fault instanceof Receiver.RequestToLargeException || fault instanceof RequestTooBigException) {
            refuseSize(exchange);
        } else {
            refuse(400, "The message broke off or is not framed correctly", exchange);
        }
    }

    private void refuseSize(HttpServerExchange exchange) {
        // What is left of the message is not read, so the connection cannot be used again.
        exchange.setPersistent(false);
        refuse(413, "A message may have up to " + maxMessageBytes + " bytes", exchange);
    }

    private static void refuse(int status, String message, HttpServerExchange exchange) {
        var body = Replies.error(Optional.empty(), ErrorCodes.INVALID_REQUEST, message);
        write(new Engine.Reply(status, Optional.of(body)), exchange);
    }

    private static void write(Engine.Reply reply, HttpServerExchange exchange) {
        exchange.setStatusCode(reply.status());
        if (reply.body().isEmpty()) {
            exchange.endExchange();
            return;
        }
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(ByteBuffer.wrap(reply.body().get()));
    }

    private static Optional<String> header(HttpServerExchange exchange, HttpString name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }
}
