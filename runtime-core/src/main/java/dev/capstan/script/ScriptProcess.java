package dev.capstan.script;

import dev.capstan.script.ScriptWire.Ending;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that runs one script after the other. Used by one thread at a time; any thread may kill it. */
final class ScriptProcess {
    static final int HEAP_MIB = 64;

    /** With this a JVM ends that has no memory left, see {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_MEMORY = 3;

    private static final int MAX_TEXT_BYTES = 4096;

    private final Process process;
    private final DataInputStream in;
    private final DataOutputStream out;
    private boolean isReady;

    private ScriptProcess(Process process) {
        this.process = process;
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    }

    /**
     * How a script ended.
     *
     * @param value JSON, where there is one
     * @param file the file that failed, where one did, as are those behind it
     * @param line may be empty
     */
    record Reply(Ending ending, byte[] value, String file, String line, String message) {
        private Reply(Ending ending, byte[] value) {
            this(ending, value, "", "", "");
        }
    }

    /** Starts one; it needs a moment until it is ready. */
    static ScriptProcess start() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(List.of(
                java,
                "-Xmx" + HEAP_MIB + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                // Short scripts gain nothing from compiled code, and it would need a native library in a cache folder.
                "-Dtruffle.UseFallbackRuntime=true",
                "-Dpolyglot.engine.WarnInterpreterOnly=false",
                "-cp",
                System.getProperty("java.class.path"),
                ScriptHost.class.getName()));
        // There are the secrets.
        builder.environment().keySet().removeIf(name -> !name.equalsIgnoreCase("SystemRoot"));
        return new ScriptProcess(
                builder.redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    /** Waits until it can take a script. */
    void awaitReady() throws IOException {
        if (!isReady && in.readByte() != ScriptWire.READY) {
            throw new IOException("it speaks of something else");
        }
        isReady = true;
    }

    Reply run(Script script, byte[] context) throws IOException {
        out.writeInt(script.statements());
        out.writeInt(script.sources().size());
        for (var source : script.sources()) {
            ScriptWire.write(out, source.name());
            ScriptWire.write(out, source.text());
        }
        ScriptWire.write(out, context);
        out.flush();
        return reply();
    }

    private Reply reply() throws IOException {
        var ending = ending();
        return switch (ending) {
            case VALUE -> new Reply(ending, ScriptWire.read(in, ScriptWire.MAX_VALUE_BYTES));
            case FAILED -> new Reply(ending, new byte[0], text(), text(), text());
            default -> new Reply(ending, new byte[0]);
        };
    }

    private Ending ending() throws IOException {
        try {
            return Ending.valueOf(text());
        } catch (IllegalArgumentException e) {
            throw new IOException("it ends in an unknown way", e);
        }
    }

    private String text() throws IOException {
        return ScriptWire.readText(in, MAX_TEXT_BYTES);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Whether it ended because it had no memory left. Only for one that no longer answers. */
    boolean ranOutOfMemory() {
        try {
            return process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == OUT_OF_MEMORY;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
