package dev.capstan.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** {@code schema}: the format of capability files, for editors. */
final class SchemaCommand extends Command {
    private static final String SCHEMA = "/dev/capstan/spec/capability.schema.json";

    SchemaCommand() {
        super("Prints the JSON Schema of capability files, as Capstan reads them.");
        spec().usageMessage()
                .footer(
                        "",
                        "Editors complete and explain keys with it, and show mistakes. Save it once:",
                        "  capstan schema > capability.schema.json",
                        "and begin a capability file with:",
                        "  # yaml-language-server: $$schema=capability.schema.json");
    }

    @Override
    public Integer call() {
        out().print(schema());
        out().flush();
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
