package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole folders: broken files among good ones, and what is never served or sent. */
class FolderTest extends FolderFixture {
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
    void thatNothingIsServedIsSaid() throws Exception {
        write("broken.yaml", "naftiko: [");
        var text = new StringWriter();
        try (var server = server().watch(Duration.ofMillis(20)).start()) {
            new ServeReport(server.server(), new PrintWriter(text)).started(Duration.ofMillis(1));
            assertThat(server.get(server.control("/health/ready")).statusCode()).isEqualTo(503);
            assertThat(server.get(server.control("/health/live")).statusCode()).isEqualTo(200);
            write("broken.yaml", simple("one", "/thing", "read", "/a"));
            until(() -> server.get(server.control("/health/ready")).statusCode() == 200);
        }
        assertThat(text.toString())
                .contains("Nothing is served, as every file is rejected; 'capstan validate' says why");
    }

    @Test
    void whatCollidesIsSaidAtTheStart() throws IOException {
        write("a.yaml", simple("one", "/thing", "read", "/a"));
        write("b.yaml", simple("two", "/thing", "read-two", "/b"));
        var text = new StringWriter();
        try (var server = server().start()) {
            new ServeReport(server.server(), new PrintWriter(text)).started(Duration.ofMillis(1));
        }
        assertThat(text.toString())
                .contains("b.yaml  ready     1 route, 1 tool\nColliding in 2 files: 2 routes (300 at the bare path,"
                        + " called at the canonical one), 0 tools");
    }

    @Test
    void whatIsProposedToTryHasAllThatTheRouteNeeds() throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: up
                    baseUri: http://up.test
                    resources:
                    - path: /t/{kind}
                      operations:
                      - name: find
                        method: GET
                        inputParameters:
                        - {name: kind, in: path, enum: ["it's", b]}
                        - {name: q, in: query, required: true}
                        - {name: size, in: query, type: integer, required: true}
                        - {name: page, in: query, type: integer}
                      - name: make
                        method: POST
                        inputParameters:
                        - {name: X-Key, in: header, required: true, minLength: 3}
                        - {name: session, in: cookie, required: true}
                        - {name: count, in: body, type: integer, required: true, minimum: 3}
                        - {name: text, in: body, required: true, enum: ['a "b"']}
                        - {name: list, in: body, type: array, required: true}
                    - path: /u
                      operations:
                      - {name: code, method: GET, inputParameters: [{name: c, in: query, required: true, pattern: "^[0-9]+$"}]}
                  exposes:
                  - type: rest
                    namespace: door
                    port: 8080
                    resources:
                    - path: /code
                      operations: [{method: GET, call: up.code}]
                    - path: /t/{kind}:go
                      operations:
                      - {method: GET, call: up.find}
                      - {method: POST, call: up.make}
                """);
        var text = new StringWriter();
        try (var server = server().start()) {
            new ServeReport(server.server(), new PrintWriter(text)).started(Duration.ofMillis(1));
            var base = server.rest("").toString();
            assertThat(text.toString()).endsWith("""

                    Try
                      curl 'BASE/t/it%27s:go?q=hello&size=42'
                      curl BASE/t/42:go -H 'X-Key: hello' -b 'session=hello' -d '{"count": 42, "text": "a \\"b\\"", "list": []}'
                    """.replace("BASE", base));
            assertThat(server.get(server.rest("/t/it%27s:go?q=hello&size=42")).statusCode())
                    .isEqualTo(200);
            assertThat(server.get(server.rest("/code?c=hello")).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void ofManyFilesItIsSaidThatTheyAreRead() throws IOException {
        for (var number = 0; number < 500; number++) {
            write(number + ".yaml", simple("n" + number, "/" + number, "read-" + number, "/"));
        }
        try (var log = new KeptLog();
                var server = server().start()) {
            assertThat(server.server().catalog().entries()).hasSize(500);
            assertThat(log.lines()).contains("reading 500 files; nothing is served before all of them are read null");
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
    void anAdapterThatWantsToKnowWhoCallsIsNotServedToEveryone() throws IOException {
        write(
                "a.yaml",
                simple("one", "/one", "read", "/a")
                        .replace(
                                "    port: 8080",
                                "    port: 8080\n    authentication: {type: digest, username: a, password: b}"));
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
}
