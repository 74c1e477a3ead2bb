package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.McpOffer;
import dev.capstan.catalog.McpSite;
import dev.capstan.catalog.State;
import dev.capstan.exposure.Endpoint;
import dev.capstan.mcp.McpServer;
import dev.capstan.upstream.UpstreamLimits;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code mcp}: the tools, resources and prompts of the files over standard input and output, for a client that starts this. */
final class McpCommand extends Command {
    private final Option<List<Path>> paths = options.paths();
    private final SourceOptions source = new SourceOptions(options);
    private final McpOptions mcp = new McpOptions(options);
    private final ServingOptions serving = new ServingOptions(options);
    private final Option<String> namespace =
            options.one("--namespace", String.class, "NAME", "Serve this MCP adapter only. Without it: all of them.");

    McpCommand() {
        super("Serves the MCP tools, resources and prompts of the files over standard input and output.");
    }

    @Override
    public Integer call() throws IOException {
        var settings = settings();
        // Whatever prints must not print into the messages.
        var out = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        try (var served = new ServedFiles(settings);
                var server = new McpServer(
                        settings.mcp()
                                .settings(
                                        CapstanServer.MAX_BODY_BYTES,
                                        !settings.watch().isZero()),
                        settings.mcp().extras(),
                        served.executor(),
                        served.variables(),
                        served.worker())) {
            served.requireConsumed();
            var offer = offer(served.catalog()).orElseThrow(() -> missing(served.catalog()));
            server.offer(offer);
            report(offer, served);
            served.watch((newest, again) -> {
                if (!again) {
                    server.offer(offer(newest).orElse(McpOffer.NOTHING));
                }
            });
            Heap.endWhenExhausted();
            Heap.shrinkSoon();
            server.serve(new FileInputStream(FileDescriptor.in), out);
        }
        return 0;
    }

    private ServerSettings settings() {
        // On one endpoint, whatever the files say, all tools are in one list.
        var files = SourceOptions.orDefault(paths);
        var compile =
                source.settings(files).listeningOn(Optional.of(Endpoint.LOOPBACK), Optional.empty(), Optional.of(0));
        var variables = source.variables();
        return new ServerSettings(
                files,
                compile,
                variables,
                0,
                Set.of(),
                UpstreamLimits.DEFAULT.withTotalTimeout(serving.upstreamTimeout()),
                serving.upstreamClient(),
                serving.mock(),
                serving.strict(),
                mcp.choices(variables),
                serving.watch());
    }

    /** Empty when there is no such adapter. */
    private Optional<McpOffer> offer(Catalog catalog) {
        var site = site(catalog);
        return namespace.given().isEmpty()
                ? Optional.of(site.map(McpSite::all).orElse(McpOffer.NOTHING))
                : site.flatMap(it -> Optional.ofNullable(it.byNamespace().get(namespace.or(""))));
    }

    private UsageFault missing(Catalog catalog) {
        var there = site(catalog).stream()
                .flatMap(site -> site.byNamespace().keySet().stream())
                .sorted()
                .collect(Collectors.joining(", "));
        return new UsageFault("no file has an MCP adapter with the namespace " + namespace.or("") + " (there are: "
                + (there.isEmpty() ? "none" : there) + ")");
    }

    private static Optional<McpSite> site(Catalog catalog) {
        return catalog.mcp().values().stream().findFirst();
    }

    /** For the log that clients keep of standard error. */
    private static void report(McpOffer offer, ServedFiles served) {
        var tools = offer.tools().listed().size();
        var rejected = served.catalog().entries().stream()
                .filter(entry -> entry.state(served.variables()) == State.REJECTED)
                .count();
        System.err.println("Capstan " + Version.TEXT + ": " + tools + (tools == 1 ? " tool" : " tools")
                + " over standard input and output"
                + (rejected == 0
                        ? ""
                        : "; " + rejected + (rejected == 1 ? " file is" : " files are")
                                + " not served, 'capstan validate' says why"));
    }
}
