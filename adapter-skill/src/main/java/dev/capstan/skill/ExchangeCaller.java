package dev.capstan.skill;

import dev.capstan.exposure.Caller;
import io.undertow.server.HttpServerExchange;
import java.util.List;

/** What a request for skills shows of who sends it. */
record ExchangeCaller(HttpServerExchange exchange) implements Caller {
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
