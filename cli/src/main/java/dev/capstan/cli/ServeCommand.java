package dev.capstan.cli;

import dev.capstan.upstream.UpstreamLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serve}: every route and every tool of the files, until the process is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serves every REST route and every MCP tool of the files.")
final class ServeCommand implements Callable<Integer> {
    private static final Duration GRACE = Duration.ofSeconds(30);

    @Parameters(paramLabel = "PATH", description = "Files and folders (default: ./capabilities).")
    private List<Path> paths = new ArrayList<>();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Option(names = "--address", paramLabel = "ADDRESS", description = "Listen here, in place of what files say.")
    private @Nullable String address;

    @Option(
            names = "--rest-port",
            paramLabel = "PORT",
            description = "Port of every REST and skill adapter; 0: any free one.")
    private @Nullable Integer restPort;

    @Option(names = "--mcp-port", paramLabel = "PORT", description = "Port of every MCP adapter; 0: any free one.")
    private @Nullable Integer mcpPort;

    @Option(
            names = "--control-port",
            paramLabel = "PORT",
            description = "Port of /health/ready and /health/live (default: 9091); 0: any free one.")
    private int controlPort = 9091;

    @Option(
            names = "--allow-host",
            paramLabel = "NAME",
            description = "A further name that callers of a loopback address may use in Host and Origin. Repeatable.")
    private List<String> allowedHosts = new ArrayList<>();

    @Mixin
    private McpOptions mcp = new McpOptions();

    @Mixin
    private ServingOptions serving = new ServingOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var server = server();
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            server.shutDown(GRACE);
            // A stop that was asked for is no failure, but the JVM would end with 143.
            Runtime.getRuntime().halt(0);
        }));
        report(server);
        stopped.await();
        return 0;
    }

    /** Starts to serve what the options ask for. */
    CapstanServer server() {
        return new CapstanServer(settings());
    }

    /** Tells what is served, and where. */
    void report(CapstanServer server) {
        new ServeReport(server, spec.commandLine().getOut()).started(Capstan.sinceStart());
    }

    private ServerSettings settings() {
        var compile = source.settings(paths)
                .listeningOn(Optional.ofNullable(address), port("--rest-port", restPort), port("--mcp-port", mcpPort));
        var variables = source.variables();
        return new ServerSettings(
                SourceOptions.orDefault(paths),
                compile,
                variables,
                port("--control-port", controlPort).orElseThrow(),
                allowedHosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()),
                UpstreamLimits.DEFAULT.withTotalTimeout(serving.upstreamTimeout()),
                serving.upstreamClient(),
                serving.mock(),
                serving.strict(),
                mcp.choices(variables),
                serving.watch());
    }

    private static Optional<Integer> port(String option, @Nullable Integer port) {
        if (port != null && (port < 0 || port > 65535)) {
            throw new UsageFault(option + " " + port + " is not a port (expected: 0 to 65535)");
        }
        return Optional.ofNullable(port);
    }
}
