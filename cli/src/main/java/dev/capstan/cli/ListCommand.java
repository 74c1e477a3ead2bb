package dev.capstan.cli;

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

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        var catalog = SourceOptions.load(SourceOptions.orDefault(paths), source.settings(paths));
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonReport.of(catalog, source.variables()));
        } else {
            new TextReport(out, source.variables()).list(catalog);
        }
        out.flush();
        return 0;
    }
}
