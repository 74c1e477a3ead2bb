package dev.capstan.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.script.ScriptWire.Ending;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.stream.StreamSupport;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.ResourceLimits;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;

/**
 * The main class of the processes that run scripts, and the only one that knows the engine. It takes one script after the
 * other from its standard input and answers on its standard output, see {@link ScriptWire}; it ends with its input, or
 * with the process that started it.
 */
final class ScriptHost {
    private static final String JS = "js";
    private static final int MAX_MESSAGE = 200;
    private static final int MAX_SOURCE_BYTES = 16 * 1024 * 1024;

    private final Engine engine;
    private final DataInputStream in;
    private final DataOutputStream out;

    private ScriptHost(Engine engine, InputStream in, OutputStream out) {
        this.engine = engine;
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = new DataOutputStream(new BufferedOutputStream(out));
    }

    public static void main(String[] args) throws IOException {
        // A script that runs while the server is killed would be left alone.
        ProcessHandle.current()
                .parent()
                .ifPresent(server ->
                        server.onExit().thenRun(() -> Runtime.getRuntime().halt(0)));
        var in = System.in;
        var out = System.out;
        // Whatever else prints must not come between the answers.
        System.setIn(InputStream.nullInputStream());
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
        try (var engine = engine()) {
            new ScriptHost(engine, in, out).serve();
        }
    }

    private static Engine engine() {
        return Engine.newBuilder(JS)
                .sandbox(SandboxPolicy.CONSTRAINED)
                .in(InputStream.nullInputStream())
                .out(OutputStream.nullOutputStream())
                .err(OutputStream.nullOutputStream())
                .option("js.load", "false")
                .option("js.print", "false")
                .option("js.graal-builtin", "false")
                .build();
    }

    /** The policy refuses to be built with more access than this; it is written down nevertheless. */
    private Context context(int statements) {
        return Context.newBuilder(JS)
                .engine(engine)
                .sandbox(SandboxPolicy.CONSTRAINED)
                .in(InputStream.nullInputStream())
                .out(OutputStream.nullOutputStream())
                .err(OutputStream.nullOutputStream())
                .allowHostAccess(HostAccess.CONSTRAINED)
                .allowPolyglotAccess(PolyglotAccess.NONE)
                .allowIO(IOAccess.NONE)
                .allowCreateThread(false)
                .allowCreateProcess(false)
                .allowNativeAccess(false)
                .resourceLimits(ResourceLimits.newBuilder()
                        .statementLimit(statements, null)
                        .build())
                .build();
    }

    private void serve() throws IOException {
        warmUp();
        out.writeByte(ScriptWire.READY);
        out.flush();
        try {
            while (true) {
                answer();
                out.flush();
            }
        } catch (EOFException e) {
            // The server needs no more.
        }
    }

    /** So that the first script does not pay for what the engine loads at its first use. */
    private void warmUp() {
        try (var context = context(Script.STATEMENTS)) {
            context.eval(internal("JSON.stringify(JSON.parse('{\"a\":[1.5]}'))"));
        }
    }

    private void answer() throws IOException {
        var statements = in.readInt();
        var sources = new Source[in.readInt()];
        for (var i = 0; i < sources.length; i++) {
            var name = ScriptWire.readText(in, MAX_SOURCE_BYTES);
            sources[i] = Source.newBuilder(JS, ScriptWire.readText(in, MAX_SOURCE_BYTES), name)
                    .buildLiteral();
        }
        var values = ScriptWire.readText(in, ScriptWire.MAX_VALUE_BYTES);
        var context = context(statements);
        try {
            write(run(context, sources, values));
        } catch (PolyglotException e) {
            write(e);
        } finally {
            close(context);
        }
    }

    private static Value run(Context context, Source[] sources, String values) {
        // Taken before a script can put others in their place.
        var parse = context.eval(internal("JSON.parse"));
        var write = context.eval(internal("JSON.stringify"));
        var globals = context.getBindings(JS);
        globals.putMember("context", parse.execute(values));
        // So that strict code may assign it, too.
        globals.putMember("result", context.eval(internal("undefined")));
        for (var source : sources) {
            context.eval(source);
        }
        // Not kept by the engine: one script assigns the global, another one declares what hides it.
        return write.execute(context.eval(source("result").cached(false).buildLiteral()));
    }

    /** Such sources do not count as statements of the script. */
    private static Source internal(String text) {
        return source(text).buildLiteral();
    }

    private static Source.Builder source(String text) {
        return Source.newBuilder(JS, text, "capstan").internal(true);
    }

    private void write(Value json) throws IOException {
        if (!json.isString()) {
            ScriptWire.write(out, Ending.NOTHING.name());
            return;
        }
        var text = json.asString();
        var bytes = text.length() > ScriptWire.MAX_VALUE_BYTES ? new byte[0] : text.getBytes(UTF_8);
        if (bytes.length == 0 || bytes.length > ScriptWire.MAX_VALUE_BYTES) {
            ScriptWire.write(out, Ending.VALUE_TOO_LARGE.name());
            return;
        }
        ScriptWire.write(out, Ending.VALUE.name());
        ScriptWire.write(out, bytes);
    }

    private void write(PolyglotException fault) throws IOException {
        if (fault.isResourceExhausted() || fault.isCancelled()) {
            ScriptWire.write(out, Ending.TOO_MANY_STATEMENTS.name());
        } else if (fault.isInternalError() || !fault.isGuestException()) {
            ScriptWire.write(out, Ending.BROKEN.name());
        } else {
            var place = place(fault);
            ScriptWire.write(out, Ending.FAILED.name());
            ScriptWire.write(out, place == null ? "" : place.getSource().getName());
            ScriptWire.write(out, place == null ? "" : String.valueOf(place.getStartLine()));
            ScriptWire.write(out, message(fault));
        }
    }

    /** An error that is made by {@code new Error} has no place of its own, but calls lead to it. */
    private static @org.jspecify.annotations.Nullable SourceSection place(PolyglotException fault) {
        if (isOfScript(fault.getSourceLocation())) {
            return fault.getSourceLocation();
        }
        return StreamSupport.stream(fault.getPolyglotStackTrace().spliterator(), false)
                .filter(PolyglotException.StackFrame::isGuestFrame)
                .map(PolyglotException.StackFrame::getSourceLocation)
                .filter(ScriptHost::isOfScript)
                .findFirst()
                .orElse(null);
    }

    private static boolean isOfScript(@org.jspecify.annotations.Nullable SourceSection place) {
        return place != null
                && place.isAvailable()
                && !place.getSource().isInternal()
                && !place.getSource().getName().startsWith("<");
    }

    /** Its first line; the others show the source. */
    private static String message(PolyglotException fault) {
        var text = String.valueOf(fault.getMessage());
        var line = text.lines().findFirst().orElse("");
        return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) : line;
    }

    private static void close(Context context) {
        try {
            context.close(true);
        } catch (PolyglotException e) {
            // What stopped the script was told.
        }
    }
}
