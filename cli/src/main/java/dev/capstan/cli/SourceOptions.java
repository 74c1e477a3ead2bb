package dev.capstan.cli;

import dev.capstan.catalog.CapabilityFiles;
import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.Composer;
import dev.capstan.compile.CompileSettings;
import dev.capstan.upstream.Origin;
import dev.capstan.value.EnvFile;
import dev.capstan.value.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that reads capability files takes. */
final class SourceOptions {
    private static final Pattern BARE_ORIGIN = Pattern.compile("[^/]*//[^/?#]*/?");
    static final Path DEFAULT_PATH = Path.of("capabilities");

    @Option(
            names = "--base-uri",
            paramLabel = "NAMESPACE=URL",
            description = "Base URI of an upstream API, in place of the file's. Repeatable.")
    private Map<String, String> baseUris = Map.of();

    @Option(
            names = "--upstream-origin",
            paramLabel = "URL",
            description = "Send every upstream call to this scheme, host and port. Path and query stay; the original"
                    + " authority travels in X-Forwarded-Host.")
    private @Nullable String upstreamOrigin;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Variables as NAME=value lines; those of the process come first. Read again when it changes.")
    private @Nullable Path envFile;

    @Option(
            names = "--import-root",
            paramLabel = "DIR",
            description = "Files below this folder may be imported, too. Without it: those below the working folder and"
                    + " below the folders of PATH. Repeatable.")
    private List<Path> importRoots = List.of();

    /** The paths given, or the default folder. */
    static List<Path> orDefault(List<Path> paths) {
        return paths.isEmpty() ? List.of(DEFAULT_PATH) : paths;
    }

    /**
     * What the options say about the files of these paths.
     *
     * @throws UsageFault when an option makes no sense
     */
    CompileSettings settings(List<Path> paths) {
        baseUris.forEach((namespace, url) -> {
            if (Origin.of(url).isEmpty() || url.contains("?") || url.contains("#")) {
                throw new UsageFault("--base-uri " + namespace + "=" + withoutLogin(url)
                        + " is not a URL to call (expected: http:// or https://, a host, perhaps a port and a path)");
            }
        });
        return new CompileSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                baseUris,
                upstreamOrigin(),
                false,
                importRoots(orDefault(paths)));
    }

    private List<Path> importRoots(List<Path> paths) {
        var roots = new ArrayList<>(importRoots);
        roots.add(Path.of(""));
        for (var path : paths) {
            var folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
            roots.add(folder == null ? path : folder);
        }
        return roots;
    }

    /** What is wrong is told, but not a password in it. */
    private static String withoutLogin(String url) {
        return url.replaceAll("//[^/@]*@", "//***@");
    }

    private Optional<Origin> upstreamOrigin() {
        var given = Optional.ofNullable(upstreamOrigin);
        var origin = given.filter(url -> BARE_ORIGIN.matcher(url).matches()).flatMap(Origin::of);
        if (given.isPresent() && origin.isEmpty()) {
            throw new UsageFault("--upstream-origin " + withoutLogin(given.get())
                    + " is not an origin (expected: http:// or https://, a host and perhaps a port)");
        }
        return origin;
    }

    /** @throws UsageFault when the env file cannot be read */
    Variables variables() {
        return VariableSource.merged(variableSources());
    }

    /**
     * Where variables come from, the first first.
     *
     * @throws UsageFault when the env file cannot be read
     */
    List<VariableSource> variableSources() {
        var process = new VariableSource("environment", Variables.ofProcess());
        if (envFile == null) {
            return List.of(process);
        }
        try {
            return List.of(process, new VariableSource("env-file", new EnvFile(envFile)));
        } catch (IOException e) {
            var why =
                    e.getMessage() != null && e.getMessage().startsWith("line ") ? e.getMessage() : "it cannot be read";
            throw new UsageFault("--env-file " + envFile + ": " + why);
        }
    }

    /** @throws UsageFault when a path does not exist, or there are no files */
    static Catalog load(List<Path> paths, CompileSettings settings) {
        var files = files(paths);
        return Composer.compose(
                files.stream().map(file -> CapabilityFiles.load(file, settings)).toList());
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
            throw new UsageFault("cannot read " + e.getMessage() + "; name an existing file or folder");
        }
    }

    private static String join(List<Path> paths) {
        return String.join(", ", paths.stream().map(Path::toString).toList());
    }
}
