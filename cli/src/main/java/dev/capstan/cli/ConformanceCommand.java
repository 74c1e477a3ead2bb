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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code conformance-server}: this server as it is, with what the official MCP conformance suite asks for. */
final class ConformanceCommand extends Command {
    private final PortOption port =
            new PortOption(options, "--mcp-port", "Where to listen (default: 9090); 0: any free one.");

    ConformanceCommand() {
        super("Serves what the official MCP conformance suite asks a server for, to run the suite against it.");
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var listening = port.given().orElse(9090);
        var folder = Files.createTempDirectory("capstan-conformance");
        var file = folder.resolve("fixtures.yaml");
        Fixtures.write(file);
        var stopped = new CountDownLatch(1);
        var tidied = new CountDownLatch(1);
        var running = new CompletableFuture<CapstanServer>();
        try (var upstream = new FixtureUpstream();
                var server = new CapstanServer(settings(listening, file, upstream, running))) {
            running.complete(server);
            stopOnSignal(stopped, tidied);
            out().println("MCP conformance fixtures at http://127.0.0.1:" + server.onlyMcpPort() + "/mcp");
            out().flush();
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

    private ServerSettings settings(
            int port, Path file, FixtureUpstream upstream, CompletableFuture<CapstanServer> running) {
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
