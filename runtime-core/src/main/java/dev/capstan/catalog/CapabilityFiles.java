package dev.capstan.catalog;

import dev.capstan.compile.CapabilityCompiler;
import dev.capstan.compile.CompileSettings;
import dev.capstan.exposure.Capability;
import dev.capstan.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Finds and loads capability files. */
public final class CapabilityFiles {
    private CapabilityFiles() {}

    /**
     * Loads files and the YAML files in folders, with their sub-folders. A file that is broken is among the results, with
     * its problems.
     *
     * @throws IOException when a path does not exist or a folder cannot be listed
     */
    public static List<LoadedFile> load(List<Path> paths, CompileSettings settings) throws IOException {
        return find(paths).stream().map(file -> load(file, settings)).toList();
    }

    /** Loads one file. */
    public static LoadedFile load(Path path, CompileSettings settings) {
        var file = path.toString();
        var problems = new Problems();
        var capability = CapabilityCompiler.compile(path, file, settings, problems);
        var label = capability.map(Capability::label).orElse(String.valueOf(path.getFileName()));
        return new LoadedFile(file, label, capability, problems.toList());
    }

    /** The files that {@link #load(List, CompileSettings)} would load, sorted, each once. */
    public static List<Path> find(List<Path> paths) throws IOException {
        var files = new TreeSet<Path>();
        for (var path : paths) {
            if (Files.isDirectory(path)) {
                try (var found = Files.walk(path)) {
                    found.filter(CapabilityFiles::isYaml)
                            .filter(Files::isRegularFile)
                            .forEach(files::add);
                }
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                throw new java.nio.file.NoSuchFileException(path.toString());
            }
        }
        return List.copyOf(files);
    }

    private static boolean isYaml(Path path) {
        var name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return (name.endsWith(".yaml") || name.endsWith(".yml")) && !name.startsWith(".");
    }
}
