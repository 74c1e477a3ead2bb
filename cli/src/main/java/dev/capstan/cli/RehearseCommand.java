package dev.capstan.cli;

import dev.capstan.exposure.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * {@code rehearse}: serves files against the mock, calls every route and tool of theirs a few times, and ends. For the
 * JVM that watches: it learns which classes a start and a call need, and writes them into an archive.
 */
final class RehearseCommand extends Command {
    private static final int ROUNDS = 20;

    private static final List<String> OPTIONS =
            List.of("--mock", "--address", Endpoint.LOOPBACK, "--rest-port", "0", "--mcp-port", "0");

    private final Option<List<Path>> paths = options.paths();

    RehearseCommand() {
        super("Serves the files on free ports against the mock, calls what they offer, and ends. For making an archive"
                + " of classes.");
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var own = Files.createTempFile("capstan-rehearsal", ".yaml");
        try {
            Files.write(own, ownFile());
            rehearse(own);
        } finally {
            Files.delete(own);
        }
        return 0;
    }

    private void rehearse(Path own) throws IOException, InterruptedException {
        var serve = serve(own);
        try (var server = serve.server()) {
            serve.started(server);
            var calls = new RehearsalCalls(server);
            for (var round = 0; round < ROUNDS; round++) {
                calls.makeAll();
            }
        }
    }

    /** What files have in common, since those that are given may have little of it. */
    private static byte[] ownFile() throws IOException {
        try (var in = RehearseCommand.class.getResourceAsStream("rehearsal.yaml")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    /** From its command line on, since to read that is a good part of a start. */
    private ServeCommand serve(Path own) throws IOException {
        var arguments = new ArrayList<>(List.of("serve", own.toString()));
        SourceOptions.orDefault(paths).forEach(path -> arguments.add(path.toString()));
        arguments.addAll(OPTIONS);
        // Not 0, since whether files share a control port is asked only where its number is known.
        arguments.addAll(List.of("--control-port", String.valueOf(freePort())));
        var line = arguments.toArray(String[]::new);
        var commands = Capstan.commandLine(line)
                .setOut(new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        return (ServeCommand)
                commands.parseArgs(line).subcommand().commandSpec().userObject();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
