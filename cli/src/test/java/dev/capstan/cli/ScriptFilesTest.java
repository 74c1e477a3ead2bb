package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of script steps. */
class ScriptFilesTest extends CommandFixture {
    @TempDir
    Path outside;

    @BeforeEach
    void scripts() throws IOException {
        Files.createDirectory(folder.resolve("scripts"));
        write("scripts/late.js", "result = context.days > limit;");
        write("scripts/limit.js", "var limit = context.limit;");
        Files.writeString(outside.resolve("late.js"), "result = 1;");
    }

    private void file(String step, String scripting) throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                info: {label: A, tags: [a]}
                capability:
                  exposes:
                  - type: control
                    port: 9900
                    management: {scripting: {%s}}
                  - type: rest
                    namespace: parcels
                    resources:
                    - path: /late/{days}
                      description: Whether it is late.
                      operations:
                      - method: GET
                        name: late
                        description: Tells it.
                        inputParameters: [{name: days, in: path, type: integer}]
                        steps:
                        - %s
                """.formatted(scripting, step));
    }

    private static final String STEP = "{type: script, name: late, language: javascript, location: 'file:///./scripts',"
            + " file: late.js, dependencies: [limit.js], with: {limit: 3}}";

    /** The problem of the step; there is only one. */
    private String problem(String... options) {
        var args = new String[options.length + 2];
        args[0] = "validate";
        args[1] = folder.toString();
        System.arraycopy(options, 0, args, 2, options.length);
        return run(args)
                .out()
                .replace(folder.toString(), "FOLDER")
                .lines()
                .filter(line -> line.contains("[script-"))
                .map(String::strip)
                .reduce((one, other) -> one + "\n" + other)
                .orElse("");
    }

    @Test
    void whatIsOffSaysHowToSwitchItOn() throws IOException {
        file(STEP, "");

        assertThat(problem())
                .isEqualTo("FOLDER/a.yaml:19:11: warning: scripts are not run, because the one who started this did not"
                        + " allow it; --allow-scripts allows it: then programs of the files run on this machine, in"
                        + " processes with little memory, no environment and no access to files and networks; calls of"
                        + " this answer 503 [script-unavailable]");
        assertThat(problem("--allow-scripts")).isEmpty();
        assertThat(run("list", folder.toString()).out()).contains("a.yaml  degraded  A");
        assertThat(run("list", folder.toString(), "--allow-scripts").out()).contains("a.yaml  ready  A");
    }

    @Test
    void explainShowsTheScriptAndDoesNotRunIt() throws IOException {
        file(STEP, "statementLimit: 50, timeout: 90000");
        write("scripts/late.js", "while (true) {}");

        var shown = run("explain", folder.toString(), "GET /late/5", "--allow-scripts");

        assertThat(shown.out())
                .contains("Step 1 of 1, late", "runs late.js after limit.js, up to 50 statements and 60000 ms")
                .contains("with context: days, limit");
        assertThat(shown.code()).isZero();
    }

    @Test
    void callRunsIt() throws IOException {
        file(STEP, "");

        assertThat(run("call", folder.toString(), "GET /late/5", "--allow-scripts")
                        .code())
                .isZero();
    }

    @Test
    void filesAreReadBelowTheirFolderOnly() throws IOException {
        Files.createSymbolicLink(folder.resolve("scripts/linked.js"), outside.resolve("late.js"));
        Files.createSymbolicLink(folder.resolve("elsewhere"), outside);

        assertThat(problemOf("file: gone.js")).contains("there is no file gone.js in file:///./scripts; calls");
        assertThat(problemOf("file: ../a.yaml"))
                .contains("the path '../a.yaml' is not one below the folder of scripts");
        assertThat(problemOf("file: /etc/passwd")).contains("the path '/etc/passwd' is not one below the folder");
        assertThat(problemOf("file: a b.js")).contains("the path 'a b.js' is not one below the folder");
        assertThat(problemOf("file: .env"))
                .contains("'.env' is not the name of a program (expected: one that ends with .js)");
        assertThat(problemOf("file: linked.js"))
                .contains("linked.js in file:///./scripts is a link out of the folder of scripts");
        assertThat(problemOf("location: 'file:///./elsewhere', file: late.js"))
                .contains(
                        "late.js in file:///./elsewhere is outside of the folders that are served; name a folder that holds it, or allow its"
                                + " own with --import-root");
        assertThat(problemOf("location: '" + outside + "', file: late.js")).contains("is outside of the folders");
        assertThat(problem("--allow-scripts", "--import-root", outside.toString()))
                .isEmpty();
        assertThat(problemOf("location: 'https://x.test/', file: late.js"))
                .contains("'https://x.test/' is not a folder (expected: such as file:///./scripts)");
        assertThat(problemOf("location: 'file:///scripts', file: late.js")).isEmpty();
        write("scripts/big.js", " ".repeat(1024 * 1024 + 1));
        assertThat(problemOf("file: big.js")).contains("big.js in file:///./scripts has more than 1 MiB");
        Files.write(folder.resolve("scripts/latin.js"), new byte[] {(byte) 0xE4});
        assertThat(problemOf("file: latin.js")).contains("latin.js in file:///./scripts is not text in UTF-8");
    }

    private String problemOf(String keys) throws IOException {
        file(
                "{type: script, name: late, " + keys + "}",
                "defaultLanguage: javascript, defaultLocation: 'file:///./scripts'");
        return problem("--allow-scripts");
    }

    @Test
    void onlyJavaScriptIsRun() throws IOException {
        assertThat(problemOf("language: python, file: late.py"))
                .contains("scripts in 'python' are not run (run: javascript)");
        assertThat(problemOf("language: Groovy, file: late.groovy"))
                .contains("scripts in groovy are never run, since nothing closes them in; write it in javascript");
    }

    @Test
    void aFileCanSwitchItsScriptsOff() throws IOException {
        file(STEP, "enabled: false");
        assertThat(problem("--allow-scripts")).contains("the control adapter of this file switches scripts off");

        file(STEP, "allowedLanguages: [python]");
        assertThat(problem("--allow-scripts")).contains("does not have javascript among 'allowedLanguages'");
    }

    @Test
    void limitsThatAreNoneAreTold() throws IOException {
        file(STEP, "timeout: soon, statementLimit: 0");

        assertThat(run("validate", folder.toString(), "--allow-scripts").out())
                .contains("'timeout' is 'soon' (expected: a whole number from 1 to 2147483647); the default is used")
                .contains("'statementLimit' is '0' (expected");
    }
}
