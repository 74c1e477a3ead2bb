package dev.capstan.cli;

import dev.capstan.bind.BindStores;
import dev.capstan.bind.EnvFile;
import dev.capstan.bind.SecretsFolder;
import dev.capstan.catalog.CapabilityFiles;
import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.Composer;
import dev.capstan.catalog.LoadedFile;
import dev.capstan.compile.CompileSettings;
import dev.capstan.compile.Consumed;
import dev.capstan.compile.RuntimeSettings;
import dev.capstan.problem.Known;
import dev.capstan.problem.Problem;
import dev.capstan.problem.Problems;
import dev.capstan.script.ScriptPermission;
import dev.capstan.upstream.Origin;
import dev.capstan.value.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What every command that reads capability files takes. */
final class SourceOptions {
    private static final Pattern BARE_ORIGIN = Pattern.compile("[^/]*//[^/?#]*/?");
    static final Path DEFAULT_PATH = Path.of("capabilities");

    private final Option<Map<String, String>> baseUris;
    private final Option<String> upstreamOrigin;
    private final Option<Path> envFile;
    private final Option<Path> secretsDir;
    private final Option<List<Path>> importRoots;
    private final Option<Path> settingsFile;
    private final Flag allowScripts;

    SourceOptions(Options options) {
        baseUris = options.pairs(
                "--base-uri", "NAMESPACE=URL", "Base URI of an upstream API, in place of the file's. Repeatable.");
        upstreamOrigin = options.one(
                "--upstream-origin",
                String.class,
                "URL",
                "Send every upstream call to this scheme, host and port. Path and query stay; the original authority"
                        + " travels in X-Forwarded-Host.");
        envFile = options.one(
                "--env-file",
                Path.class,
                "FILE",
                "Variables as NAME=value lines; those of the process come first. Read again when it changes.");
        secretsDir = options.one(
                "--secrets-dir",
                Path.class,
                "DIR",
                "A folder with a file for each variable, as Kubernetes mounts secrets. The environment and the env file"
                        + " come first.");
        importRoots = options.many(
                "--import-root",
                Path.class,
                "DIR",
                "Files below this folder may be imported, and binds may have their values there, too. Without it: those"
                        + " below the working folder and below the folders of PATH. Repeatable.");
        settingsFile = options.one(
                "--settings",
                Path.class,
                "FILE",
                "Settings of the process as YAML: which operations' pages are followed. Read once.");
        allowScripts = options.flag(
                "--allow-scripts",
                "Run the JavaScript of script steps, in processes of their own. Needs GraalJS on the class path.");
    }

    /** The paths given, or the default folder. */
    static List<Path> orDefault(Option<List<Path>> paths) {
        return orDefault(paths.or(List.of()));
    }

    /** The paths, or the default folder where there are none. */
    static List<Path> orDefault(List<Path> paths) {
        return paths.isEmpty() ? List.of(DEFAULT_PATH) : paths;
    }

    /**
     * What the options say about the files of these paths.
     *
     * @throws UsageFault when an option makes no sense
     */
    CompileSettings settings(List<Path> paths) {
        var replaced = baseUris.or(Map.of());
        replaced.forEach((namespace, url) -> {
            if (Origin.of(url).isEmpty() || url.contains("?") || url.contains("#")) {
                throw new UsageFault("--base-uri " + namespace + "=" + withoutLogin(url)
                        + " is not a URL to call (expected: http:// or https://, a host, perhaps a port and a path)");
            }
        });
        return new CompileSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                replaced,
                upstreamOrigin(),
                false,
                runtime().pagination(),
                importRoots(paths),
                bindRoots(paths),
                ScriptPermission.of(allowScripts.isSet()));
    }

    private RuntimeSettings runtime() {
        var file = settingsFile.given();
        if (file.isEmpty()) {
            return RuntimeSettings.NONE;
        }
        var problems = new Problems();
        var settings = RuntimeSettings.read(file.get(), file.get().toString(), problems);
        requireNone(problems.toList());
        return settings;
    }

    /**
     * Sees to it that settings are about what files have.
     *
     * @throws UsageFault that names what is not there. Where a file cannot be read whole nobody knows what it has, and
     *     then nothing is missing
     */
    static void requireConsumed(CompileSettings settings, Collection<LoadedFile> files) {
        if (files.stream().allMatch(file -> file.consumed().isPresent())) {
            var all = files.stream().map(file -> file.consumed().orElseThrow()).toList();
            requireNone(settings.pagination()
                    .misplaced(all.stream().map(Consumed::methods).toList()));
            var known = all.stream()
                    .flatMap(consumed -> consumed.namespaces().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            settings.baseUris().keySet().stream()
                    .filter(namespace -> !known.contains(namespace))
                    .findFirst()
                    .ifPresent(namespace -> {
                        throw new UsageFault("--base-uri " + namespace + "=...: no file consumes an API with that"
                                + " namespace" + Known.of(namespace, known));
                    });
        }
    }

    private static void requireNone(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new UsageFault("the settings cannot be used:"
                    + problems.stream()
                            .map(problem -> Problem.oneLine(problem.position() + ": " + problem.message()))
                            .collect(Collectors.joining("\n  ", "\n  ", "")));
        }
    }

    private List<Path> importRoots(List<Path> paths) {
        var roots = folders(paths);
        roots.add(Path.of(""));
        return roots;
    }

    /** Not the working folder: that may be a home, full of the secrets of others. */
    private List<Path> bindRoots(List<Path> paths) {
        var roots = folders(paths);
        secretsFolder().ifPresent(roots::add);
        return roots;
    }

    private List<Path> folders(List<Path> paths) {
        var roots = new ArrayList<>(importRoots.or(List.of()));
        for (var path : paths) {
            var folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
            roots.add(folder == null ? path : folder);
        }
        return roots;
    }

    /** What is wrong is told, but not a password in it. */
    private static String withoutLogin(String url) {
        // Where it begins nobody knows of what is no URL.
        return url.substring(url.lastIndexOf('@') + 1);
    }

    private Optional<Origin> upstreamOrigin() {
        var given = upstreamOrigin.given();
        var origin = given.filter(url -> BARE_ORIGIN.matcher(url).matches()).flatMap(Origin::of);
        if (given.isPresent() && origin.isEmpty()) {
            throw new UsageFault("--upstream-origin " + withoutLogin(given.get())
                    + " is not an origin (expected: http:// or https://, a host and perhaps a port)");
        }
        return origin;
    }

    /** @throws UsageFault when the env file or the secrets folder cannot be read */
    Variables variables() {
        return VariableSource.merged(variableSources());
    }

    /**
     * Where variables come from, the first first.
     *
     * @throws UsageFault when the env file or the secrets folder cannot be read
     */
    List<VariableSource> variableSources() {
        var environment = new ArrayList<VariableSource>();
        environment.add(new VariableSource("environment", Variables.ofProcess()));
        envFile().ifPresent(file -> environment.add(new VariableSource("env-file", file)));
        secretsFolder()
                .ifPresent(folder -> environment.add(new VariableSource("secrets-dir", new SecretsFolder(folder))));
        var all = new ArrayList<VariableSource>();
        all.add(new VariableSource(
                VariableSource.BINDS, new BindStores(VariableSource.merged(environment), secretsFolder())));
        all.addAll(environment);
        return all;
    }

    private Optional<EnvFile> envFile() {
        var file = envFile.given();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(EnvFile.of(file.get()));
        } catch (IOException e) {
            throw new UsageFault("--env-file " + file.get() + ": " + e.getMessage());
        }
    }

    private Optional<Path> secretsFolder() {
        var folder = secretsDir.given();
        if (folder.isPresent() && !Files.isDirectory(folder.get())) {
            throw new UsageFault("--secrets-dir " + folder.get() + " is not a folder");
        }
        return folder.map(Path::toAbsolutePath);
    }

    /** @throws UsageFault when a path does not exist, there are no files, or settings are about what these do not have */
    static Catalog load(List<Path> paths, CompileSettings settings) {
        var files = CapabilityFiles.load(files(paths), settings);
        requireConsumed(settings, files);
        return Composer.compose(files);
    }

    /** @throws UsageFault when a path does not exist, or there are no files */
    static List<Path> files(List<Path> paths) {
        try {
            var files = CapabilityFiles.find(paths);
            if (files.isEmpty()) {
                throw new UsageFault("there are no .yaml or .yml files in " + join(paths));
            }
            return files;
        } catch (IOException e) {
            throw new UsageFault("cannot read " + e.getMessage() + "; name an existing file or folder"
                    + Capstan.commandLike(String.valueOf(e.getMessage()))
                            .map(command -> " (or did you mean the command '" + command + "'?)")
                            .orElse(""));
        }
    }

    private static String join(List<Path> paths) {
        return String.join(", ", paths.stream().map(Path::toString).toList());
    }
}
