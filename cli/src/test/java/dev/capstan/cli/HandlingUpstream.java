package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.regex.Pattern;

/** An upstream whose answers depend on what it is asked, each request on a thread of its own. */
final class HandlingUpstream implements AutoCloseable {
    private static final Pattern FIELD = Pattern.compile("([^&=]+)=([^&]*)");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> received = new CopyOnWriteArrayList<>();

    record Request(String method, String target, Map<String, List<String>> headers, String body) {
        /** The value of a header, or an empty text. */
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> String.join(" | ", header.getValue()))
                    .findFirst()
                    .orElse("");
        }

        /** The fields of a form, not decoded. */
        Map<String, String> form() {
            var fields = new LinkedHashMap<String, String>();
            FIELD.matcher(body).results().forEach(field -> fields.put(field.group(1), field.group(2)));
            return fields;
        }
    }

    /** @param header one more header, as {@code Name: value}, or null */
    record Reply(int status, String header, String body) {
        static Reply ok(String body) {
            return new Reply(200, null, body);
        }
    }

    HandlingUpstream(Function<Request, Reply> handler) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, handler));
        server.start();
    }

    private void answer(HttpExchange exchange, Function<Request, Reply> handler) throws IOException {
        try (exchange) {
            var request = new Request(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            received.add(request);
            var reply = handler.apply(request);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (reply.header() != null) {
                var header = reply.header().split(": ", 2);
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
            var body = reply.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Request> received() {
        return received;
    }

    /** The requests to a path. */
    List<Request> received(String path) {
        return received.stream()
                .filter(request -> request.target().startsWith(path))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
