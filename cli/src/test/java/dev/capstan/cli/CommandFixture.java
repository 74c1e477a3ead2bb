package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.problem.Position;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Severity;
import dev.capstan.value.FileVariables;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Runs commands as scripts do, with a folder for their files. */
abstract class CommandFixture {
    static final String SEEDS = "../capabilities";

    @TempDir
    Path folder;

    record Result(int code, String out, String err) {
        JsonNode json() {
            return TestServer.JSON.readTree(out);
        }
    }

    static Result run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        var commands = Capstan.commandLine(args).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        var code = Capstan.run(commands, args);
        return new Result(code, out.toString(), err.toString());
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** What a command prints, with {@code FOLDER} for the folder of the test. */
    String printed(String... args) {
        return run(args).out().replace(folder.toString(), "FOLDER");
    }

    static JsonNode json(String text) {
        return TestServer.JSON.readTree(text);
    }

    /** A file with one error and one warning, whose texts would break lines, terminals and XML. */
    void faulty(String name) throws IOException {
        write(
                name,
                FolderFixture.simple("one", "/one", "read", "/a")
                        .replace("name: read, call: one.read", "name: read, call: \"no\\x01\\uFFFE\\e[31m😀<&\\n]]>\"")
                        .replace("capability:\n", "extra: 1\ncapability:\n"));
    }

    /** No code is an info yet, so the catalogue is made here. */
    static Catalog withInfo() {
        var info = new Problem(ProblemCode.KEY_UNKNOWN, Severity.INFO, "worth knowing", new Position("a.yaml", 2, 3));
        var entry = new CatalogEntry(
                "a.yaml",
                "A",
                true,
                List.of(info),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                FileVariables.NONE);
        return new Catalog(List.of(entry), Map.of(), Map.of(), Map.of());
    }
}
