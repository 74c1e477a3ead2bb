package dev.capstan.conformance;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The upstream that the capability file of the fixtures calls, on a loopback port of its own. */
public final class FixtureUpstream implements AutoCloseable {
    /** One red pixel. */
    static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

    /** A WAV file without samples. */
    private static final String WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAAAAA==";

    private final Undertow undertow;

    /** Starts it on a free port. */
    public FixtureUpstream() {
        undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(1)
                .setHandler(FixtureUpstream::answer)
                .build();
        undertow.start();
    }

    /** Its base URI. */
    public String baseUri() {
        var address = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
        return "http://127.0.0.1:" + address.getPort();
    }

    private static void answer(HttpServerExchange exchange) {
        var path = exchange.getRequestPath();
        switch (path) {
            case "/text" -> send(200, "text/plain", text("This is a simple text response for testing."), exchange);
            case "/image" -> send(200, "image/png", Base64.getDecoder().decode(PNG), exchange);
            case "/audio" -> send(200, "audio/wav", Base64.getDecoder().decode(WAV), exchange);
            case "/failure" ->
                send(500, "text/plain", text("This tool intentionally returns an error for testing"), exchange);
            default -> {
                var id = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_.-]", "");
                var json = "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}";
                send(path.startsWith("/items/") ? 200 : 404, "application/json", text(json), exchange);
            }
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(int status, String type, byte[] body, HttpServerExchange exchange) {
        exchange.setStatusCode(status).getResponseHeaders().put(Headers.CONTENT_TYPE, type);
        exchange.getResponseSender().send(ByteBuffer.wrap(body));
    }

    @Override
    public void close() {
        undertow.stop();
    }
}
