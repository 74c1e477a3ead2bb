package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.compile.CompileSettings;
import dev.capstan.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files that take a part of themselves from another file. */
class ImportsTest extends FolderFixture {
    private static final String PARCELS = """
            naftiko: 1.0.0-alpha2
            binds:
            - {namespace: env, keys: {TOKEN: PARCEL_TOKEN}}
            consumes:
            - type: http
              namespace: parcels
              baseUri: https://parcels.test/v1
              authentication: {type: bearer, token: "{{TOKEN}}"}
              resources:
              - {name: parcel, path: "/parcels/{id}", operations: [{name: get-parcel, method: GET}]}
            """;

    /** @param imported the entry under consumes */
    private static String importer(String imported, String call) {
        return """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - %s
                  exposes:
                  - type: rest
                    namespace: shop
                    port: 8080
                    resources:
                    - path: /parcels/{id}
                      operations:
                      - {method: GET, call: %s}
                """.formatted(imported, call);
    }

    private void writeShared(String text) throws IOException {
        Files.createDirectories(folder.resolve("shared"));
        write("shared/parcels.yaml", text);
    }

    private List<Problem> problemsOf(TestServer server, String file) {
        return server.server().catalog().entries().stream()
                .filter(entry -> entry.file().endsWith(file))
                .findFirst()
                .orElseThrow()
                .fileProblems();
    }

    private TestServer.Builder withToken() {
        return server().variables(java.util.Map.of("PARCEL_TOKEN", "p-1", "MAIL_TOKEN", "m-1"));
    }

    @Test
    void everyFormOfImportReachesTheUpstreamWithTheCredentialsOfItsOwnFile() throws IOException {
        writeShared(PARCELS);
        var forms = List.of(
                importer("{import: parcels, location: ./shared/parcels.yaml}", "parcels.get-parcel"),
                importer("{import: parcels, from: shared/parcels.yaml, as: mail}", "mail.get-parcel"),
                importer("{import: parcels, from: 'file:///./shared/parcels.yaml'}", "parcels.get-parcel"),
                importer("{import: parcels, location: 'file:///shared/parcels.yaml'}", "parcels.get-parcel"));
        for (var form : forms) {
            write("shop.yaml", form);
            try (var server = withToken().start()) {
                assertThat(server.get(server.rest("/shop/parcels/a%20b")).statusCode())
                        .as(form)
                        .isEqualTo(200);
                assertThat(requestLine()).isEqualTo("GET /v1/parcels/a%20b HTTP/1.1");
                assertThat(upstream.received()
                                .get(upstream.received().size() - 1)
                                .header("Authorization"))
                        .isEqualTo("Bearer p-1");
            }
        }
    }

    @Test
    void twoImportedFilesKeepTheirCredentialsApart() throws IOException {
        writeShared(PARCELS);
        write(
                "shared/mail.yaml",
                PARCELS.replace("PARCEL_TOKEN", "MAIL_TOKEN").replace("namespace: parcels", "namespace: mail"));
        write(
                "shop.yaml",
                importer(
                        "{import: parcels, location: ./shared/parcels.yaml}\n"
                                + "  - {import: mail, location: ./shared/mail.yaml}",
                        "mail.get-parcel"));
        try (var server = withToken().start()) {
            server.get(server.rest("/shop/parcels/1"));
            assertThat(upstream.received().get(0).header("Authorization")).isEqualTo("Bearer m-1");
        }
    }

    @Test
    void anAdapterComesWithItsRoutesUnderItsNewName() throws IOException {
        write("one.yaml", simple("one", "/one", "read", "/a/{id}"));
        write("two.yaml", """
                ikanos: 1.0.0-alpha3
                capability:
                  consumes:
                  - {from: one.yaml, import: one}
                  exposes:
                  - {from: one.yaml, import: one-rest, as: renamed}
                """);
        try (var server = server().start()) {
            assertThat(server.get(server.rest("/renamed/one?id=7")).statusCode())
                    .isEqualTo(200);
            assertThat(requestLine()).isEqualTo("GET /a/7 HTTP/1.1");
        }
    }

    @Test
    void whatCannotBeImportedIsToldInTheImportingFileAlone() throws IOException {
        writeShared(PARCELS);
        write("a.yaml", importer("{import: parcels, location: ./shared/nowhere.yaml}", "parcels.get-parcel"));
        write("b.yaml", importer("{import: letters, location: ./shared/parcels.yaml}", "letters.get"));
        write("c.yaml", importer("{import: shop, location: ./c.yaml}", "shop.get"));
        write("d.yaml", importer("{import: d, location: ./e.yaml}", "d.get"));
        write("e.yaml", importer("{import: d, location: ./d.yaml}", "d.get"));
        write("f.yaml", importer("{import: x, location: ./broken.yaml}", "x.get"));
        write("broken.yaml", "naftiko: [");
        write("good.yaml", simple("one", "/one", "read", "/a"));
        try (var server = withToken().start()) {
            assertThat(importProblem(server, "a.yaml")).contains("nowhere.yaml", "no such file");
            assertThat(importProblem(server, "b.yaml")).contains("has no 'letters'", "there: parcels");
            assertThat(importProblem(server, "c.yaml")).contains("cannot import from itself");
            assertThat(importProblem(server, "d.yaml")).contains("lead back");
            assertThat(importProblem(server, "f.yaml")).contains("broken.yaml");
            assertThat(problemsOf(server, "shared/parcels.yaml"))
                    .extracting(problem -> problem.code().code())
                    .doesNotContain("import-failed");
            var refused = server.get(server.rest("/a-shop/parcels/1"));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(new String(refused.body(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("import of parcels failed");
            assertThat(server.get(server.rest("/one")).statusCode()).isEqualTo(200);
        }
    }

    private String importProblem(TestServer server, String file) {
        return problemsOf(server, file).stream()
                .filter(problem -> problem.code().code().equals("import-failed"))
                .map(Problem::toString)
                .findFirst()
                .orElse("none in " + file);
    }

    @Test
    void aChangeOfWhatIsImportedReachesThoseThatImportIt() throws IOException, InterruptedException {
        write("shop.yaml", importer("{import: parcels, location: ./shared/parcels.yaml}", "parcels.get-parcel"));
        try (var server = withToken().watch(Duration.ofMillis(20)).start()) {
            assertThat(server.get(server.rest("/shop/parcels/1")).statusCode()).isEqualTo(503);

            writeShared(PARCELS);
            until(() -> answers(server, server.rest("/shop/parcels/1")));
            writeShared(PARCELS.replace("/parcels/{id}", "/boxes/number/{id}"));
            until(() -> {
                server.get(server.rest("/shop/parcels/1"));
                return requestLine().startsWith("GET /v1/boxes/number/1 ");
            });
        }
    }

    @Test
    void whatLiesOutsideOfTheAllowedFoldersIsNotRead() throws IOException {
        var inside = Files.createDirectory(folder.resolve("inside"));
        write("outside.yaml", PARCELS);
        Files.createSymbolicLink(inside.resolve("link.yaml"), folder.resolve("outside.yaml"));
        for (var location : List.of("../outside.yaml", "./link.yaml", folder.resolve("outside.yaml"))) {
            write(
                    "inside/shop.yaml",
                    importer("{import: parcels, location: '" + location + "'}", "parcels.get-parcel"));
            var loaded = dev.capstan.catalog.CapabilityFiles.load(inside.resolve("shop.yaml"), roots(inside));
            assertThat(loaded.problems())
                    .extracting(Problem::message)
                    .anySatisfy(message -> assertThat(message).contains("--import-root"));
            assertThat(dev.capstan.catalog.CapabilityFiles.load(inside.resolve("shop.yaml"), roots(folder))
                            .problems())
                    .extracting(problem -> problem.code().code())
                    .doesNotContain("import-failed");
        }
    }

    @Test
    void whatIsImportedServesAgainWhenItComesBack() throws IOException, InterruptedException {
        var whole = folder.toRealPath();
        write("shared.yaml", simple("one", "/one", "read", "/a"));
        write("shop.yaml", importer("{import: one, location: ./shared.yaml}", "one.read"));
        try (var server = TestServer.of(whole)
                .upstream(upstream.url())
                .watch(Duration.ofMillis(20))
                .start()) {
            assertThat(server.get(server.rest("/one")).statusCode()).isEqualTo(200);
            Files.delete(folder.resolve("shared.yaml"));
            until(() -> server.get(server.rest("/one")).statusCode() == 404);
            // What is imported keeps its last good version.
            assertThat(server.get(server.rest("/shop/parcels/1")).statusCode()).isEqualTo(200);
            write("shared.yaml", simple("one", "/one", "read", "/a"));
            until(() -> server.get(server.rest("/one")).statusCode() == 200);
        }
    }

    @Test
    void aTextGetsNoVariableOfAnotherImportedFile() throws IOException {
        writeShared(PARCELS);
        write(
                "shared/evil.yaml",
                PARCELS.replaceFirst("(?s)binds:.*?consumes", "consumes")
                        .replace("namespace: parcels", "namespace: evil"));
        write(
                "shop.yaml",
                importer(
                        "{import: parcels, location: ./shared/parcels.yaml}\n"
                                + "  - {import: evil, location: ./shared/evil.yaml}",
                        "evil.get-parcel"));
        try (var server = withToken().start()) {
            assertThat(server.get(server.rest("/shop/parcels/1")).statusCode()).isEqualTo(503);
        }
        assertThat(upstream.received()).isEmpty();
    }

    private static CompileSettings roots(Path root) {
        var none = CompileSettings.NONE;
        return new CompileSettings(
                none.address(),
                none.restPort(),
                none.mcpPort(),
                none.baseUris(),
                none.upstreamOrigin(),
                false,
                none.pagination(),
                List.of(root),
                none.bindRoots(),
                none.scripts());
    }
}
