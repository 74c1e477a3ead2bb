package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which variables files need; and that nobody ever sees a value. */
class SecretsTest extends CommandFixture {
    /** Needs variables in all the ways there are. PATH is one that every process has. */
    private void files() throws IOException {
        write("a.yaml", simple("one", """
                binds:
                - namespace: env
                  keys: {TOKEN: ONE_TOKEN, LEFT_OVER: ONE_LEFT_OVER}
                """, "{type: bearer, token: 'literal-text-{{env.TOKEN}}'}"));
        write("b.yaml", simple("two", "", "{type: basic, username: '{{env.PATH}}', password: '{{env.TWO_PASS}}'}"));
        write("c.yaml", simple("three", "", "{type: bearer, token: '{{env.ONE_TOKEN}}{{env.EMPTY}}'}"));
        // With the mark that editors of Windows put in front.
        write("some.env", "\uFEFFONE_TOKEN=hidden-token\nEMPTY=\nTWO_PASS=hidden-pass\n");
    }

    private static String simple(String namespace, String binds, String authentication) {
        return FolderFixture.simple(namespace, "/" + namespace, "read-" + namespace, "/x")
                .replace("capability:\n", binds + "capability:\n")
                .replace(".test\n", ".test\n    authentication: " + authentication + "\n");
    }

    @Test
    void everyVariableIsListedWithItsPlaceAndWhetherItIsSet() throws IOException {
        files();

        assertThat(printed("list", "--secrets", folder.toString(), "--env-file", folder + "/some.env"))
                .isEqualToNormalizingNewlines("""
                        Missing
                          EMPTY  empty in env-file  undeclared  FOLDER/c.yaml:9:43

                        Set
                          ONE_TOKEN  env-file     declared in part  FOLDER/a.yaml:12:43 and 1 more
                          PATH       environment  undeclared        FOLDER/b.yaml:9:45
                          TWO_PASS   env-file     undeclared        FOLDER/b.yaml:9:71

                        Declared, but not used
                          ONE_LEFT_OVER  not set  declared  FOLDER/a.yaml:5:28

                        5 variables: 1 missing, 3 set, 1 not used
                        To set one, put it into the environment, or a line NAME=value into a file, and name that with --env-file FILE.
                        """);
    }

    @Test
    void detailsShowEveryPlace() throws IOException {
        files();

        assertThat(printed("list", "--secrets", "--details", folder.toString())).contains("""
                          ONE_TOKEN  not set  declared in part  FOLDER/a.yaml:12:43
                                                                FOLDER/c.yaml:9:43
                        """);
    }

    @Test
    void theSameIsThereAsJson() throws IOException {
        files();

        var variables = json(printed("list", "--secrets", "--json", folder.toString()));

        assertThat(variables.get("variables").get(2)).isEqualTo(json("""
                {"name": "ONE_TOKEN", "state": "missing", "source": "none",
                 "uses": [{"file": "FOLDER/a.yaml", "line": 12, "column": 43, "declared": true},
                          {"file": "FOLDER/c.yaml", "line": 9, "column": 43, "declared": false}],
                 "declarations": [{"file": "FOLDER/a.yaml", "line": 5, "column": 10, "used": true}]}
                """));
        assertThat(variables.get("variables"))
                .extracting(variable -> variable.get("name").asString() + " "
                        + variable.get("state").asString() + " "
                        + variable.get("source").asString())
                .containsExactly(
                        "EMPTY missing none",
                        "ONE_LEFT_OVER unused none",
                        "ONE_TOKEN missing none",
                        "PATH set environment",
                        "TWO_PASS missing none");
    }

    @Test
    void aVariableOfAnApiWithoutABaseUriIsListedToo() throws IOException {
        write(
                "a.yaml",
                simple("one", "", "{type: bearer, token: '{{env.TOKEN}}'}").replace("https://one.test", "''"));

        assertThat(printed("list", "--secrets", folder.toString())).contains("TOKEN  not set  undeclared");
    }

    @Test
    void filesWithoutVariablesNeedNone() throws IOException {
        write("a.yaml", FolderFixture.simple("one", "/one", "read", "/a"));

        assertThat(printed("list", "--secrets", folder.toString()))
                .isEqualToNormalizingNewlines("No file needs a variable.\n");
    }

    @Test
    void noValueIsEverPrinted() throws IOException {
        files();
        var path = System.getenv("PATH");
        var commands = List.of(
                List.of("list", "--secrets"),
                List.of("list", "--secrets", "--details"),
                List.of("list", "--secrets", "--json"),
                List.of("list"),
                List.of("list", "--details"),
                List.of("list", "--json"),
                List.of("validate"),
                List.of("validate", "--severity", "info"),
                List.of("validate", "--format", "json"),
                List.of("validate", "--format", "sarif"),
                List.of("validate", "--format", "junit"));

        assertThat(commands).allSatisfy(command -> {
            var all = new ArrayList<>(command);
            all.addAll(List.of(folder.toString(), "--env-file", folder + "/some.env"));
            var result = run(all.toArray(String[]::new));
            assertThat(result.out()).contains("a.yaml");
            assertThat(result.out() + result.err()).doesNotContain("hidden-token", "hidden-pass", "literal-text", path);
        });
    }

    @Test
    void theStartReportNamesWhatIsMissingAndShowsNoValue() throws IOException {
        files();
        var out = new StringWriter();
        try (var server = TestServer.of(folder)
                .variables(Map.of("ONE_TOKEN", "hidden-token"))
                .start()) {
            new ServeReport(server.server(), new PrintWriter(out)).started(Duration.ZERO);
        }

        assertThat(out.toString())
                .contains("TWO_PASS is not set")
                .contains("EMPTY is not set")
                .doesNotContain("hidden-token", "literal-text");
    }
}
