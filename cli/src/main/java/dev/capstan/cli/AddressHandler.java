package dev.capstan.cli;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Serves a port that some files want on all addresses and others on one of them only. The system gives such a port to one
 * listener, so this looks at the address to which a request came.
 */
final class AddressHandler implements HttpHandler {
    private final HttpHandler all;
    private final Map<InetAddress, HttpHandler> byAddress = new HashMap<>();

    /** @param all for the addresses that nobody names */
    AddressHandler(HttpHandler all) {
        this.all = all;
    }

    void put(InetAddress address, HttpHandler handler) {
        byAddress.put(address, handler);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        var address = exchange.getDestinationAddress().getAddress();
        byAddress.getOrDefault(address, all).handleRequest(exchange);
    }
}
