package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.value.Variables;
import java.io.PrintWriter;
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

/** {@code list}: what would be served, and where. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Shows what would be served, and what is missing.")
final class ListCommand implements Callable<Integer> {
    @Parameters(paramLabel = "PATH", description = "Files and folders (default: ./capabilities).")
    private List<Path> paths = new ArrayList<>();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Option(names = "--details", description = "Show routes, tools and problems of each file, as for a single file.")
    private boolean details;

    @Option(
            names = "--secrets",
            description = "Show which variables files need, where, and whether they are set; never their values.")
    private boolean secrets;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private ColorOption color = new ColorOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        var catalog = SourceOptions.load(SourceOptions.orDefault(paths), source.settings(paths));
        var sources = source.variableSources();
        VariableSource.merged(sources).expect(catalog.boundKeys());
        var out = spec.commandLine().getOut();
        if (secrets) {
            secrets(new SecretsReport(NeededVariable.of(catalog, sources)), out);
        } else {
            files(catalog, VariableSource.merged(sources), out);
        }
        out.flush();
        return 0;
    }

    private void secrets(SecretsReport report, PrintWriter out) {
        if (json) {
            out.println(report.json());
        } else {
            report.text(details, color.paint(), out);
        }
    }

    private void files(Catalog catalog, Variables variables, PrintWriter out) {
        var report = new ListReport(catalog, variables, color.paint(), out);
        if (json) {
            out.println(JsonReport.of(catalog, variables));
        } else if (details || catalog.entries().size() == 1) {
            report.details();
        } else {
            report.table();
        }
    }
}
