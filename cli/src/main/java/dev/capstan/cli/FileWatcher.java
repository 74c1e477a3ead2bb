package dev.capstan.cli;

import dev.capstan.catalog.CapabilityFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks for changed files now and then. It asks for times and sizes, because notifications of the file system do not
 * reach everywhere: not into network mounts, and not through the links that Kubernetes swaps.
 */
final class FileWatcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FileWatcher.class.getName());

    /** How much longer than a look the pause behind it is at least: thousands of files must not keep a core busy. */
    private static final long REST = 20;

    private final List<Path> paths;
    private final Duration interval;
    private final Supplier<Set<Path>> imported;
    private final Consumer<Change> onLook;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "capstan-watcher");
        thread.setDaemon(true);
        return thread;
    });
    private Map<Path, Stamp> known;

    /** What happened to files since the last look. */
    record Change(List<Path> changed, List<Path> removed) {
        boolean isEmpty() {
            return changed.isEmpty() && removed.isEmpty();
        }
    }

    record Stamp(FileTime modified, long size) {}

    /**
     * @param imported further files to look at, absolute; asked at every look
     * @param known how the files were when they were loaded
     * @param onLook told after every look, also when nothing changed
     */
    FileWatcher(
            List<Path> paths,
            Supplier<Set<Path>> imported,
            Map<Path, Stamp> known,
            Duration interval,
            Consumer<Change> onLook) {
        this.paths = paths;
        this.imported = imported;
        this.onLook = onLook;
        this.known = known;
        this.interval = interval;
        lookAfter(interval.toMillis());
    }

    private void lookAfter(long millis) {
        if (!timer.isShutdown()) {
            timer.schedule(this::look, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        var start = System.nanoTime();
        try {
            stamps().ifPresent(this::compare);
        } catch (RuntimeException | Error e) {
            // The next look must come, whatever happened to this one.
            LOG.log(System.Logger.Level.ERROR, "Reloading failed", e);
        } finally {
            var took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            lookAfter(Math.max(interval.toMillis(), took * REST));
        }
    }

    private void compare(Map<Path, Stamp> now) {
        var before = known;
        known = now;
        var changed = now.keySet().stream()
                .filter(path -> !java.util.Objects.equals(now.get(path), before.get(path)))
                .toList();
        var removed =
                before.keySet().stream().filter(path -> !now.containsKey(path)).toList();
        onLook.accept(new Change(changed, removed));
    }

    /** How files are now; nothing is known when one of them is gone. */
    static Map<Path, Stamp> stamps(List<Path> files) {
        try {
            return read(files);
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** Empty when a path is gone or cannot be listed: then nothing is known, and everything stays. */
    private Optional<Map<Path, Stamp>> stamps() {
        try {
            var stamps = read(CapabilityFiles.find(paths));
            stamps.putAll(read(imported.get().stream().filter(Files::exists).toList()));
            return Optional.of(stamps);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Map<Path, Stamp> read(List<Path> files) throws IOException {
        var stamps = new TreeMap<Path, Stamp>();
        for (var file : files) {
            stamps.put(file, new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
        }
        return stamps;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
