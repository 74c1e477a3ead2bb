package dev.capstan.catalog;

import dev.capstan.compile.CapabilityCompiler;
import dev.capstan.compile.Compilation;
import dev.capstan.compile.CompileSettings;
import dev.capstan.exposure.Capability;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Finds and loads capability files. */
public final class CapabilityFiles {
    private static final System.Logger LOG = System.getLogger(CapabilityFiles.class.getName());
    private static final int MAX_DEPTH = 50;

    private CapabilityFiles() {}

    /**
     * Loads files, in their order, by as many threads as the common pool has. The first one alone: what code makes when it
     * runs for the first time, threads that run it at once would each make.
     */
    public static List<LoadedFile> load(List<Path> paths, CompileSettings settings) {
        var files = new ArrayList<LoadedFile>();
        var first = Math.min(1, paths.size());
        paths.subList(0, first).forEach(path -> files.add(load(path, settings)));
        files.addAll(paths.subList(first, paths.size()).parallelStream()
                .map(path -> load(path, settings))
                .toList());
        return files;
    }

    /** Loads one file. */
    public static LoadedFile load(Path path, CompileSettings settings) {
        var file = path.toString();
        var problems = new Problems();
        var compiled = compile(path, file, settings, problems);
        var label = compiled.capability().map(Capability::label).orElse(String.valueOf(path.getFileName()));
        return new LoadedFile(
                file, label, compiled.capability(), problems.toList(), compiled.imported(), compiled.consumed());
    }

    /** Whatever is wrong with a file, it is that file's problem and nobody else's. */
    private static Compilation compile(Path path, String file, CompileSettings settings, Problems problems) {
        if (!isNameable(path)) {
            problems.add(
                    ProblemCode.FILE_UNREADABLE,
                    Position.startOf(file),
                    "its name has characters that Java does not know in the locale of this process (expected: a locale"
                            + " with UTF-8, as with LC_ALL=C.UTF-8)");
            return new Compilation(Optional.empty(), Set.of(), Optional.empty());
        }
        try {
            return CapabilityCompiler.compile(path, file, settings, problems);
        } catch (RuntimeException | StackOverflowError e) {
            var id = UUID.randomUUID().toString();
            LOG.log(System.Logger.Level.ERROR, "Unexpected failure " + id + " in " + file, e);
            problems.add(
                    ProblemCode.FILE_UNREADABLE,
                    Position.startOf(file),
                    "the file cannot be loaded, which nobody foresaw; the log has more under the id " + id);
            return new Compilation(Optional.empty(), Set.of(), Optional.empty());
        }
    }

    /**
     * The YAML files that paths stand for, with those in sub-folders, sorted, each once, by whatever links it is found. Links are followed; what is
     * hidden is left out, which is also where Kubernetes keeps the files of a mounted folder. A folder that cannot be
     * read is among them, so that loading it tells.
     */
    public static List<Path> find(List<Path> paths) throws IOException {
        var files = new TreeSet<Path>();
        var links = new HashMap<Object, Path>();
        for (var given : paths) {
            // So that a folder that is given in two spellings is one folder; "." would become nothing.
            var path = given.normalize().toString().isEmpty() ? given : given.normalize();
            if (Files.isDirectory(path)) {
                Files.walkFileTree(
                        path, Set.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, new Finder(path, files, links));
            } else if (Files.isRegularFile(path)) {
                files.add(path);
            } else {
                throw new NoSuchFileException(path.toString());
            }
        }
        return List.copyOf(files);
    }

    private static final class Finder extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Set<Path> files;

        /** Which file stands for what several links lead to: the first by name, so that the order of folders is no matter. */
        private final Map<Object, Path> links;

        Finder(Path root, Set<Path> files, Map<Object, Path> links) {
            this.root = root;
            this.files = files;
            this.links = links;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(root) || !isHidden(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            // A link that leads nowhere, a pipe and the like are among them, so that loading tells.
            if (isYaml(file)) {
                add(file, attributes.fileKey());
            }
            return FileVisitResult.CONTINUE;
        }

        private void add(Path file, @Nullable Object key) {
            var other = key == null ? null : links.get(key);
            if (other != null && other.compareTo(file) <= 0) {
                return;
            }
            if (other != null) {
                files.remove(other);
            }
            if (key != null) {
                links.put(key, file);
            }
            files.add(file);
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException fault) {
            // A loop of links leads to what is found anyway.
            if (!(fault instanceof FileSystemLoopException) && (isYaml(path) || Files.isDirectory(path))) {
                files.add(path);
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /** Files are named in texts; a name that is not the same as a text cannot be found again. */
    private static boolean isNameable(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    private static boolean isYaml(Path path) {
        var name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return (name.endsWith(".yaml") || name.endsWith(".yml")) && !isHidden(path);
    }
}
