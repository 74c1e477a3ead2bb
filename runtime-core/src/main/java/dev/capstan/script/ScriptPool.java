package dev.capstan.script;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * Runs scripts in a few processes, which are started when they are first needed and then used again. A process whose
 * script was stopped is killed, and a new one takes its place. Thread-safe.
 */
public final class ScriptPool implements ScriptRunner, AutoCloseable {
    private static final int PROCESSES =
            Math.max(2, Math.min(4, Runtime.getRuntime().availableProcessors()));
    private static final int WAITING = 200;

    /** Each waits for one process, so the threads of the server do not. */
    private final ThreadPoolExecutor workers;

    private final ScheduledThreadPoolExecutor clock;
    private final Set<ScriptRun> runs = ConcurrentHashMap.newKeySet();
    private final Deque<ScriptProcess> idle = new ArrayDeque<>();
    private boolean isClosed;

    /** Starts nothing yet. */
    public ScriptPool() {
        workers = new ThreadPoolExecutor(
                PROCESSES, PROCESSES, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), threads("script"));
        workers.allowCoreThreadTimeOut(true);
        clock = new ScheduledThreadPoolExecutor(1, threads("script-clock"));
        clock.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory threads(String name) {
        var count = new AtomicInteger();
        return task -> {
            var thread = new Thread(task, "capstan-" + name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public CompletableFuture<Optional<JsonNode>> run(Script script, JsonNode context) {
        var run = new ScriptRun(this, script, context);
        runs.add(run);
        try {
            workers.execute(run);
        } catch (RejectedExecutionException e) {
            run.result()
                    .completeExceptionally(new FailureException(
                            FailureCode.SCRIPT_UNAVAILABLE,
                            "The script " + script.name() + " was not begun, because too many others wait."));
        }
        return run.result();
    }

    /** A process that nobody else uses; it may not be ready yet. */
    ScriptProcess take() throws IOException {
        synchronized (this) {
            while (!idle.isEmpty()) {
                var process = idle.pop();
                if (process.isAlive()) {
                    return process;
                }
            }
        }
        return ScriptProcess.start();
    }

    synchronized void giveBack(ScriptProcess process) {
        if (isClosed) {
            process.kill();
        } else {
            idle.push(process);
        }
    }

    Future<?> after(Duration time, Runnable alarm) {
        return clock.schedule(alarm, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A run that ended need not wait any more. */
    void forget(ScriptRun run) {
        runs.remove(run);
        workers.remove(run);
    }

    /** Stops every script. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            idle.forEach(ScriptProcess::kill);
            idle.clear();
        }
        runs.forEach(run -> run.result().cancel(true));
        workers.shutdownNow();
        clock.shutdownNow();
    }
}
