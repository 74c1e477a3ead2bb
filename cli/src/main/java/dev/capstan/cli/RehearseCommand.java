package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.exposure.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code rehearse}: serves files against the mock, calls every route and tool of theirs a few times, and ends. For the
 * JVM that watches: it learns which classes a start and a call need, and writes them into an archive.
 */
@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description = "Serves the files on free ports against the mock, calls what they offer, and ends. For making an"
                + " archive of classes.")
final class RehearseCommand implements Callable<Integer> {
    private static final int ROUNDS = 20;
    private static final String TOOLS = "tools/list";

    private static final List<String> OPTIONS = List.of(
            "--mock", "--address", Endpoint.LOOPBACK, "--rest-port", "0", "--mcp-port", "0", "--control-port", "0");

    @Parameters(paramLabel = "PATH", description = "Files and folders (default: ./capabilities).")
    private List<Path> paths = new ArrayList<>();

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var serve = serve();
        try (var server = serve.server()) {
            serve.report(server);
            for (var round = 0; round < ROUNDS; round++) {
                callAll(server);
            }
        }
        return 0;
    }

    /** From its command line on, since to read that is a good part of a start. */
    private ServeCommand serve() {
        var arguments = new ArrayList<>(List.of("serve"));
        SourceOptions.orDefault(paths).forEach(path -> arguments.add(path.toString()));
        arguments.addAll(OPTIONS);
        var line = arguments.toArray(String[]::new);
        var commands = Capstan.commandLine(line)
                .setOut(new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        return (ServeCommand)
                commands.parseArgs(line).subcommand().commandSpec().userObject();
    }

    private void callAll(CapstanServer server) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(local(server.controlPort(), "/health/ready")));
        var catalog = server.catalog();
        for (var entry : catalog.entries()) {
            for (var route : entry.routes()) {
                callRoute(server, route);
            }
        }
        if (!catalog.mcp().isEmpty()) {
            callTools(local(server.onlyMcpPort(), "/mcp"), catalog);
        }
    }

    private void callRoute(CapstanServer server, CatalogEntry.Route route) throws IOException, InterruptedException {
        var path = route.canonicalPath().replaceAll("\\{[^}]*}", "42").replace(" ", "%20");
        var method = route.route().method();
        var body = method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{\"name\":\"hello\"}");
        send(HttpRequest.newBuilder(local(server.restPort(route.endpoint()), path))
                .header("Content-Type", "application/json")
                .method(method, body));
    }

    private void callTools(URI mcp, Catalog catalog) throws IOException, InterruptedException {
        sendMcp(mcp, TOOLS, Optional.empty());
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
