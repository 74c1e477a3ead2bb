package dev.capstan.catalog;

import dev.capstan.compile.CapabilityCompiler;
import dev.capstan.compile.CompileSettings;
import dev.capstan.exposure.Capability;
import dev.capstan.problem.Problems;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Finds and loads capability files. */
public final class CapabilityFiles {
    private static final int MAX_DEPTH = 50;

    private CapabilityFiles() {}

    /** Loads one file. */
    public static LoadedFile load(Path path, CompileSettings settings) {
        var file = path.toString();
        var problems = new Problems();
        var compiled = CapabilityCompiler.compile(path, file, settings, problems);
        var label = compiled.capability().map(Capability::label).orElse(String.valueOf(path.getFileName()));
        return new LoadedFile(file, label, compiled.capability(), problems.toList(), compiled.imported());
    }

    /**
     * The YAML files that paths stand for, with those in sub-folders, sorted, each once. Links are followed; what is
     * hidden is left out, which is also where Kubernetes keeps the files of a mounted folder. A folder that cannot be
     * read is among them, so that loading it tells.
     */
    public static List<Path> find(List<Path> paths) throws IOException {
        var files = new TreeSet<Path>();
        for (var given : paths) {
            // So that a folder that is given in two spellings is one folder; "." would become nothing.
            var path = given.normalize().toString().isEmpty() ? given : given.normalize();
            if (Files.isDirectory(path)) {
                Files.walkFileTree(path, Set.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, new Finder(path, files));
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

        Finder(Path root, Set<Path> files) {
            this.root = root;
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(root) || !isHidden(folder) ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && isYaml(file)) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
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

    private static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    private static boolean isYaml(Path path) {
        var name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return (name.endsWith(".yaml") || name.endsWith(".yml")) && !isHidden(path);
    }
}
