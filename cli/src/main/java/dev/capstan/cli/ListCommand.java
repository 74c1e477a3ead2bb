package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.value.Variables;
import java.nio.file.Path;
import java.util.List;

/** {@code list}: what would be served, and where. */
final class ListCommand extends Command {
    private final Option<List<Path>> paths = options.paths();
    private final SourceOptions source = new SourceOptions(options);
    private final Flag details =
            options.flag("--details", "Show routes, tools and problems of each file, as for a single file.");
    private final Flag secrets = options.flag(
            "--secrets", "Show which variables files need, where, and whether they are set; never their values.");
    private final Flag json = options.flag("--json", "Print JSON.");
    private final ColorOption color = new ColorOption(options);

    ListCommand() {
        super("Shows what would be served, and what is missing.");
    }

    @Override
    public Integer call() {
        var files = SourceOptions.orDefault(paths);
        var catalog = SourceOptions.load(files, source.settings(files));
        var sources = source.variableSources();
        VariableSource.merged(sources).expect(catalog.boundKeys());
        if (secrets.isSet()) {
            secrets(new SecretsReport(NeededVariable.of(catalog, sources)));
        } else {
            files(catalog, VariableSource.merged(sources));
        }
        out().flush();
        return 0;
    }

    private void secrets(SecretsReport report) {
        if (json.isSet()) {
            out().println(report.json());
        } else {
            report.text(details.isSet(), color.paint(), out());
        }
    }

    private void files(Catalog catalog, Variables variables) {
        var report = new ListReport(catalog, variables, color.paint(), out());
        if (json.isSet()) {
            out().println(JsonReport.of(catalog, variables));
        } else if (details.isSet() || catalog.entries().size() == 1) {
            report.details();
        } else {
            report.table();
        }
    }
}
