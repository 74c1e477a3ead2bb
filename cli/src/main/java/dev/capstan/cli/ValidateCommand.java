package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.problem.Severity;
import dev.capstan.value.Variables;
import java.nio.file.Path;
import java.util.List;

/** {@code validate}: what is wrong with files, and what was assumed. */
final class ValidateCommand extends Command {
    /** The forms that problems can be printed in. */
    enum Format {
        TEXT,
        JSON,
        SARIF,
        JUNIT
    }

    private final Option<List<Path>> paths = options.paths();
    private final SourceOptions source = new SourceOptions(options);
    private final Option<Format> format =
            options.one("--format", Format.class, "FORMAT", "One of text, json, sarif, junit (default: text).");
    private final Option<Severity> least = options.one(
            "--severity",
            Severity.class,
            "LEVEL",
            "As text, show problems of this severity and worse: error, warning, info (default: warning).");
    private final ColorOption color = new ColorOption(options);
    private final Flag strict = options.flag("--strict", "Take warnings for errors.");

    ValidateCommand() {
        super("Checks files. Exit code 0: no errors, 1: errors, 2: wrong usage.");
    }

    @Override
    public Integer call() {
        var files = SourceOptions.orDefault(paths);
        var loaded = SourceOptions.load(files, source.settings(files));
        var catalog = strict.isSet() ? strict(loaded) : loaded;
        switch (format.or(Format.TEXT)) {
            case TEXT -> new ValidateReport(catalog, least.or(Severity.WARNING), color.paint(), out()).print();
            case JSON -> out().println(JsonReport.of(catalog, nothingMissing()));
            case SARIF -> out().println(SarifReport.of(catalog));
            case JUNIT -> out().println(JunitReport.of(catalog));
        }
        out().flush();
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
