package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands tell about the locations of binds. */
class BindCommandsTest extends CommandFixture {
    @TempDir
    Path elsewhere;

    @BeforeEach
    void files() throws IOException {
        write(
                "a.yaml",
                FolderFixture.simple("one", "/one", "read", "/x")
                        .replace("capability:\n", """
                        binds:
                        - {namespace: files, location: ./s.json, keys: {TOKEN: the-token, GONE: gone, LEFT_OVER: left}}
                        - {namespace: mounted, location: 'k8s-secret://shop', keys: {PASS: pass}}
                        - {namespace: env, keys: {TOKEN: the-token}}
                        capability:
                        """)
                        .replace(
                                ".test\n",
                                ".test\n    authentication: {type: bearer, token:"
                                        + " '{{files.TOKEN}}{{env.TOKEN}}{{mounted.PASS}}{{env.PLAIN}}{{files.GONE}}'}\n"));
        write("s.json", "{\"the-token\": \"hidden-1\", \"left\": \"hidden-2\"}");
        Files.createDirectory(elsewhere.resolve("shop"));
        Files.writeString(elsewhere.resolve("shop/pass"), "hidden-3");
        Files.writeString(elsewhere.resolve("PLAIN"), "hidden-4");
    }

    private String[] with(String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--secrets-dir", elsewhere.toString()));
        return all.toArray(String[]::new);
    }

    @Test
    void eachVariableIsListedWithItsPlace() {
        assertThat(printed(with("list", "--secrets", folder.toString()))).isEqualToNormalizingNewlines("""
                        Missing
                          gone       not set in ./s.json  declared  FOLDER/a.yaml:13:43
                          the-token  not set              declared  FOLDER/a.yaml:13:43

                        Set
                          PLAIN      secrets-dir        undeclared  FOLDER/a.yaml:13:43
                          pass       k8s-secret://shop  declared    FOLDER/a.yaml:13:43
                          the-token  ./s.json           declared    FOLDER/a.yaml:13:43

                        Declared, but not used
                          left  ./s.json  declared  FOLDER/a.yaml:4:79

                        6 variables: 2 missing, 3 set, 1 not used
                        To set one, put it into the environment, or a line NAME=value into a file, and name that with --env-file FILE.
                        """);
    }

    @Test
    void asJsonTheLocationIsApart() {
        var variables = run(with("list", "--secrets", "--json", folder.toString()))
                .json()
                .get("variables");

        assertThat(variables)
                .extracting(variable -> variable.get("name").asString() + " "
                        + variable.path("location").asString("-") + " "
                        + variable.get("source").asString())
                .containsExactly(
                        "PLAIN - secrets-dir",
                        "gone ./s.json none",
                        "left ./s.json ./s.json",
                        "pass k8s-secret://shop k8s-secret://shop",
                        "the-token - none",
                        "the-token ./s.json ./s.json");
    }

    @Test
    void theReportNamesWhatIsMissingWithItsPlace() {
        assertThat(printed(with("list", folder.toString())))
                .contains(
                        "FOLDER/a.yaml:13:43: warning: gone of ./s.json is not set; the calls that need it answer 503."
                                + " Set it there, in the environment or in the file given with --env-file",
                        "FOLDER/a.yaml:13:43: warning: the-token is not set; the calls that need it answer 503. Set it"
                                + " in the environment or in the file given with --env-file",
                        "Not set: 2 variables");
    }

    @Test
    void explainTellsWhereVariablesComeFrom() {
        assertThat(printed(with("explain", folder.toString(), "read")))
                .contains(
                        "Authorization: Bearer ***",
                        "variable of ./s.json, set: ***",
                        "variable of k8s-secret://shop, set: ***",
                        "variable of ./s.json, not set");
    }

    @Test
    void noValueIsEverPrinted() {
        for (var command :
                List.of("list", "list --secrets", "list --secrets --json", "list --json", "validate", "explain")) {
            var words = new ArrayList<>(List.of(command.split(" ")));
            words.add(folder.toString());
            if (command.equals("explain")) {
                words.add("read");
            }
            var result = run(with(words.toArray(String[]::new)));
            assertThat(result.out() + result.err()).contains("a.yaml").doesNotContain("hidden");
        }
    }

    @Test
    void filesOutsideOfThePathsAreNotReadUnlessAllowed() throws IOException {
        var inner = Files.createDirectory(folder.resolve("inner"));
        Files.move(folder.resolve("a.yaml"), inner.resolve("a.yaml"));
        var file = inner.resolve("a.yaml");
        Files.writeString(file, Files.readString(file).replace("./s.json", "../s.json"));

        assertThat(printed("validate", inner.toString()))
                .contains("'../s.json' lies outside of the folders that are served, so it is not read; these variables"
                        + " come from the environment. Allow its folder with --import-root if you trust this file"
                        + " [bind-file-outside]");
        assertThat(printed("list", "--secrets", inner.toString())).doesNotContain("../s.json");
        assertThat(printed("list", "--secrets", inner.toString(), "--import-root", folder.toString()))
                .contains("the-token  ../s.json");
    }

    @Test
    void aSecretsFolderMustBeThere() {
        var result = run("list", folder.toString(), "--secrets-dir", folder + "/no-such");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err().replace(folder.toString(), "FOLDER"))
                .isEqualToNormalizingNewlines("capstan: --secrets-dir FOLDER/no-such is not a folder\n");
    }
}
