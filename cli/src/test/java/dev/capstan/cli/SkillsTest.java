package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.compile.CompileSettings;
import dev.capstan.exposure.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Skills: what is listed, where, and what becomes of files that say it wrongly. */
class SkillsTest extends SkillsFixture {
    @Test
    void aSkillIsListedDescribedAndPacked() throws IOException {
        write("a.yaml", withSkills("one", """
                - name: trace
                  description: How to trace.
                  license: MIT
                  compatibility: Needs a shell.
                  metadata: {author: Ann, version: 1}
                  allowed-tools: read-one
                  argument-hint: A number.
                  user-invocable: false
                  disable-model-invocation: true
                  location: file:///./trace
                  tools:
                  - {name: look, description: Looks., from: {sourceNamespace: one-mcp, action: read-one}}
                  - {name: fetch, from: {sourceNamespace: one-rest, action: read}}
                  - {name: guide, description: Steps., instruction: docs/steps.md}
                - {name: bare, description: Words only.}
                """));
        file("trace/SKILL.md", "# Trace\n");
        file("trace/docs/steps.md", "Begin.\n");
        try (var server = server().start()) {
            assertThat(json(server, "/skills").toString())
                    .isEqualTo("{\"count\":2,\"skills\":["
                            + "{\"name\":\"bare\",\"description\":\"Words only.\",\"tools\":[]},"
                            + "{\"name\":\"trace\",\"description\":\"How to trace.\",\"license\":\"MIT\","
                            + "\"tools\":[\"look\",\"fetch\",\"guide\"]}]}");
            assertThat(json(server, "/skills/trace").toString())
                    .isEqualTo("{\"name\":\"trace\",\"description\":\"How to trace.\",\"license\":\"MIT\","
                            + "\"compatibility\":\"Needs a shell.\",\"metadata\":{\"author\":\"Ann\",\"version\":\"1\"},"
                            + "\"allowed-tools\":\"read-one\",\"argument-hint\":\"A number.\","
                            + "\"user-invocable\":false,\"disable-model-invocation\":true,"
                            + "\"location\":\"file:///./trace\",\"tools\":["
                            + "{\"name\":\"look\",\"description\":\"Looks.\",\"type\":\"derived\",\"invocationRef\":"
                            + "{\"targetNamespace\":\"one-mcp\",\"action\":\"read-one\",\"mode\":\"mcp\"}},"
                            + "{\"name\":\"fetch\",\"description\":\"Reads.\",\"type\":\"derived\",\"invocationRef\":"
                            + "{\"targetNamespace\":\"one-rest\",\"action\":\"read\",\"mode\":\"rest\"}},"
                            + "{\"name\":\"guide\",\"description\":\"Steps.\",\"type\":\"instruction\","
                            + "\"instruction\":\"docs/steps.md\"}]}");
            assertThat(json(server, "/skills/trace/contents").toString())
                    .isEqualTo("{\"name\":\"trace\",\"files\":["
                            + "{\"path\":\"SKILL.md\",\"size\":8,\"type\":\"text/markdown\"},"
                            + "{\"path\":\"docs/steps.md\",\"size\":7,\"type\":\"text/markdown\"}]}");
            var steps = get(server, "/skills/trace/contents/docs/steps.md");
            assertThat(text(steps)).isEqualTo("Begin.\n");
            assertThat(steps.headers().firstValue("Content-Type")).contains("text/markdown");
            assertThat(steps.headers().firstValue("Content-Security-Policy")).contains("sandbox; default-src 'none'");
            var zip = get(server, "/skills/trace/download");
            assertThat(zip.headers().firstValue("Content-Type")).contains("application/zip");
            assertThat(zip.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"trace.zip\"");
            assertThat(unzip(zip.body())).isEqualTo(Map.of("SKILL.md", "# Trace\n", "docs/steps.md", "Begin.\n"));

            assertThat(json(server, "/one-skills/skills").get("count").asInt()).isEqualTo(2);
            assertThat(text(get(server, "/one-skills/skills/trace/contents/SKILL.md")))
                    .isEqualTo("# Trace\n");
            assertThat(server.server().catalog().entries().get(0).fileProblems())
                    .noneMatch(problem -> problem.code().code().startsWith("skill"));
        }
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void theKeyedFormIsTheSame() throws IOException {
        write("a.yaml", withSkills("one", """
                  trace:
                    description: How to trace.
                    tools:
                      look: {description: Looks., from: {namespace: one-mcp, name: read-one}}
                  bare:
                """));
        try (var server = server().start()) {
            assertThat(strings(json(server, "/skills").get("skills"), "name")).containsExactly("bare", "trace");
            assertThat(json(server, "/skills/trace")
                            .at("/tools/0/invocationRef/action")
                            .asString())
                    .isEqualTo("read-one");
        }
    }

    @Test
    void onlyReadingIsAllowed() throws IOException {
        write("a.yaml", withSkills("one", TRACE));
        file("trace/SKILL.md", "# Trace\n");
        try (var server = server().start()) {
            for (var path : new String[] {"/skills", "/skills/trace", "/skills/trace/contents/SKILL.md"}) {
                var got = get(server, path);
                var head = server.send("HEAD", server.rest(path), null);
                assertThat(head.statusCode()).isEqualTo(200);
                assertThat(head.body()).isEmpty();
                assertThat(head.headers().firstValue("Content-Length")).contains("" + got.body().length);
                var tag = got.headers().firstValue("ETag").orElseThrow();
                assertThat(head.headers().firstValue("ETag")).contains(tag);
                assertThat(get(server, path, "If-None-Match", tag).statusCode()).isEqualTo(304);
                assertThat(get(server, path, "If-None-Match", "\"other\"").body())
                        .isEqualTo(got.body());
            }
            var head = server.send("HEAD", server.rest("/skills/trace/download"), null);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("Content-Type")).contains("application/zip");
            assertThat(head.headers().firstValue("Content-Length")).isEmpty();

            var post = server.post(server.rest("/skills"), "{}");
            refused(post, 405, "method-wrong");
            assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
            var options = server.send("OPTIONS", server.rest("/skills/trace"), null);
            assertThat(options.statusCode()).isEqualTo(204);
            assertThat(options.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
            refused(get(server, "/skills", "Origin", "https://evil.test"), 403, "origin-refused");
            refused(get(server, "/skills/trace/download", "Origin", "null"), 403, "origin-refused");
        }
    }

    @Test
    void whatIsNotThereIsSaid() throws IOException {
        write("a.yaml", withSkills("one", TRACE + "- {name: bare, description: Words only.}\n"));
        try (var server = server().start()) {
            refused(server, "/skills/none", 404, "skill-not-found");
            refused(server, "/one-skills/skills/none/contents", 404, "skill-not-found");
            refused(server, "/skills/bare/contents", 404, "skill-file-not-found");
            refused(server, "/skills/bare/download", 404, "skill-file-not-found");
            refused(server, "/skills/trace/contents", 404, "skill-file-not-found");
            refused(server, "/skills/trace/other", 404, "route-not-found");
            refused(server, "/nobody/skills", 404, "route-not-found");
            assertThat(told(server, "skill-folder-unusable"))
                    .containsExactly(
                            "35:17 'file:///./trace' is not there; the skill is listed, and asking for its files"
                                    + " answers 404");

            // Each request looks again.
            file("trace/SKILL.md", "late");
            assertThat(text(get(server, "/skills/trace/contents/SKILL.md"))).isEqualTo("late");
            refused(server, "/skills/trace/contents/other.md", 404, "skill-file-not-found");
            Files.writeString(folder.resolve("trace/other.md"), "now");
            assertThat(text(get(server, "/skills/trace/contents/other.md"))).isEqualTo("now");
        }
    }

    @Test
    void aSkillThatTheFormatForbidsIsLeftOutAndTheRestServed() throws IOException {
        write("a.yaml", withSkills("one", """
                - {name: both, tools: [{name: t, instruction: a.md, from: {sourceNamespace: one-mcp, action: read-one}}]}
                - {name: neither, tools: [{name: t, description: T.}]}
                - {name: stranger, tools: [{name: t, from: {sourceNamespace: other, action: read-one}}]}
                - {name: homeless, tools: [{name: t, instruction: a.md}]}
                - {name: climber, location: file:///./trace, tools: [{name: t, instruction: ../a.yaml}]}
                - {name: late, tools: [{name: t, from: {sourceNamespace: one-mcp, action: write}}]}
                - {name: twice, description: First.}
                - {name: twice, description: Second.}
                - {description: Nameless.}
                """));
        file("trace/SKILL.md", "# Trace\n");
        try (var server = server().start()) {
            assertThat(strings(json(server, "/skills").get("skills"), "name")).containsExactly("late", "twice");
            assertThat(json(server, "/skills/twice").get("description").asString())
                    .isEqualTo("First.");
            assertThat(get(server, "/one").statusCode()).isEqualTo(200);
            assertThat(told(server, "skill-invalid"))
                    .containsExactly(
                            "32:28 the tool t has both 'from' and 'instruction' (expected: exactly one of them); the"
                                    + " skill both is not served",
                            "33:31 the tool t has no 'from' and no 'instruction' (expected: exactly one of them); the"
                                    + " skill neither is not served",
                            "34:66 there is no rest or mcp adapter other in this file (known: one-rest, one-mcp); the"
                                    + " skill stranger is not served",
                            "35:55 the tool t has an 'instruction', but the skill has no 'location' with the folder"
                                    + " that it is in; the skill homeless is not served",
                            "36:81 '../a.yaml' cannot be the name of an instruction (expected: the path of a file in"
                                    + " the skill's folder, of letters, digits, '.', '_' and '-', and not hidden); the"
                                    + " skill climber is not served");
            assertThat(told(server, "skill-action-unknown"))
                    .containsExactly("37:79 the mcp adapter one-mcp has no tool write (known: read-one)");
            assertThat(told(server, "skill-duplicate"))
                    .containsExactly("39:14 there is another skill twice before this one; this one is never reached");
            assertThat(told(server, "key-missing")).hasSize(1);
        }
    }

    @Test
    void aSkillOfSeveralAdaptersIsQualified() throws IOException {
        write("a.yaml", withSkills("one", TRACE));
        write("b.yaml", withSkills("two", TRACE + "- {name: own}\n"));
        file("trace/SKILL.md", "# Trace\n");
        try (var server = server().start()) {
            assertThat(strings(json(server, "/skills").get("skills"), "name"))
                    .containsExactly("one-skills__trace", "own", "two-skills__trace");
            assertThat(json(server, "/skills/one-skills__trace").get("name").asString())
                    .isEqualTo("one-skills__trace");
            assertThat(text(get(server, "/skills/two-skills__trace/contents/SKILL.md")))
                    .isEqualTo("# Trace\n");
            assertThat(json(server, "/skills/two-skills__own").get("name").asString())
                    .isEqualTo("own");
            assertThat(json(server, "/one-skills/skills/trace").get("name").asString())
                    .isEqualTo("trace");
            assertThat(refused(server, "/skills/trace", 300, "skill-ambiguous")
                            .get("candidates")
                            .toString())
                    .isEqualTo("[\"/one-skills/skills/trace\",\"/two-skills/skills/trace\"]");
            assertThat(refused(server, "/skills/trace/contents/SKILL.md", 300, "skill-ambiguous")
                            .at("/candidates/1")
                            .asString())
                    .isEqualTo("/two-skills/skills/trace/contents/SKILL.md");
            assertThat(told(server, "skill-qualified"))
                    .containsExactly(
                            "32:7 the skill name trace is used by 2 adapters, so this one is listed as"
                                    + " one-skills__trace",
                            "32:7 the skill name trace is used by 2 adapters, so this one is listed as"
                                    + " two-skills__trace");
        }
    }

    @Test
    void aNamespaceOfSeveralFilesIsToldApart() throws IOException {
        write("a.yaml", withSkills("one", TRACE));
        write("b.yaml", withSkills("one", """
                - {name: other, tools: [{name: t, from: {sourceNamespace: one-mcp, action: read-one}}]}
                """));
        try (var server = server().start()) {
            assertThat(json(server, "/b-one-skills/skills").get("count").asInt())
                    .isEqualTo(1);
            refused(server, "/one-skills/skills", 404, "route-not-found");
            // As the tool is really called.
            assertThat(json(server, "/skills/other")
                            .at("/tools/0/invocationRef/targetNamespace")
                            .asString())
                    .isEqualTo("b-one-mcp");
            assertThat(server.toolNames("/mcp/b-one-mcp")).containsExactly("read-one");
        }
    }

    @Test
    void routesKeepWhatTheyHave() throws IOException {
        write("a.yaml", withSkills("one", TRACE));
        write("routes.yaml", simple("two", "/skills/{id}", "read-two", "/two"));
        write("rest.yaml", simple("three", "/{a}/{b+}", "read-three", "/three"));
        try (var server = server().start()) {
            assertThat(json(server, "/skills").get("count").asInt()).isEqualTo(1);
            assertThat(refused(server, "/skills/trace", 300, "skill-ambiguous")
                            .get("candidates")
                            .toString())
                    .isEqualTo("[\"/one-skills/skills/trace\",\"/two-rest/skills/{id}\"]");
            assertThat(json(server, "/one-skills/skills/trace").get("name").asString())
                    .isEqualTo("trace");
            get(server, "/two-rest/skills/trace");
            assertThat(requestLine()).isEqualTo("GET /two HTTP/1.1");
            // No skill has this name, so only the route claims it.
            get(server, "/one");
            get(server, "/skills/other");
            assertThat(requestLine()).isEqualTo("GET /two HTTP/1.1");
            get(server, "/elsewhere/skills/x");
            assertThat(requestLine()).startsWith("GET /three");
            assertThat(told(server, "route-ambiguous"))
                    .anyMatch(
                            text -> text.contains("GET /skills/{id} is a path of the skills on this port too, where it"
                                    + " answers 300; call /two-rest/skills/{id} instead"));
        }
    }

    @Test
    void onePortIsSharedWithRoutesAndToolsAndAnotherIsOwn() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        write("a.yaml", withSkills("one", TRACE).replace("8080", "" + port).replace("9090", "" + port));
        write("b.yaml", withSkills("two", "- name: own").replace("8080", "0").replace("9090", "0"));
        try (var client = server().start();
                var capstan = new CapstanServer(settings(CompileSettings.NONE, Duration.ZERO))) {
            assertThat(count(client, port, "/skills")).isEqualTo(1);
            assertThat(status(client, port, "/one")).isEqualTo(200);
            assertThat(client.post(
                                    URI.create("http://127.0.0.1:" + port + "/mcp"),
                                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
                            .statusCode())
                    .isEqualTo(200);
            var own = capstan.restPort(new Endpoint("127.0.0.1", 0));
            assertThat(count(client, own, "/two-skills/skills")).isEqualTo(1);
            assertThat(status(client, own, "/one-skills/skills")).isEqualTo(404);
        }
    }

    @Test
    void anAdapterMayAskItsCallers() throws IOException {
        write("a.yaml", withSkills("one", TRACE).replace("one-skills", """
                one-skills
                    authentication: {type: bearer, token: '{{SKILL_TOKEN}}'}""".stripLeading()));
        write("b.yaml", withSkills("two", TRACE + "- {name: open}\n"));
        write("c.yaml", withSkills("three", "- {name: closed}").replace("three-skills", """
                three-skills
                    auth: {type: oauth2}"""));
        file("trace/SKILL.md", "# Trace\n");
        try (var server = server().variables(Map.of("SKILL_TOKEN", "let-me-in")).start()) {
            String[] token = {"Authorization", "Bearer let-me-in"};
            assertThat(strings(json(server, "/skills").get("skills"), "name"))
                    .containsExactly("open", "two-skills__trace");
            assertThat(strings(
                            TestServer.JSON
                                    .readTree(get(server, "/skills", token).body())
                                    .get("skills"),
                            "name"))
                    .containsExactly("one-skills__trace", "open", "two-skills__trace");
            for (var path : new String[] {
                "/one-skills/skills",
                "/one-skills/skills/trace",
                "/skills/one-skills__trace",
                "/skills/one-skills__trace/contents",
                "/skills/one-skills__trace/contents/SKILL.md",
                "/skills/one-skills__trace/contents/..%2fa.yaml",
                "/one-skills/skills/trace/download"
            }) {
                var refused = get(server, path);
                refused(refused, 401, "unauthenticated");
                assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                        .startsWith("Bearer");
                refused(get(server, path, "Authorization", "Bearer other"), 401, "unauthenticated");
                if (!path.contains("%")) {
                    assertThat(get(server, path, token).statusCode()).as(path).isEqualTo(200);
                }
            }
            assertThat(refused(server, "/skills/trace", 300, "skill-ambiguous")
                            .get("candidates")
                            .toString())
                    .isEqualTo("[\"/two-skills/skills/trace\"]");
            assertThat(refused(get(server, "/skills/trace", token), 300, "skill-ambiguous")
                            .get("candidates")
                            .size())
                    .isEqualTo(2);
            refused(server, "/three-skills/skills", 404, "route-not-found");
            refused(server, "/skills/closed", 404, "skill-not-found");
        }
    }

    @Test
    void aFileMayHaveSkillsAlone() throws IOException {
        write("a.yaml", """
                ikanos: 1.0.0-beta5
                info: {display: Words, tags: [x]}
                capability:
                  exposes:
                  - {type: skill, namespace: words, port: 8080, skills: {speak: {description: How to speak.}}}
                """);
        try (var server = server().start()) {
            assertThat(json(server, "/skills/speak").get("description").asString())
                    .isEqualTo("How to speak.");
            refused(server, "/", 404, "route-not-found");
        }
    }

    @Test
    void aChangeOfTheFileIsServed() throws Exception {
        write("a.yaml", withSkills("one", "- {name: first}"));
        try (var server = server().watch(Duration.ofMillis(20)).start()) {
            assertThat(get(server, "/skills/first").statusCode()).isEqualTo(200);
            write("a.yaml", withSkills("one", "- {name: second-one}"));
            until(() -> get(server, "/skills/second-one").statusCode() == 200);
            assertThat(get(server, "/skills/first").statusCode()).isEqualTo(404);
        }
    }

    private static int count(TestServer client, int port, String path) {
        var response = client.get(URI.create("http://127.0.0.1:" + port + path));
        return TestServer.JSON.readTree(response.body()).get("count").asInt();
    }

    private static int status(TestServer client, int port, String path) {
        return client.get(URI.create("http://127.0.0.1:" + port + path)).statusCode();
    }
}
