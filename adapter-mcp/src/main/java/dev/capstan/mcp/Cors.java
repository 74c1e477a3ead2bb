package dev.capstan.mcp;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/**
 * What browsers must be told so that web pages can call from origins that are let in (Fetch standard, CORS protocol).
 * Credentials that a browser adds by itself, such as cookies, are never asked for.
 */
final class Cors {
    private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
    private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
    private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
    private static final HttpString EXPOSE_HEADERS = new HttpString("Access-Control-Expose-Headers");
    private static final HttpString MAX_AGE = new HttpString("Access-Control-Max-Age");
    private static final HttpString REQUEST_METHOD = new HttpString("Access-Control-Request-Method");
    private static final HttpString REQUEST_HEADERS = new HttpString("Access-Control-Request-Headers");
    private static final HttpString REQUEST_PRIVATE_NETWORK = new HttpString("Access-Control-Request-Private-Network");
    private static final HttpString ALLOW_PRIVATE_NETWORK = new HttpString("Access-Control-Allow-Private-Network");

    static final String METHODS = "GET, POST, DELETE, OPTIONS";

    private Cors() {}

    /** Lets the page that sent a request read the answer; its origin was let in. */
    static void allow(HttpServerExchange exchange) {
        var origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
        if (origin != null) {
            exchange.getResponseHeaders()
                    .put(ALLOW_ORIGIN, origin)
                    .put(EXPOSE_HEADERS, "Mcp-Session-Id, WWW-Authenticate")
                    .add(Headers.VARY, "Origin");
        }
    }

    /** Answers {@code OPTIONS}, which browsers send without credentials before a page's request. */
    static void answer(HttpServerExchange exchange) {
        var asked = exchange.getRequestHeaders();
        var headers = exchange.getResponseHeaders().put(Headers.ALLOW, METHODS);
        if (asked.contains(Headers.ORIGIN) && asked.contains(REQUEST_METHOD)) {
            headers.put(ALLOW_METHODS, METHODS).put(MAX_AGE, "7200");
            var wanted = asked.getFirst(REQUEST_HEADERS);
            if (wanted != null && wanted.matches("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,4000}")) {
                headers.put(ALLOW_HEADERS, wanted);
            }
            if (asked.contains(REQUEST_PRIVATE_NETWORK)) {
                headers.put(ALLOW_PRIVATE_NETWORK, "true");
            }
        }
        exchange.setStatusCode(204).endExchange();
    }
}
