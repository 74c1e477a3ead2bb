package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capstan.compile.CompileSettings;
import dev.capstan.upstream.UpstreamLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many files in one process: broken ones, colliding ones, changing ones. */
class FolderTest {
    @TempDir
    Path folder;

    private FakeUpstream upstream;

    @BeforeEach
    void start() {
        upstream = new FakeUpstream();
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private void copySeeds() throws IOException {
        try (var seeds = Files.list(TestServer.SEEDS)) {
            for (var seed : seeds.toList()) {
                Files.copy(seed, folder.resolve(seed.getFileName()));
            }
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** A file with one GET route and one tool. */
    private static String simple(String namespace, String path, String tool, String upstreamPath) {
        return """
                naftiko: 1.0.0-alpha2
                info: {label: %1$s}
                capability:
                  consumes:
                  - type: http
                    namespace: %1$s
                    baseUri: https://%1$s.test
                    resources:
                    - name: thing
                      path: %4$s
                      operations:
                      - {name: read, method: GET}
                  exposes:
                  - type: rest
                    namespace: %1$s-rest
                    port: 8080
                    resources:
                    - path: %2$s
                      operations:
                      - {method: GET, name: read, call: %1$s.read}
                  - type: mcp
                    namespace: %1$s-mcp
                    port: 9090
                    tools:
                    - {name: %3$s, description: Reads., call: %1$s.read}
                """.formatted(namespace, path, tool, upstreamPath);
    }

    private TestServer.Builder server() {
        return TestServer.of(folder).upstream(upstream.url()).variables(TestServer.SECRETS);
    }

    private String requestLine() {
        return upstream.received().get(upstream.received().size() - 1).requestLine();
    }

    @Test
    void aBrokenFileIsReportedWithItsPlaceAndTheOthersServe() throws IOException {
        copySeeds();
        write("broken.yaml", "naftiko: 1.0.0-alpha2\ncapability:\n  exposes: [\n  - type: rest\n");
        try (var server = server().start()) {
            var entry = server.server().catalog().entries().stream()
                    .filter(file -> file.file().endsWith("broken.yaml"))
                    .findFirst()
                    .orElseThrow();
            assertThat(entry.served()).isFalse();
            assertThat(entry.fileProblems()).singleElement().satisfies(problem -> {
                assertThat(problem.code().code()).isEqualTo("yaml-invalid");
                assertThat(problem.position().line()).isGreaterThan(2);
                assertThat(problem.position().column()).isPositive();
            });
            for (var operation : SeedOperation.values()) {
                if (!operation.host.equals("openpanel.test")) {
                    for (var door : Door.values()) {
                        assertThat(door.call(server, operation, "{}").isError()).isFalse();
                    }
                }
            }
        }
    }

    @Test
    void aRouteThatTwoFilesClaimAnswersWithTheChoices() throws IOException {
        write("a.yaml", simple("one", "/v1/thing", "read-one", "/a"));
        write("b.yaml", simple("two", "/v1/thing", "read-two", "/b"));
        try (var server = server().start()) {
            var both = server.get(server.rest("/v1/thing"));
            assertThat(both.statusCode()).isEqualTo(300);
            assertThat(both.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(TestServer.JSON.readTree(both.body()).get("candidates"))
                    .hasToString("[\"/one-rest/v1/thing\",\"/two-rest/v1/thing\"]");

            assertThat(server.get(server.rest("/two-rest/v1/thing")).statusCode())
                    .isEqualTo(200);
            assertThat(requestLine()).isEqualTo("GET /b HTTP/1.1");
        }
    }

    @Test
    void aToolNameThatTwoFilesUseIsQualified() throws IOException {
        write("a.yaml", simple("one", "/one", "read", "/a"));
        write("b.yaml", simple("two", "/two", "read", "/b"));
        try (var server = server().start()) {
            assertThat(server.toolNames("/mcp")).containsExactly("one-mcp__read", "two-mcp__read");
            assertThat(server.toolNames("/mcp/two-mcp")).containsExactly("read");

            server.callTool("two-mcp__read", "{}");
            assertThat(requestLine()).isEqualTo("GET /b HTTP/1.1");
        }
    }

    @Test
    void namespacesOfSeveralFilesAreToldApartByTheirFiles() throws IOException {
        write("a.yaml", simple("one", "/x", "read-x", "/a"));
        write("b.yaml", simple("one", "/y", "read-y", "/b"));
        try (var server = server().start()) {
            assertThat(server.get(server.rest("/a-one-rest/x")).statusCode()).isEqualTo(200);
            assertThat(server.get(server.rest("/b-one-rest/y")).statusCode()).isEqualTo(200);
            assertThat(requestLine()).isEqualTo("GET /b HTTP/1.1");
            assertThat(server.toolNames("/mcp/b-one-mcp")).containsExactly("read-y");
        }
    }

    @Test
    void aNameThatWasMadeUpNeverTakesARealOne() throws IOException {
        write("a.yaml", simple("one", "/x", "read-x", "/a"));
        write("b.yaml", simple("one", "/y", "read-y", "/b"));
        write("c.yaml", simple("a-one", "/z", "read-z", "/c"));
        try (var server = server().start()) {
            server.get(server.rest("/a-one-rest/z"));
            assertThat(requestLine()).isEqualTo("GET /c HTTP/1.1");
            server.get(server.rest("/a-one-rest-2/x"));
            assertThat(requestLine()).isEqualTo("GET /a HTTP/1.1");
        }
    }

    @Test
    void nobodysBarePathTakesAnothersCanonicalOne() throws IOException {
        write("a.yaml", simple("one", "/{id}", "read-one", "/a/{id}"));
        write("b.yaml", simple("two", "/one-rest/me", "read-two", "/b"));
        try (var server = server().start()) {
            server.get(server.rest("/one-rest/me"));
            assertThat(requestLine()).isEqualTo("GET /a/me HTTP/1.1");
            server.get(server.rest("/two-rest/one-rest/me"));
            assertThat(requestLine()).isEqualTo("GET /b HTTP/1.1");
        }
    }

    @Test
    void membersOfABodyKeepTheirTypesAndTheirPlaces() throws IOException {
        write(
                "a.yaml",
                simple("one", "/one", "read", "/a")
                        .replace(
                                "{name: read, method: GET}",
                                "{name: read, method: POST, inputParameters: [{name: body, in: body, type: string}, "
                                        + "{name: size, in: body, type: integer, value: 100}]}")
                        .replace("{method: GET,", "{method: POST,"));
        try (var server = server().start()) {
            server.post(server.rest("/one"), "{\"body\":\"b\",\"admin\":true}");
            server.callTool("read", "{\"body\":\"b\"}");
            assertThat(upstream.received())
                    .hasSize(2)
                    .allSatisfy(request ->
                            assertThat(new String(request.body(), UTF_8)).isEqualTo("{\"body\":\"b\",\"size\":100}"));
            assertThat(server.post(server.rest("/one"), "\"x\",\"admin\":true").statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void hiddenFoldersAreLeftOutAndLinksAreFollowed() throws IOException {
        // As Kubernetes mounts a ConfigMap.
        var real = Files.createDirectory(folder.resolve("..2026_11_21"));
        Files.writeString(real.resolve("a.yaml"), simple("one", "/thing", "read", "/a"));
        Files.createSymbolicLink(folder.resolve("..data"), real.getFileName());
        Files.createSymbolicLink(folder.resolve("a.yaml"), Path.of("..data", "a.yaml"));
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        try (var server = server().start()) {
            assertThat(server.server().catalog().entries()).hasSize(1);
            assertThat(server.get(server.rest("/thing")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    @SuppressWarnings("try") // that the port is given back early is the point
    void aPortThatWasTakenIsTriedAgain() throws Exception {
        write("a.yaml", simple("one", "/one", "read", "/a").replace("8080", "0").replace("9090", "0"));
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var capstan = new CapstanServer(settings(CompileSettings.NONE, Duration.ofMillis(20)));
                var client = server().start()) {
            var port = taken.getLocalPort();
            write(
                    "b.yaml",
                    simple("two", "/two", "read-two", "/b")
                            .replace("8080", "" + port)
                            .replace("9090", "0"));
            until(() -> capstan.catalog().entries().size() == 2);
            taken.close();
            until(() -> answers(client, URI.create("http://127.0.0.1:" + port + "/two")));
        }
    }

    private static boolean answers(TestServer client, URI uri) {
        try {
            return client.get(uri).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private ServerSettings settings(CompileSettings compile, Duration watch) {
        return new ServerSettings(
                List.of(folder),
                compile,
                name -> Optional.empty(),
                0,
                Set.of(),
                UpstreamLimits.DEFAULT,
                true,
                false,
                watch);
    }

    @Test
    void anAdapterThatWantsToKnowWhoCallsIsNotServedToEveryone() throws IOException {
        write(
                "a.yaml",
                simple("one", "/one", "read", "/a")
                        .replace("    port: 8080", "    port: 8080\n    authentication: {type: bearer, token: t}"));
        try (var server = server().start()) {
            assertThat(server.server().catalog().entries().get(0).routes()).isEmpty();
            assertThat(server.toolNames("/mcp")).containsExactly("read");
        }
    }

    @Test
    void credentialsThatCannotBeReadAreNotLeftOut() throws IOException {
        for (var broken : new String[] {
            "authentication: hello",
            "authentication: [basic]",
            "authentication: {type: [basic]}",
            "authentication: {}",
            "authentification: {type: bearer, token: t}"
        }) {
            write(
                    "a.yaml",
                    simple("one", "/one", "read", "/a")
                            .replace(
                                    "    resources:\n    - name: thing",
                                    "    " + broken + "\n    resources:\n    - name: thing"));
            try (var server = server().start()) {
                assertThat(server.get(server.rest("/one")).statusCode()).isEqualTo(503);
                assertThat(server.callTool("read", "{}").get("isError").asBoolean())
                        .isTrue();
            }
        }
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void theMockNeverGetsARealSecret() throws IOException {
        write(
                "a.yaml",
                simple("one", "/one", "read", "/a")
                        .replace(
                                "    resources:\n    - name: thing",
                                "    authentication: {type: apikey, in: query, name: key, value: '{{env.SECRET}}'}\n    resources:\n    - name: thing"));
        try (var server = TestServer.of(folder)
                .variables(Map.of("SECRET", "top-secret"))
                .mock()
                .start()) {
            assertThat(new String(server.get(server.rest("/one")).body(), UTF_8))
                    .contains("/a?key=mock-SECRET")
                    .doesNotContain("top-secret");
        }
    }

    @Test
    void textBeatsAVariableAndDotsAreTidiedOnlyWhereNothingElseFits() throws IOException {
        write("a.yaml", simple("one", "/things/{id}", "read-one", "/a/{id}"));
        write("b.yaml", simple("two", "/things/all", "read-two", "/b"));
        try (var server = server().start()) {
            server.get(server.rest("/things/all"));
            assertThat(requestLine()).isEqualTo("GET /b HTTP/1.1");
            server.get(server.rest("/things/7/"));
            assertThat(requestLine()).isEqualTo("GET /a/7 HTTP/1.1");
            server.get(server.rest("/nowhere/.././things/%61ll"));
            assertThat(requestLine()).isEqualTo("GET /b HTTP/1.1");
            assertThat(server.get(server.rest("/things/..")).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void changesAreServedWithoutARestart() throws Exception {
        write("a.yaml", simple("one", "/thing", "read", "/before"));
        try (var server = server().watch(Duration.ofMillis(20)).start()) {
            server.get(server.rest("/thing"));
            assertThat(requestLine()).isEqualTo("GET /before HTTP/1.1");

            write("a.yaml", simple("one", "/thing", "read", "/changed-path"));
            until(() -> {
                server.get(server.rest("/thing"));
                return requestLine().equals("GET /changed-path HTTP/1.1");
            });

            write("a.yaml", "naftiko: [");
            until(() ->
                    server.server().catalog().entries().get(0).fileProblems().size() == 1
                            && server.server()
                                            .catalog()
                                            .entries()
                                            .get(0)
                                            .fileProblems()
                                            .get(0)
                                            .position()
                                            .line()
                                    >= 1);
            server.get(server.rest("/thing"));
            assertThat(requestLine()).isEqualTo("GET /changed-path HTTP/1.1");

            write("b.yaml", simple("two", "/second", "read-two", "/b"));
            until(() -> server.get(server.rest("/second")).statusCode() == 200);
            assertThat(server.toolNames("/mcp")).containsExactly("read", "read-two");

            Files.delete(folder.resolve("b.yaml"));
            until(() -> server.get(server.rest("/second")).statusCode() == 404);
        }
    }

    /** Waits for something that another thread brings about. */
    private static void until(BooleanSupplier happened) throws InterruptedException {
        var deadline = System.nanoTime() + 20_000_000_000L;
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not happen within 20 s").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void strictServesNothingThatHadToBeAssumed() throws IOException {
        copySeeds();
        write("clean.yaml", simple("one", "/one", "read", "/a"));
        try (var server = server().strict().start()) {
            assertThat(server.toolNames("/mcp")).containsExactly("read");
        }
    }

    @Test
    void theMockAnswersEveryOperationWithoutAnySecret() throws IOException {
        copySeeds();
        try (var server = TestServer.of(folder).mock().start()) {
            for (var operation : SeedOperation.values()) {
                for (var door : Door.values()) {
                    var answer = door.call(server, operation, "{\"a\": 1.10}");
                    assertThat(answer.isError()).isFalse();
                    assertThat(answer.text()).startsWith("{\"mock\":true");
                }
            }
            var seen = new String(server.get(server.control("/mock/requests")).body(), UTF_8);
            assertThat(seen)
                    .contains("\"host\":\"track.customer.io\"")
                    .contains("\"path\":\"/api/v1/customers/42/events\"")
                    .contains("\"Authorization\":\"Basic ***\"")
                    .contains("{\"a\": 1.10}");
            assertThat(TestServer.JSON.readTree(seen).get("requests")).hasSize(24);
        }
    }

    @Test
    void healthIsOnTheControlPort() throws IOException {
        copySeeds();
        try (var server = server().start()) {
            assertThat(new String(server.get(server.control("/health/ready")).body(), UTF_8))
                    .isEqualTo("{\"status\":\"UP\"}");
            assertThat(server.get(server.control("/health/live")).statusCode()).isEqualTo(200);
            assertThat(server.get(server.control("/nothing")).statusCode()).isEqualTo(404);
            assertThat(server.get(server.control("/mock/requests")).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aTakenPortStopsTheStartAndLeavesNothingBehind() throws Exception {
        write("a.yaml", simple("one", "/one", "read", "/a").replace("9090", "0"));
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var settings = settings(
                    new CompileSettings(
                            Optional.empty(),
                            Optional.of(taken.getLocalPort()),
                            Optional.of(0),
                            Map.of(),
                            Optional.empty(),
                            false),
                    Duration.ZERO);

            assertThatThrownBy(() -> new CapstanServer(settings))
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("--rest-port");
        }
    }

    @Test
    void restAndMcpMayShareAPort() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        write(
                "a.yaml",
                simple("one", "/one", "read", "/a").replace("8080", port + "").replace("9090", port + ""));
        var settings = settings(CompileSettings.NONE, Duration.ZERO);
        try (var capstan = new CapstanServer(settings);
                var client = server().start()) {
            assertThat(client.get(URI.create("http://127.0.0.1:" + port + "/one"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(client.post(
                                    URI.create("http://127.0.0.1:" + port + "/mcp"),
                                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(capstan.isMock()).isTrue();
        }
    }
}
