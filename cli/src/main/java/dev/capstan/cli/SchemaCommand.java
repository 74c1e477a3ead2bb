package dev.capstan.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code schema}: the format of capability files, for editors. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = "Prints the JSON Schema of capability files, as Capstan reads them.",
        footer = {
            "",
            "Editors complete and explain keys with it, and show mistakes. Save it once:",
            "  capstan schema > capability.schema.json",
            "and begin a capability file with:",
            "  # yaml-language-server: $$schema=capability.schema.json"
        })
final class SchemaCommand implements Callable<Integer> {
    private static final String SCHEMA = "/dev/capstan/spec/capability.schema.json";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        out.print(schema());
        out.flush();
        return 0;
    }

    private static String schema() {
        try (var in = Objects.requireNonNull(SchemaCommand.class.getResourceAsStream(SCHEMA), SCHEMA)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
