package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line, as scripts use it. */
class CommandsTest extends CommandFixture {
    @Test
    void listTellsWhatIsServedAsJson() throws IOException {
        var secrets = write("all.env", "SEGMENT_USER=u\nSEGMENT_PASS=p\n");

        var result = run("list", SEEDS, "--json", "--env-file", secrets.toString());

        assertThat(result.code()).isZero();
        var capabilities = result.json().get("capabilities");
        assertThat(capabilities).hasSize(5);
        assertThat(capabilities.get(0).get("state").asString()).isEqualTo("ready");
        assertThat(capabilities.get(1).get("state").asString()).isEqualTo("degraded");
        assertThat(capabilities.get(1).get("problems"))
                .anySatisfy(problem -> assertThat(problem).isEqualTo(TestServer.JSON.readTree("""
                                {"severity":"warning","code":"base-uri-missing",
                                 "message":"openpanel-track has no base URI, so its calls answer 503; start with --base-uri openpanel-track=https://HOST/PATH",
                                 "file":"../capabilities/openpanel-track.yaml","line":19,"column":14}
                                """)));
        var batch = capabilities.get(3);
        assertThat(batch.get("file").asString()).isEqualTo("../capabilities/track-batch.yaml");
        assertThat(batch.get("label").asString()).isEqualTo("Customer.io Track API — Batch");
        assertThat(batch.get("state").asString()).isEqualTo("degraded");
        assertThat(batch.get("rest")).isEqualTo(TestServer.JSON.readTree("""
                        [{"method":"POST","path":"/v1//v2/batch","canonicalPath":"/track-batch-rest/v1/v2/batch",
                          "operation":"track-batch.trackbatch"}]
                        """));
        assertThat(batch.get("tools")).isEqualTo(TestServer.JSON.readTree("""
                        [{"name":"batch-entity-operations","qualifiedName":"track-batch-mcp__batch-entity-operations",
                          "operation":"track-batch.trackbatch"}]
                        """));
    }

    @Test
    void schemaPrintsTheSchemaAsItIs() throws IOException {
        var file = Path.of("../runtime-core/src/main/resources/dev/capstan/spec/capability.schema.json");

        var result = run("schema");

        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo(Files.readString(file)).isASCII().endsWith("}\n");
    }

    @Test
    void schemaTellsHowEditorsUseIt() {
        assertThat(run("schema", "--help").out())
                .contains("capstan schema > capability.schema.json")
                .contains("# yaml-language-server: $schema=capability.schema.json");
    }

    @Test
    void aFolderInTwoSpellingsIsOneFolder() {
        assertThat(run("list", SEEDS, "./../cli/../capabilities", "--json")
                        .json()
                        .get("capabilities"))
                .hasSize(5);
    }

    @Test
    void validateSucceedsOnWarningsAndFailsOnErrors() throws IOException {
        assertThat(run("validate", SEEDS).code()).isZero();
        assertThat(run("validate", SEEDS, "--strict").code()).isEqualTo(1);

        var broken = write("broken.yaml", "naftiko: 1.0.0-alpha2\ncapability:\n\texposes: 1\n");
        var result = run("validate", broken.toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("broken.yaml:3:1: error: this is not valid YAML")
                .contains("[yaml-invalid]");
    }

    @Test
    void explainShowsTheRequestOfARoute() throws IOException {
        var secrets = write("all.env", "CUSTOMER_IO_USER=site\nCUSTOMER_IO_PASS=top-secret\n");

        var result = run(
                "explain",
                SEEDS,
                "POST /v1/customers/4 2/events".replace(" 2", "%202"),
                "--body",
                "{\"n\": 1.10}",
                "--env-file",
                secrets.toString());

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("POST https://track.customer.io/api/v1/customers/4%202/events\n")
                .contains("Authorization: Basic ***\n")
                .contains("Content-Type: application/json\n")
                .contains("\n{\"n\": 1.10}\n")
                .containsPattern("identifier +path variable: 4 2 +../capabilities/track-events.yaml:23:13")
                .containsPattern("base URI +https://track.customer.io/api/v1 +../capabilities/track-events.yaml:19:14")
                .containsPattern("CUSTOMER_IO_PASS +variable, set: \\*\\*\\* +../capabilities/track-events.yaml:59:17")
                .doesNotContain("top-secret");
    }

    @Test
    void explainShowsWhatAToolIsMissing() {
        var result = run("explain", SEEDS, "track-customer-event", "--arg", "identifier=ü/ö");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out())
                .contains("POST https://track.customer.io/api/v1/customers/%C3%BC%2F%C3%B6/events\n")
                .contains("<body>")
                .contains("The call would be refused: 'body' is required (argument, object).");
        assertThat(run("explain", SEEDS, "get-generate-stable-device-id").out())
                .contains("It cannot be called: openpanel-track has no base URI");
    }

    @Test
    void callSendsWhatExplainShows() throws Exception {
        try (var upstream = new FakeUpstream()) {
            var result = run(
                    "call",
                    SEEDS,
                    "track-pixel",
                    "--arg",
                    "query={\"data\":\"x y\"}",
                    "--upstream-origin",
                    upstream.url());

            assertThat(result.code()).isZero();
            assertThat(result.err()).startsWith("HTTP 200");
            assertThat(upstream.only().requestLine()).isEqualTo("GET /v1/pixel/track?data=x%20y HTTP/1.1");

            run("call", SEEDS, "GET /v1/pixel/ü", "--upstream-origin", upstream.url());
            assertThat(upstream.received()).hasSize(1);
        }
    }

    @Test
    void wrongUsageIsTold() {
        assertUsage("there is no tool nope; 'capstan list' shows the names", "explain", SEEDS, "nope");
        assertUsage("there is no tool alias-pixle; did you mean 'alias-pixel'?", "explain", SEEDS, "alias-pixle");
        assertUsage("nothing is served at /nope", "explain", SEEDS, "GET /nope");
        assertUsage("/v1/events has no GET, but OPTIONS, POST", "explain", SEEDS, "GET /v1/events");
        assertUsage(
                "--arg foo=...: the route has no query parameter, header or cookie of that name",
                "explain",
                SEEDS,
                "POST /v1/customers/42/events",
                "--arg",
                "foo=bar");
        assertUsage("cannot read missing-folder; name an existing file or folder\n", "list", "missing-folder");
        assertUsage("name an existing file or folder (or did you mean the command 'list'?)", "lst");
        assertUsage("there are no .yaml or .yml files in", "list", folder.toString());
        assertUsage(
                "--base-uri openpanel-trak=...: no file consumes an API with that namespace (did you mean"
                        + " 'openpanel-track'?)",
                "list",
                SEEDS,
                "--base-uri",
                "openpanel-trak=https://openpanel.test");
        assertUsage("--base-uri a=nonsense is not a URL", "list", SEEDS, "--base-uri", "a=nonsense");
        for (var url : List.of("u:p4ss@h", "ftp://u:p4ss@h", "http:// u:p4s/p4ss@p4ss@h", "u/p4ss@h", "//u:p4ss@h?x")) {
            var told = run("list", SEEDS, "--base-uri", "a=" + url).err();
            assertThat(told).contains("--base-uri a=h", " is not a URL to call").doesNotContain("p4s");
        }
        assertUsage("--upstream-origin x is not an origin", "list", SEEDS, "--upstream-origin", "x");
        assertUsage("is not an origin", "list", SEEDS, "--upstream-origin", "http://h/path");
        assertUsage("is not an origin", "list", SEEDS, "--upstream-origin", "http://h:99999");
        assertUsage("makes no sense", "serve", SEEDS, "--upstream-timeout", "0.0001");
        assertUsage("--env-file nowhere.env: it does not exist", "list", SEEDS, "--env-file", "nowhere.env");
        assertUsage("--rest-port 99999 is not a port", "serve", SEEDS, "--rest-port", "99999");
        assertUsage("--address 192.0.2.1 is no address of this machine", "serve", SEEDS, "--address", "192.0.2.1");
        assertUsage("--address * is no address of this machine", "serve", SEEDS, "--address", "*");
        assertUsage("Unknown option: '--nope'", "serve", "--nope");
        assertUsage(
                "capstan: Missing required parameter: '[PATH…] TARGET'\n'capstan call --help' shows how it is called\n",
                "call");
        assertUsage("Invalid value for option '--rest-port': 'x' is not an int", "serve", "--rest-port", "x");
    }

    @Test
    void anEnvFileThatIsNoneIsToldWithoutItsText(@TempDir Path folder) throws IOException {
        var file = folder.resolve("some.env");
        var why = Map.of(
                "A=1\nTHE s3cret=1",
                "line 2 is not NAME=value",
                "=s3cret",
                "line 1 is not NAME=value",
                "A=s3cret" + "x".repeat(1 << 20),
                "it is larger than 1 MiB");
        for (var text : why.keySet()) {
            Files.writeString(file, text);
            var result = run("list", SEEDS, "--env-file", file.toString());
            assertThat(result.err())
                    .contains("--env-file " + file + ": " + why.get(text))
                    .doesNotContain("s3cret");
        }
    }

    private static void assertUsage(String message, String... args) {
        var result = run(args);
        assertThat(result.err()).contains(message);
        assertThat(result.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "serve --version", "list -V", "mcp --version"})
    void everyCommandTellsTheVersion(String line) {
        var result = run(line.split(" "));
        assertThat(result.out()).isEqualTo("capstan " + Version.TEXT + System.lineSeparator());
        assertThat(result.code()).isZero();
    }

    @Test
    void serveIsTheDefaultCommand() {
        assertThat(Capstan.withCommand()).containsExactly("serve");
        assertThat(Capstan.withCommand("--mock")).containsExactly("serve", "--mock");
        assertThat(Capstan.withCommand("folder")).containsExactly("serve", "folder");
        assertThat(Capstan.withCommand("list", "--json")).containsExactly("list", "--json");
        assertThat(Capstan.withCommand("--version")).containsExactly("--version");
    }
}
