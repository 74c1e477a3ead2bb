package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.Renamed;
import dev.capstan.flow.FlowExecutor;
import dev.capstan.script.ScriptPool;
import dev.capstan.upstream.UpstreamClient;
import dev.capstan.value.Secret;
import dev.capstan.value.Variables;
import io.undertow.connector.ByteBufferPool;
import io.undertow.util.Cookies;
import io.undertow.util.HeaderMap;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** The files that a process serves, whatever the way, as they are now, and what runs their calls. */
final class ServedFiles implements AutoCloseable {
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int BLOCKING_THREADS = 8;

    private final ServerSettings settings;
    private final Variables variables;
    private final ExecutorService blocking = blockingThreads();
    private final CompletableFuture<XnioWorker> worker;
    // Undertow chooses tiny buffers on small heaps.
    private final ByteBufferPool buffers = new ThreadBuffers(BUFFER_BYTES);
    private final UpstreamClient upstream;
    private final ScriptPool scripts = new ScriptPool();
    private final FlowExecutor executor;
    private final Optional<MockUpstream> mock;
    private final LoadedFiles files;
    private final FileWatcher.Watched seen;
    private @Nullable FileWatcher watcher;
    private volatile Catalog catalog;

    /** Takes a catalogue that may be new. */
    interface Taker {
        /** @param again whether nothing changed, so that only what failed is tried again */
        void take(Catalog newest, boolean again);
    }

    /**
     * Loads the files.
     *
     * @throws UsageFault when there are none; then nothing keeps running
     */
    ServedFiles(ServerSettings settings) {
        this.settings = settings;
        // Found out before anything is started, so that there is nothing to undo. The stamps are older than what is
        // loaded, so that a change in between is seen.
        var paths = SourceOptions.files(settings.paths());
        ServeReport.reading(paths.size());
        // Starting it takes as long as loading a few files, so both are done at once.
        worker = CompletableFuture.supplyAsync(this::newWorker);
        mock = settings.mock() ? Optional.of(new MockUpstream(worker())) : Optional.empty();
        var compile = mock.map(upstream -> settings.compile().standingIn(upstream.origin()))
                .orElse(settings.compile());
        // The mock shows what it receives, so it never gets a real secret.
        variables = settings.mock() ? name -> Optional.of(new Secret("mock-" + name)) : settings.variables();
        var before = FileWatcher.stamps(paths);
        files = new LoadedFiles(paths, compile, settings.strict());
        seen = new FileWatcher.Watched(before, FileWatcher.stamps(files.importedElsewhere()));
        upstream = settings.upstreamClient().client(settings.limits(), worker(), buffers);
        executor = new FlowExecutor(upstream, variables, scripts);
        catalog = compose();
    }

    /**
     * Begins in the background to load what the JDK and the libraries need for the first file and the first call, so that
     * it is there when the command line is read. To load it twice does no harm.
     */
    static void wakeLibraries() {
        // Each parser of Jackson has one, and the first of a JDK 25 takes 20 ms.
        CompletableFuture.supplyAsync(() -> BigDecimal.valueOf(1));
        CompletableFuture.runAsync(() -> {
            Xnio.getInstance();
            // Java makes classes for this when it is first done, and every request does it.
            Cookies.assembleCrumbs(new HeaderMap());
            DateHeader.imfFixdate(0);
        });
    }

    /** XNIO's own pool would register a management bean, and to make that possible takes 50 ms of the start. */
    private static ExecutorService blockingThreads() {
        var numbers = new AtomicInteger();
        var threads = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, "capstan task-" + numbers.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private XnioWorker newWorker() {
        return Xnio.getInstance()
                .createWorkerBuilder()
                .setExternalExecutorService(blocking)
                .populateFromOptions(OptionMap.builder()
                        .set(
                                Options.WORKER_IO_THREADS,
                                Math.max(2, Runtime.getRuntime().availableProcessors()))
                        .set(Options.TCP_NODELAY, true)
                        .set(Options.WORKER_NAME, "capstan")
                        .getMap())
                .build();
    }

    /** @throws UsageFault when settings are about operations that no file has */
    void requireConsumed() {
        files.requireConsumed();
    }

    /** Looks for changed files from now on, unless nobody wants that. */
    void watch(Taker taker) {
        if (!settings.watch().isZero()) {
            watcher = new FileWatcher(
                    settings.paths(),
                    files::importedElsewhere,
                    seen,
                    settings.watch(),
                    change -> reload(change, taker));
        }
    }

    /** Takes over changed files. Loading them may take its time; whoever wants to stop need not wait for that. */
    private void reload(FileWatcher.Change change, Taker taker) {
        if (!change.isEmpty()) {
            files.apply(change);
            var before = catalog;
            catalog = compose();
            ServeReport.renamed(Renamed.between(before, catalog));
        }
        taker.take(catalog, change.isEmpty());
    }

    /** What is slow to read is read before calls need it; the process that waits for it serves nobody yet, or the old. */
    private Catalog compose() {
        var composed = files.compose();
        variables.expect(composed.boundKeys());
        return composed;
    }

    /** What the files are now. */
    Catalog catalog() {
        return catalog;
    }

    /** The variables that calls use. */
    Variables variables() {
        return variables;
    }

    FlowExecutor executor() {
        return executor;
    }

    /** The threads of the process: those for I/O, and those for what blocks. */
    XnioWorker worker() {
        return worker.join();
    }

    /** What is read into, and written from, on those threads. */
    ByteBufferPool buffers() {
        return buffers;
    }

    /** The upstream that stands in for all others. */
    Optional<MockUpstream> mock() {
        return mock;
    }

    void stopWatching() {
        if (watcher != null) {
            watcher.close();
        }
    }

    @Override
    public void close() {
        stopWatching();
        mock.ifPresent(MockUpstream::close);
        upstream.close();
        scripts.close();
        worker().shutdownNow();
        blocking.shutdownNow();
    }
}
