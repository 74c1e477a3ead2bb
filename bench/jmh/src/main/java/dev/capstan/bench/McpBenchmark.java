package dev.capstan.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.catalog.McpSite;
import dev.capstan.mcp.McpExtras;
import dev.capstan.mcp.McpServer;
import dev.capstan.mcp.McpSettings;
import dev.capstan.mcp.StateKey;
import dev.capstan.value.Variables;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From the message to the reply of a tool that passes its answer through. It goes over streams, the one public door without
 * sockets, so each message pays for reading a line, and its reply is written by another thread; HTTP has neither.
 */
@State(Scope.Benchmark)
public class McpBenchmark {
    private static final int MESSAGES = 5000;

    @Param({"2025-11-25", "2026-07-28"})
    public String era = "2026-07-28";

    private final Served served = Served.load("few");
    private final McpSite site = served.catalog().mcp().values().iterator().next();
    private final McpSettings settings =
            new McpSettings("0", 10_000_000, 0, McpSettings.Confirmation.NONE, false, StateKey.random());
    private byte[] messages = {};

    @Setup
    public void write() {
        var meta = era.equals("2026-07-28")
                ? ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}}"
                : "";
        var line = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"get-small\","
                + "\"arguments\":{\"id\":\"42\"}" + meta + "}}\n";
        messages = line.repeat(MESSAGES).getBytes(UTF_8);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long call() throws IOException {
        var out = new Counted();
        // What is told to listeners ends with the input, so each input has a server of its own.
        try (var server =
                new McpServer(settings, McpExtras.NONE, served.executor(), Variables.ofProcess(), Runnable::run)) {
            server.offer(site.all());
            server.serve(new ByteArrayInputStream(messages), out);
        }
        // A reply that is shorter than the body that it has to hold is an error.
        if (out.bytes < MESSAGES * 200L) {
            throw new IllegalStateException(out.bytes + " bytes for " + MESSAGES + " calls");
        }
        return out.bytes;
    }

    private static final class Counted extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] many, int offset, int length) {
            bytes += length;
        }
    }
}
