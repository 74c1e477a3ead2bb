package dev.capstan.cli;

import dev.capstan.exposure.Endpoint;
import dev.capstan.upstream.UpstreamLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** {@code serve}: every route and every tool of the files, until the process is told to stop. */
final class ServeCommand extends Command {
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Option<List<Path>> paths = options.paths();
    private final SourceOptions source = new SourceOptions(options);
    private final Option<String> address =
            options.one("--address", String.class, "ADDRESS", "Listen here, in place of what files say.");
    private final PortOption restPort =
            new PortOption(options, "--rest-port", "Port of every REST and skill adapter; 0: any free one.");
    private final PortOption mcpPort =
            new PortOption(options, "--mcp-port", "Port of every MCP adapter; 0: any free one.");
    private final PortOption controlPort = new PortOption(
            options, "--control-port", "Port of /health/ready and /health/live (default: 9091); 0: any free one.");
    private final Option<List<String>> allowedHosts = options.many(
            "--allow-host",
            String.class,
            "NAME",
            "A further name that callers of a loopback address may use in Host and Origin. Repeatable.");
    private final McpOptions mcp = new McpOptions(options);
    private final ServingOptions serving = new ServingOptions(options);

    ServeCommand() {
        super("Serves every REST route and every MCP tool of the files.");
    }

    @Override
    public Integer call() throws InterruptedException {
        var server = server();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.shutDown(GRACE);
            // A stop that was asked for is no failure, but the JVM would end with 143.
            Runtime.getRuntime().halt(0);
        }));
        started(server);
        // For ever: a signal ends the process.
        Thread.currentThread().join();
        return 0;
    }

    /** Starts to serve what the options ask for. */
    CapstanServer server() {
        return new CapstanServer(settings());
    }

    /** What follows a start: tells what is served, and where, and soon gives back memory that is not needed any more. */
    void started(CapstanServer server) {
        new ServeReport(server, out()).started(Capstan.sinceStart());
        Heap.endWhenExhausted();
        Heap.shrinkSoon();
    }

    /** What a file names may be of another machine; what is asked for here is not to be passed over. */
    private static void requireOurs(String address) {
        if (address.isBlank() || Addresses.fault(new Endpoint(address, 0)).isPresent()) {
            throw new UsageFault("--address " + address
                    + " is no address of this machine (expected: such as 127.0.0.1, or 0.0.0.0 for all of them)");
        }
    }

    private ServerSettings settings() {
        var files = SourceOptions.orDefault(paths);
        address.given().ifPresent(ServeCommand::requireOurs);
        var compile = source.settings(files).listeningOn(address.given(), restPort.given(), mcpPort.given());
        var variables = source.variables();
        return new ServerSettings(
                files,
                compile,
                variables,
                controlPort.given().orElse(9091),
                allowedHosts.or(List.of()).stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                UpstreamLimits.DEFAULT.withTotalTimeout(serving.upstreamTimeout()),
                serving.upstreamClient(),
                serving.mock(),
                serving.strict(),
                mcp.choices(variables),
                serving.watch());
    }
}
