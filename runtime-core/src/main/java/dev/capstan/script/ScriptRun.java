package dev.capstan.script;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import dev.capstan.problem.Problem;
import dev.capstan.value.JsonText;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One run of a script. Whatever completes its result ends it: the script, its time limit, or who called it. */
final class ScriptRun implements Runnable {
    private static final System.Logger LOG = System.getLogger(ScriptRun.class.getName());
    private static final int MAX_MESSAGE = 200;

    /** How long a script may wait for a process. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ScriptPool pool;
    private final Script script;
    private final JsonNode context;
    private final CompletableFuture<Optional<JsonNode>> result = new CompletableFuture<>();

    private @Nullable ScriptProcess process;
    private @Nullable Future<?> alarm;

    ScriptRun(ScriptPool pool, Script script, JsonNode context) {
        this.pool = pool;
        this.script = script;
        this.context = context;
        alarm(PATIENCE, FailureCode.SCRIPT_UNAVAILABLE, "was not begun, because others take all the time");
        result.whenComplete((output, fault) -> {
            stop();
            pool.forget(this);
        });
    }

    CompletableFuture<Optional<JsonNode>> result() {
        return result;
    }

    @Override
    public void run() {
        try {
            var values = values();
            var taken = pool.take();
            if (begin(taken)) {
                use(taken, values);
            } else {
                taken.kill();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "No process could be started for a script", e);
            fail(FailureCode.SCRIPT_UNAVAILABLE, "cannot be run: no process could be started, the log has more");
        } catch (FailureException e) {
            result.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    private byte[] values() {
        var values = JsonText.write(context);
        if (values.length > ScriptWire.MAX_VALUE_BYTES) {
            throw failure(FailureCode.SCRIPT_FAILED, "was not begun: its values have more than 10 MiB");
        }
        return values;
    }

    private void use(ScriptProcess taken, byte[] values) {
        ScriptProcess.Reply reply;
        try {
            taken.awaitReady();
            alarm(
                    script.timeout(),
                    FailureCode.SCRIPT_FAILED,
                    "was stopped: it took longer than " + script.timeout().toMillis() + " ms");
            reply = taken.run(script, values);
        } catch (IOException e) {
            lost(taken);
            return;
        }
        if (end() && reply.ending() != ScriptWire.Ending.BROKEN) {
            pool.giveBack(taken);
        } else {
            taken.kill();
        }
        accept(reply);
    }

    /** It was killed, which the result tells already, or it ended by itself. */
    private void lost(ScriptProcess taken) {
        var ranOutOfMemory = !result.isDone() && taken.ranOutOfMemory();
        taken.kill();
        fail(
                FailureCode.SCRIPT_FAILED,
                ranOutOfMemory
                        ? "was stopped: it needs more memory than a script may have (" + ScriptProcess.HEAP_MIB
                                + " MiB in all)"
                        : "was stopped: its process ended");
    }

    private void accept(ScriptProcess.Reply reply) {
        switch (reply.ending()) {
            case NOTHING -> result.complete(Optional.empty());
            case VALUE -> accept(reply.value());
            case FAILED -> fail(FailureCode.SCRIPT_FAILED, "failed" + place(reply) + ": " + message(reply));
            case TOO_MANY_STATEMENTS ->
                fail(FailureCode.SCRIPT_FAILED, "was stopped: it ran more than " + script.statements() + " statements");
            case VALUE_TOO_LARGE -> fail(FailureCode.SCRIPT_FAILED, "gave more than 10 MiB");
            case BROKEN -> fail(FailureCode.SCRIPT_FAILED, "was stopped: its engine failed");
        }
    }

    private void accept(byte[] json) {
        try {
            JsonText.check(json);
            result.complete(Optional.of(JsonText.tree(json)));
        } catch (JsonText.NotJson e) {
            fail(FailureCode.SCRIPT_FAILED, "gave a value that cannot be read: " + e.getMessage());
        }
    }

    private static String place(ScriptProcess.Reply reply) {
        return reply.line().isEmpty() ? "" : " at " + Problem.oneLine(reply.file() + ":" + reply.line());
    }

    private static String message(ScriptProcess.Reply reply) {
        var text = Problem.oneLine(reply.message());
        var some = text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) : text;
        // The sentence gets a full stop of its own.
        return some.endsWith(".") ? some.substring(0, some.length() - 1) : some;
    }

    private void fail(FailureCode code, String what) {
        result.completeExceptionally(failure(code, what));
    }

    private FailureException failure(FailureCode code, String what) {
        return new FailureException(code, "The script " + script.name() + " " + what + ".");
    }

    // --- who may kill what ---

    private synchronized boolean begin(ScriptProcess taken) {
        if (result.isDone()) {
            return false;
        }
        process = taken;
        return true;
    }

    /** From now on the process is not this run's any more, so that a late alarm hits nobody else's. */
    private synchronized boolean end() {
        var isMine = process != null;
        process = null;
        return isMine;
    }

    private synchronized void stop() {
        if (alarm != null) {
            alarm.cancel(false);
        }
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    private synchronized void alarm(Duration time, FailureCode code, String what) {
        if (alarm != null) {
            alarm.cancel(false);
        }
        if (!result.isDone()) {
            alarm = pool.after(time, () -> fail(code, what));
        }
    }
}
