package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What several files claim is told apart, whatever the order they are loaded in. */
class CollisionsTest extends FolderFixture {
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
    void aFileNeverTakesThePathOfAnotherByAQueryOrByItsNamespace() throws IOException {
        write("a.yaml", simple("one", "/x", "a", "/a"));
        write("b.yaml", simple("two", "/x?kind=b", "b", "/b"));
        write("c.yaml", simple("three", "/four-rest/y", "c", "/c"));
        write("d.yaml", simple("four", "/y", "d", "/d"));
        try (var server = server().start()) {
            assertThat(server.get(server.rest("/x?kind=b")).statusCode()).isEqualTo(300);
            assertThat(server.get(server.rest("/one-rest/x?kind=b")).statusCode())
                    .isEqualTo(200);
            var told = server.server().catalog().entries().stream()
                    .filter(entry -> entry.fileProblems().stream()
                            .anyMatch(problem -> problem.code().code().equals("route-ambiguous")))
                    .map(entry -> Path.of(entry.file()).getFileName().toString());
            assertThat(told).containsExactly("a.yaml", "b.yaml", "c.yaml");
        }
    }

    @Test
    void aQueryTellsTheRoutesOfOneAdapterApart() throws IOException {
        write(
                "a.yaml",
                simple("one", "/x?kind=a", "a", "/a")
                        .replace(
                                "    resources:\n    - path:",
                                "    resources:\n    - {path: '/x?kind=b', operations: [{method: GET, call: one.other}]}\n"
                                        + "    - path:")
                        .replace(
                                "      - {name: read, method: GET}",
                                "      - {name: read, method: GET}\n    - {name: o, path: /b, operations: [{name: other, method: GET}]}"));
        try (var server = server().start()) {
            server.get(server.rest("/x?more=1&kind=b"));
            assertThat(requestLine()).startsWith("GET /b?");
            server.get(server.rest("/x?kind=a"));
            assertThat(requestLine()).startsWith("GET /a?");
            assertThat(server.get(server.rest("/x?kind=c")).statusCode()).isEqualTo(300);
            assertThat(server.send("HEAD", server.rest("/x?kind=a"), null).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aQualifiedNameIsNoLongerThanClientsTake() throws IOException {
        var tool = "a-tool-whose-name-is-long-enough";
        for (var file : new String[] {"a", "b"}) {
            write(
                    file + ".yaml",
                    simple("a-namespace-that-is-long-enough-to-matter-" + file, "/" + file, tool, "/" + file));
        }
        try (var server = server().start()) {
            var names = server.toolNames("/mcp");
            assertThat(names)
                    .hasSize(2)
                    .doesNotHaveDuplicates()
                    .allSatisfy(name -> assertThat(name)
                            .hasSizeLessThanOrEqualTo(64)
                            .startsWith("a-namespace-that-is")
                            .endsWith("__" + tool));
            for (var name : new String[] {names.get(1), "a-namespace-that-is-long-enough-to-matter-b-mcp__" + tool}) {
                server.callTool(name, "{}");
                assertThat(requestLine()).as(name).isEqualTo("GET /b HTTP/1.1");
            }
        }
    }
}
