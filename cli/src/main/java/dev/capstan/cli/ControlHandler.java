package dev.capstan.cli;

import dev.capstan.exposure.AccessPolicy;
import dev.capstan.value.JsonText;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The control port: health for whoever operates the process, and what the mock upstream received. */
final class ControlHandler implements HttpHandler {
    private static final Set<String> PATHS = Set.of("/health/live", "/health/ready", "/mock/requests");

    // Probes ask for these for ever, mostly in processes that do nothing else, so nothing is loaded to write them.
    private static final byte[] UP = "{\"status\":\"UP\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DOWN = "{\"status\":\"DOWN\"}".getBytes(StandardCharsets.US_ASCII);

    private final BooleanSupplier ready;
    private final Optional<Supplier<List<MockUpstream.Received>>> received;
    private final AccessPolicy access;

    ControlHandler(
            BooleanSupplier ready, Optional<Supplier<List<MockUpstream.Received>>> received, AccessPolicy access) {
        this.ready = ready;
        this.received = received;
        this.access = access;
    }

    /** The same paths, and behind them something else that files put on this port. */
    HttpHandler before(HttpHandler other) {
        return exchange -> (PATHS.contains(exchange.getRequestPath()) ? this : other).handleRequest(exchange);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        var headers = exchange.getRequestHeaders();
        var refusal = access.refuse(
                Optional.ofNullable(headers.getFirst(Headers.HOST)),
                Optional.ofNullable(headers.getFirst(Headers.ORIGIN)));
        if (refusal.isPresent()) {
            write(403, Map.of("error", refusal.get().detail()), exchange);
        } else if (!exchange.getRequestMethod().equals(Methods.GET)
                && !exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD");
            write(405, Map.of("error", "this port has only GET"), exchange);
        } else {
            get(exchange);
        }
    }

    private void get(HttpServerExchange exchange) {
        switch (exchange.getRequestPath()) {
            case "/health/live" -> write(200, UP, exchange);
            case "/health/ready" -> {
                var isReady = ready.getAsBoolean();
                write(isReady ? 200 : 503, isReady ? UP : DOWN, exchange);
            }
            case "/mock/requests" ->
                received.ifPresentOrElse(
                        requests -> write(200, Map.of("requests", requests.get()), exchange),
                        () -> write(404, Map.of("error", "there is no mock upstream; start with --mock"), exchange));
            default ->
                write(
                        404,
                        Map.of("error", "here are /health/live, /health/ready and, with --mock, /mock/requests"),
                        exchange);
        }
    }

    private static void write(int status, Map<String, ?> body, HttpServerExchange exchange) {
        write(status, JsonText.quote(body), exchange);
    }

    private static void write(int status, byte[] json, HttpServerExchange exchange) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(ByteBuffer.wrap(json));
    }
}
