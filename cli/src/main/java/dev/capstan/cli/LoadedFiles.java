package dev.capstan.cli;

import dev.capstan.catalog.CapabilityFiles;
import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.Composer;
import dev.capstan.catalog.LoadedFile;
import dev.capstan.compile.CompileSettings;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Severity;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that are served, each as it was when it could last be served. Used by one thread at a time. */
final class LoadedFiles {
    private final CompileSettings compile;
    private final boolean strict;
    private final Map<Path, LoadedFile> files = new TreeMap<>();

    /** How many imports had failed in the version that is served of each file. */
    private final Map<Path, Long> failedImports = new HashMap<>();

    private volatile Set<Path> importedElsewhere = Set.of();

    LoadedFiles(List<Path> paths, CompileSettings compile, boolean strict) {
        this.compile = compile;
        this.strict = strict;
        var loaded = CapabilityFiles.load(paths, compile);
        for (var i = 0; i < paths.size(); i++) {
            var file = judged(loaded.get(i));
            files.put(paths.get(i), file);
            failedImports.put(paths.get(i), failedImports(file));
        }
        findImports();
    }

    /** @throws UsageFault when settings are about operations that no file has; asked at the start only */
    void requireConsumed() {
        SourceOptions.requireConsumed(compile, files.values());
    }

    /** In the way that {@code --strict} wants. */
    private LoadedFile judged(LoadedFile loaded) {
        if (!strict) {
            return loaded;
        }
        var problems = loaded.problems().stream().map(Problem::strict).toList();
        var hasErrors = problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
        return loaded.with(hasErrors ? Optional.empty() : loaded.capability(), problems);
    }

    Catalog compose() {
        return Composer.compose(List.copyOf(files.values()));
    }

    /** The files, absolute, that these import from outside of themselves. May be asked by any thread. */
    Set<Path> importedElsewhere() {
        return importedElsewhere;
    }

    /** Takes over what changed, and loads again what imports it. */
    void apply(FileWatcher.Change change) {
        change.removed().forEach(this::remove);
        change.changed().forEach(path -> replace(path, false));
        var done = new HashSet<>(change.changed());
        importersOf(change).stream().filter(done::add).forEach(path -> replace(path, true));
        findImports();
    }

    private void remove(Path path) {
        files.remove(path);
        failedImports.remove(path);
        ServeReport.removed(path);
    }

    /**
     * A file that cannot be served any more stays as it was when it last could. Not so where it now wants to know who
     * calls in a way that cannot be checked: as it was, it may have been open to everyone.
     *
     * @param isImporter whether only what it imports changed; then it stays too when that can no longer be imported
     */
    private void replace(Path path, boolean isImporter) {
        var loaded = judged(CapabilityFiles.load(path, compile));
        var before = Optional.ofNullable(files.get(path))
                .filter(file -> file.capability().isPresent());
        var isWorse = loaded.capability().isEmpty()
                || isImporter && failedImports(loaded) > failedImports.getOrDefault(path, 0L);
        var keeps = isWorse && before.isPresent() && !isClosed(loaded);
        if (!keeps) {
            failedImports.put(path, failedImports(loaded));
        }
        var isNew = files.put(path, keeps ? loaded.with(before.get().capability(), loaded.problems()) : loaded) == null;
        if (!loaded.holdsValuesOf(files.values())) {
            ServeReport.reloaded(loaded, isNew, keeps);
        }
    }

    private static boolean isClosed(LoadedFile file) {
        return file.problems().stream().anyMatch(problem -> problem.code() == ProblemCode.ADAPTER_CLOSED);
    }

    private static long failedImports(LoadedFile file) {
        return file.problems().stream()
                .filter(problem ->
                        problem.code() == ProblemCode.IMPORT_FAILED || problem.code() == ProblemCode.SCRIPT_INVALID)
                .count();
    }

    private List<Path> importersOf(FileWatcher.Change change) {
        var touched = absolute(Stream.of(change.changed(), change.removed(), change.imported())
                .flatMap(List::stream)
                .toList());
        return files.entrySet().stream()
                .filter(file -> !Collections.disjoint(file.getValue().imported(), touched))
                .map(Map.Entry::getKey)
                .toList();
    }

    private void findImports() {
        var own = absolute(files.keySet());
        importedElsewhere = files.values().stream()
                .flatMap(file -> file.imported().stream())
                .filter(path -> !own.contains(path))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<Path> absolute(Collection<Path> paths) {
        return paths.stream().map(path -> path.toAbsolutePath().normalize()).collect(Collectors.toSet());
    }
}
