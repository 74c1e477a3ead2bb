package dev.capstan.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.capstan.compile.CompileSettings;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.Origin;
import dev.capstan.value.JsonText;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xnio.XnioWorker;
import tools.jackson.databind.util.RawValue;

/**
 * An upstream that stands in for all others, on a loopback port of its own. It answers every call with 200 and a JSON
 * text that shows what it received, and remembers the last calls. Credentials are masked. Thread-safe.
 */
final class MockUpstream implements AutoCloseable {
    /** What stands in for every server that gives tokens (RFC 6749, section 5.1). */
    private static final String TOKEN = "{\"access_token\":\"mock\",\"token_type\":\"Bearer\",\"expires_in\":3600}";

    private static final int REMEMBERED = 100;
    private static final int MAX_SHOWN_BYTES = 64 * 1024;
    private static final Set<String> CREDENTIALS = Set.of("authorization", "cookie", "x-api-key", "api-key", "apikey");
    private static final Set<String> OWN = Set.of("host", "x-forwarded-host");

    private final Undertow undertow;
    private final Deque<Received> received = new ArrayDeque<>();

    /**
     * One call.
     *
     * @param host that the call was meant for
     * @param path with the query, as it came
     * @param body JSON where it is JSON, otherwise a text; absent when there was none
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Received(String method, String host, String path, Map<String, String> headers, Optional<Object> body) {}

    MockUpstream(XnioWorker worker) {
        undertow = Undertow.builder()
                .setWorker(worker)
                .addHttpListener(0, "127.0.0.1")
                .setBufferSize(16 * 1024)
                .setDirectBuffers(true)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
                .setHandler(exchange -> exchange.getRequestReceiver().receiveFullBytes(this::answer))
                .build();
        undertow.start();
    }

    /** Where it listens. */
    Origin origin() {
        var address = (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
        return new Origin("http", "127.0.0.1", address.getPort());
    }

    /** The last calls, newest first. */
    synchronized List<Received> received() {
        return List.copyOf(received);
    }

    private synchronized void remember(Received call) {
        received.addFirst(call);
        if (received.size() > REMEMBERED) {
            received.removeLast();
        }
    }

    private void answer(HttpServerExchange exchange, byte[] body) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        var call = call(exchange, body);
        if (call.host().equals(CompileSettings.STAND_IN_TOKEN_HOST)) {
            exchange.getResponseSender().send(TOKEN);
            return;
        }
        remember(call);
        exchange.getResponseSender().send(ByteBuffer.wrap(JsonText.quote(answer(call))));
    }

    private static Map<String, Object> answer(Received call) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("mock", true);
        answer.put("message", "No real upstream was called. This is the request it would have received.");
        answer.put("received", call);
        return answer;
    }

    private static Received call(HttpServerExchange exchange, byte[] body) {
        var headers = new LinkedHashMap<String, String>();
        exchange.getRequestHeaders().forEach(values -> {
            var name = values.getHeaderName().toString();
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, shown(name, values.getFirst()));
            }
        });
        var host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Forwarded-Host"))
                .orElse(exchange.getHostAndPort());
        var query = exchange.getQueryString();
        var path = exchange.getRequestURI() + (query.isEmpty() ? "" : "?" + query);
        return new Received(exchange.getRequestMethod().toString(), host, path, headers, body(body));
    }

    private static String shown(String name, String value) {
        var isCredential = CREDENTIALS.contains(name.toLowerCase(Locale.ROOT));
        var header = new Header(name, value, isCredential).toString();
        return header.substring(name.length() + 2);
    }

    private static Optional<Object> body(byte[] body) {
        if (body.length == 0) {
            return Optional.empty();
        }
        if (body.length > MAX_SHOWN_BYTES) {
            return Optional.of(body.length + " bytes");
        }
        var text = new String(body, StandardCharsets.UTF_8);
        try {
            JsonText.check(body);
            return Optional.of(new RawValue(text));
        } catch (JsonText.NotJson e) {
            return Optional.of(text);
        }
    }

    @Override
    public void close() {
        undertow.stop();
    }
}
