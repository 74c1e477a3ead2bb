package dev.capstan.http;

import io.undertow.server.HttpServerExchange;

/** The path of a request. */
public final class RequestPath {
    private RequestPath() {}

    /** As it came, encoded. The request line may hold a whole URL (RFC 9112, section 3.2.2). */
    public static String of(HttpServerExchange exchange) {
        var target = exchange.getRequestURI();
        if (!exchange.isHostIncludedInRequestURI()) {
            return target;
        }
        var slash = target.indexOf('/', target.indexOf("://") + 3);
        return slash < 0 ? "/" : target.substring(slash);
    }
}
