package dev.capstan.http;

import dev.capstan.exposure.Caller;
import io.undertow.server.HttpServerExchange;
import java.util.List;

/** What a request shows of who sends it. */
public record ExchangeCaller(HttpServerExchange exchange) implements Caller {
    @Override
    public List<String> headers(String name) {
        var values = exchange.getRequestHeaders().get(name);
        return values == null ? List.of() : List.copyOf(values);
    }

    @Override
    public String query() {
        return exchange.getQueryString();
    }
}
