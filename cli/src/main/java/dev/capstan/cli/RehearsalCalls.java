package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** The calls of a rehearsal: what a server offers, as clients would ask for it. */
final class RehearsalCalls {
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final CapstanServer server;

    RehearsalCalls(CapstanServer server) {
        this.server = server;
    }

    /** Calls each route and each tool once, and a route and a tool that are not there. */
    void makeAll() throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(local(server.controlPort(), "/health/ready")));
        var catalog = server.catalog();
        for (var endpoint : catalog.rest().keySet()) {
            send(HttpRequest.newBuilder(local(server.restPort(endpoint), "/nothing-is-here")));
        }
        for (var entry : catalog.entries()) {
            for (var route : entry.routes()) {
                callRoute(route);
            }
        }
        if (!catalog.mcp().isEmpty()) {
            callTools(local(server.onlyMcpPort(), "/mcp"), catalog);
        }
    }

    private void callRoute(CatalogEntry.Route route) throws IOException, InterruptedException {
        var path = route.canonicalPath().replaceAll("\\{[^}]*}", "42").replace(" ", "%20");
        var method = route.route().method();
        var body = method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{\"name\":\"hello\"}");
        send(HttpRequest.newBuilder(local(server.restPort(route.endpoint()), path))
                .header("Content-Type", "application/json")
                .method(method, body));
    }

    private void callTools(URI mcp, Catalog catalog) throws IOException, InterruptedException {
        sendMcp(mcp, "tools/list", Optional.empty());
        sendMcp(mcp, "tools/call", Optional.of("nothing-is-here"));
        for (var entry : catalog.entries()) {
            for (var tool : entry.tools()) {
                sendMcp(mcp, "tools/call", Optional.of(tool.listedName()));
            }
        }
    }

    /** In both eras of the protocol. */
    private void sendMcp(URI mcp, String method, Optional<String> tool) throws IOException, InterruptedException {
        var arguments = tool.map(name -> "\"name\":\"" + name + "\",\"arguments\":{\"body\":{\"name\":\"hello\"}}")
                .orElse("");
        send(message(mcp, method, arguments).header("MCP-Protocol-Version", "2025-11-25"));
        var meta = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
        var modern = message(mcp, method, arguments.isEmpty() ? meta : arguments + "," + meta)
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method);
        tool.ifPresent(name -> modern.header("Mcp-Name", name));
        send(modern);
    }

    private static HttpRequest.Builder message(URI mcp, String method, String params) {
        return HttpRequest.newBuilder(mcp)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}"));
    }

    /** Whatever the answer is: some files need what the mock does not have. */
    private void send(HttpRequest.Builder request) throws IOException, InterruptedException {
        client.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.discarding());
    }

    private static URI local(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
