package dev.capstan.cli;

import dev.capstan.compile.CompileSettings;
import dev.capstan.conformance.FixtureUpstream;
import dev.capstan.conformance.Fixtures;
import dev.capstan.mcp.McpSettings.Confirmation;
import dev.capstan.mcp.StateKey;
import dev.capstan.upstream.Origin;
import dev.capstan.upstream.UpstreamLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code conformance-server}: this server as it is, with what the official MCP conformance suite asks for. */
@Command(
        name = "conformance-server",
        mixinStandardHelpOptions = true,
        description = "Serves what the official MCP conformance suite asks a server for, to run the suite against it.")
final class ConformanceCommand implements Callable<Integer> {
    @Option(
            names = "--mcp-port",
            paramLabel = "PORT",
            description = "Where to listen (default: 9090); 0: any free one.")
    private int port = 9090;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65535) {
            throw new UsageFault("--mcp-port " + port + " is not a port (expected: 0 to 65535)");
        }
        var folder = Files.createTempDirectory("capstan-conformance");
        var file = folder.resolve("fixtures.yaml");
        Fixtures.write(file);
        var stopped = new CountDownLatch(1);
        var tidied = new CountDownLatch(1);
        var running = new CompletableFuture<CapstanServer>();
        try (var upstream = new FixtureUpstream();
                var server = new CapstanServer(settings(file, upstream, running))) {
            running.complete(server);
            stopOnSignal(stopped, tidied);
            spec.commandLine()
                    .getOut()
                    .println("MCP conformance fixtures at http://127.0.0.1:" + server.onlyMcpPort() + "/mcp");
            spec.commandLine().getOut().flush();
            stopped.await();
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
            tidied.countDown();
        }
        return 0;
    }

    /** The process ends once this has tidied up. */
    private static void stopOnSignal(CountDownLatch stopped, CountDownLatch tidied) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopped.countDown();
            try {
                if (tidied.await(5, TimeUnit.SECONDS)) {
                    // A stop that was asked for is no failure, but the JVM would end with 143.
                    Runtime.getRuntime().halt(0);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private ServerSettings settings(Path file, FixtureUpstream upstream, CompletableFuture<CapstanServer> running) {
        var compile = CompileSettings.NONE
                .standingIn(Origin.of(upstream.baseUri()).orElseThrow())
                .listeningOn(Optional.empty(), Optional.empty(), Optional.of(port));
        var extras = Fixtures.all(
                () -> running.join().mcp().toolsChanged(),
                () -> running.join().mcp().promptsChanged());
        return new ServerSettings(
                List.of(file),
                compile,
                name -> Optional.empty(),
                0,
                Set.of(),
                UpstreamLimits.DEFAULT,
                UpstreamChoice.UNDERTOW,
                false,
                false,
                new McpChoices(0, Confirmation.NONE, StateKey.random(), extras),
                Duration.ofSeconds(1));
    }
}
