package dev.capstan.cli;

import dev.capstan.catalog.CapabilityFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for changed files now and then. It asks for times and sizes, because notifications of the file system do not
 * reach everywhere: not into network mounts, and not through the links that Kubernetes swaps.
 */
final class FileWatcher implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FileWatcher.class.getName());

    /** How much longer than a look the pause behind it is at least: thousands of files must not keep a core busy. */
    private static final long REST = 20;

    /** After how many looks a file is taken over that is never twice the same. */
    private static final int PATIENCE = 4;

    private final List<Path> paths;
    private final Map<Path, Integer> restless = new HashMap<>();
    private final Duration interval;
    private final Supplier<Set<Path>> imported;
    private final Consumer<Change> onLook;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "capstan-watcher");
        thread.setDaemon(true);
        return thread;
    });
    /** How the files were when they were taken over last, and how they were at the last look. */
    private Watched known;

    private Watched last;

    /** Paths and folders that could not be looked at when that was tried last. */
    private List<Path> gone = List.of();

    /**
     * What happened to files since the last look.
     *
     * @param imported those of {@link Watched#imported()} that changed, came or went
     */
    record Change(List<Path> changed, List<Path> removed, List<Path> imported) {
        boolean isEmpty() {
            return changed.isEmpty() && removed.isEmpty() && imported.isEmpty();
        }
    }

    /**
     * By what a change is seen. Links are followed.
     *
     * @param key of the file in its file system, where that has one: another file may have the same time and size
     * @param readable since a file that could not be read is not what it was, once it can
     */
    record Stamp(FileTime modified, long size, @Nullable Object key, boolean readable) {
        // By hand, as in Position: every process compares these, and what a record has of its own would take memory.

        @Override
        public boolean equals(Object other) {
            return other instanceof Stamp stamp
                    && size == stamp.size
                    && readable == stamp.readable
                    && modified.equals(stamp.modified)
                    && Objects.equals(key, stamp.key);
        }

        @Override
        public int hashCode() {
            return modified.hashCode() * 31 + Long.hashCode(size);
        }
    }

    /**
     * How files are.
     *
     * @param served those that the paths stand for
     * @param imported others, absolute
     */
    record Watched(Map<Path, Stamp> served, Map<Path, Stamp> imported) {}

    /**
     * @param imported further files to look at, absolute; asked at every look
     * @param known how the files were when they were loaded
     * @param onLook told after every look, also when nothing changed
     */
    FileWatcher(
            List<Path> paths, Supplier<Set<Path>> imported, Watched known, Duration interval, Consumer<Change> onLook) {
        this.paths = paths;
        this.imported = imported;
        this.onLook = onLook;
        this.known = known;
        this.last = known;
        this.interval = interval;
        lookAfter(interval.toMillis());
    }

    private void lookAfter(long millis) {
        if (!timer.isShutdown()) {
            timer.schedule(this::look, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        var took = 0L;
        try {
            // Not kept in a field: to get it takes a good part of what a start may take.
            var cpu = ManagementFactory.getThreadMXBean();
            var start = cpu.getCurrentThreadCpuTime();
            var now = now();
            took = TimeUnit.NANOSECONDS.toMillis(cpu.getCurrentThreadCpuTime() - start);
            now.ifPresent(this::compare);
        } catch (RuntimeException | Error e) {
            // The next look must come, whatever happened to this one.
            LOG.log(System.Logger.Level.ERROR, "Reloading failed", e);
        } finally {
            lookAfter(Math.max(interval.toMillis(), took * REST));
        }
    }

    /** Takes over what is as it was at the last look: a file that is being written is left alone until it is done. */
    private void compare(Watched now) {
        var served = settled(known.served(), last.served(), now.served());
        var others = settled(known.imported(), last.imported(), now.imported());
        last = now;
        var change = new Change(
                differing(served, known.served()),
                known.served().keySet().stream()
                        .filter(path -> !served.containsKey(path))
                        .toList(),
                Stream.concat(
                                differing(others, known.imported()).stream(),
                                known.imported().keySet().stream().filter(path -> !others.containsKey(path)))
                        .toList());
        onLook.accept(change);
        known = new Watched(served, others);
    }

    /** What is known, with the changes that two looks saw alike, or that have gone on for too long. */
    private Map<Path, Stamp> settled(Map<Path, Stamp> known, Map<Path, Stamp> last, Map<Path, Stamp> now) {
        var settled = new TreeMap<>(known);
        Stream.of(known, last, now).flatMap(stamps -> stamps.keySet().stream()).forEach(path -> {
            var isSettled = Objects.equals(last.get(path), now.get(path));
            if (isSettled || restless.merge(path, 1, Integer::sum) >= PATIENCE) {
                restless.remove(path);
                settled.remove(path);
                Optional.ofNullable(now.get(path)).ifPresent(stamp -> settled.put(path, stamp));
            }
        });
        return settled;
    }

    private static List<Path> differing(Map<Path, Stamp> now, Map<Path, Stamp> before) {
        return now.keySet().stream()
                .filter(path -> !Objects.equals(now.get(path), before.get(path)))
                .toList();
    }

    /**
     * What is below a path that is gone, or a folder that cannot be listed, stays as it is known; empty when nothing can be
     * found out: then everything stays.
     */
    private Optional<Watched> now() {
        var missing = paths.stream()
                .filter(path -> !Files.isDirectory(path) && !Files.isRegularFile(path))
                .toList();
        try {
            var found = CapabilityFiles.find(
                    paths.stream().filter(path -> !missing.contains(path)).toList());
            var served = stamps(found, known.served());
            var unlisted = found.stream().filter(path -> !served.containsKey(path) && Files.isDirectory(path));
            tell(Stream.concat(missing.stream(), unlisted).distinct().toList());
            known.served().forEach((file, stamp) -> {
                if (gone.stream().anyMatch(path -> file.startsWith(path.normalize()))) {
                    served.put(file, stamp);
                }
            });
            return Optional.of(new Watched(served, stamps(imported.get(), known.imported())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void tell(List<Path> newest) {
        newest.stream().filter(path -> !gone.contains(path)).forEach(ServeReport::gone);
        gone = newest;
    }

    /** How files are; one that is gone is left out, and so is a folder. */
    static Map<Path, Stamp> stamps(Collection<Path> files) {
        return stamps(files, Map.of());
    }

    /** The same; one that cannot be asked about stays as it was known. */
    private static Map<Path, Stamp> stamps(Collection<Path> files, Map<Path, Stamp> known) {
        var stamps = new TreeMap<Path, Stamp>();
        for (var file : files) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                if (!attributes.isDirectory()) {
                    stamps.put(
                            file,
                            new Stamp(
                                    attributes.lastModifiedTime(),
                                    attributes.size(),
                                    attributes.fileKey(),
                                    Files.isReadable(file)));
                }
            } catch (NoSuchFileException e) {
                // Then it has no stamp, and one that it gets later is a change.
            } catch (IOException e) {
                Optional.ofNullable(known.get(file)).ifPresent(stamp -> stamps.put(file, stamp));
            }
        }
        return stamps;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
