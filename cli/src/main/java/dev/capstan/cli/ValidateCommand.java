package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.problem.Severity;
import dev.capstan.value.Variables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code validate}: what is wrong with files, and what was assumed. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Checks files. Exit code 0: no errors, 1: errors, 2: wrong usage.")
final class ValidateCommand implements Callable<Integer> {
    /** The forms that problems can be printed in. */
    enum Format {
        TEXT,
        JSON,
        SARIF,
        JUNIT
    }

    @Parameters(paramLabel = "PATH", description = "Files and folders (default: ./capabilities).")
    private List<Path> paths = new ArrayList<>();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Option(names = "--format", description = "One of text, json, sarif, junit (default: text).")
    private Format format = Format.TEXT;

    @Option(
            names = "--severity",
            paramLabel = "LEVEL",
            description = "As text, show problems of this severity and worse: error, warning, info (default: warning).")
    private Severity least = Severity.WARNING;

    @Mixin
    private ColorOption color = new ColorOption();

    @Option(names = "--strict", description = "Take warnings for errors.")
    private boolean strict;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        var loaded = SourceOptions.load(SourceOptions.orDefault(paths), source.settings(paths));
        var catalog = strict ? strict(loaded) : loaded;
        var out = spec.commandLine().getOut();
        switch (format) {
            case TEXT -> new ValidateReport(catalog, least, color.paint(), out).print();
            case JSON -> out.println(JsonReport.of(catalog, nothingMissing()));
            case SARIF -> out.println(SarifReport.of(catalog));
            case JUNIT -> out.println(JunitReport.of(catalog));
        }
        out.flush();
        return hasErrors(catalog) ? 1 : 0;
    }

    static Catalog strict(Catalog catalog) {
        var entries = catalog.entries().stream().map(CatalogEntry::strict).toList();
        return new Catalog(entries, catalog.rest(), catalog.mcp(), catalog.skills());
    }

    static boolean hasErrors(Catalog catalog) {
        return catalog.entries().stream()
                .flatMap(entry -> entry.fileProblems().stream())
                .anyMatch(problem -> problem.severity() == Severity.ERROR);
    }

    /** Files are checked wherever they are; which variables are set there says nothing about them. */
    private static Variables nothingMissing() {
        return name -> java.util.Optional.of(new dev.capstan.value.Secret("set"));
    }
}
