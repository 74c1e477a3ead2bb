package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Resources and prompts, as clients of both eras get them. */
class McpResourcesTest extends FolderFixture {
    @TempDir
    Path elsewhere;

    @BeforeEach
    void files() throws IOException {
        var docs = Files.createDirectories(folder.resolve("docs/deep"));
        Files.writeString(folder.resolve("docs/guide.md"), "# Guide\n");
        Files.writeString(docs.resolve("more.txt"), "more");
        Files.write(folder.resolve("docs/dot.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        Files.writeString(folder.resolve("docs/.hidden"), "hidden");
        Files.writeString(elsewhere.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(folder.resolve("docs/out.txt"), elsewhere.resolve("secret.txt"));
        Files.writeString(folder.resolve("ask.txt"), "Where is {{id}}? Not {{that}}.");
        write("post.yaml", """
                naftiko: 1.0.0-alpha2
                info: {label: Post, description: Finds parcels.}
                capability:
                  consumes:
                  - type: http
                    namespace: post
                    baseUri: https://post.test
                    resources:
                    - name: parcel
                      path: /parcels/{id}
                      operations:
                      - {name: read, method: GET}
                    - name: list
                      path: /parcels
                      operations:
                      - name: find
                        method: GET
                        inputParameters:
                        - {name: state, in: query, type: string, enum: [sent, sorted, lost]}
                  exposes:
                  - type: mcp
                    namespace: agent
                    port: 9090
                    resources:
                    - {name: docs, label: Docs, description: Help pages, uri: "doc://help", location: "file://%s"}
                    - {name: all, label: All, description: All parcels, uri: "post://parcels", call: post.find}
                    - {name: one, label: One, description: One parcel, uri: "post://parcels/{id}", call: post.read, with: {id: agent.id}}
                    - {name: by-state, label: By state, description: Some, uri: "post://states/{state}", call: post.find, with: {state: agent.state}, ttlMs: 5000, cacheScope: public}
                    prompts:
                    - name: chase
                      label: Chase
                      description: Ask for news
                      arguments:
                      - {name: id, description: Parcel number}
                      - {name: tone, description: How, required: false, enum: [kind, firm, kinder]}
                      template:
                      - {role: user, content: "Where is {{id}}? Be {tone}."}
                      - {role: assistant, content: "I will look."}
                    - name: ask
                      label: Ask
                      description: From a file
                      arguments: [{name: id, description: Parcel number}]
                      location: "file://%s"
                """.formatted(folder.resolve("docs"), folder.resolve("ask.txt")));
    }

    private static JsonNode read(TestServer server, McpEra era, String uri) {
        return era.ask(server, "resources/read", "{\"uri\":\"" + uri + "\"}")
                .result()
                .get("contents")
                .get(0);
    }

    @ParameterizedTest
    @EnumSource
    void whatThereIsIsListed(McpEra era) {
        try (var server = server().start()) {
            var resources = era.ask(server, "resources/list", "{}").result();
            var uris = new ArrayList<String>();
            resources.get("resources").forEach(it -> uris.add(it.get("uri").asString()));
            assertThat(uris)
                    .containsExactlyInAnyOrder(
                            "post://parcels", "doc://help/guide.md", "doc://help/deep/more.txt", "doc://help/dot.png");
            assertThat(resources.has("ttlMs")).isEqualTo(era == McpEra.MODERN);

            var templates =
                    era.ask(server, "resources/templates/list", "{}").result().get("resourceTemplates");
            assertThat(templates).hasSize(2);
            assertThat(templates.get(0).get("uriTemplate").asString()).isEqualTo("post://parcels/{id}");

            var prompts = era.ask(server, "prompts/list", "{}").result().get("prompts");
            assertThat(prompts.get(1).get("name").asString()).isEqualTo("chase");
            assertThat(prompts.get(1).get("arguments").get(0).get("required").asBoolean())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesAreReadAsTheyAre(McpEra era) throws IOException {
        try (var server = server().start()) {
            var guide = read(server, era, "doc://help/guide.md");
            assertThat(guide.get("text").asString()).isEqualTo("# Guide\n");
            assertThat(guide.get("mimeType").asString()).isEqualTo("text/markdown");
            assertThat(read(server, era, "doc://help/deep/more.txt").get("text").asString())
                    .isEqualTo("more");
            var png = read(server, era, "doc://help/dot.png");
            assertThat(Base64.getDecoder().decode(png.get("blob").asString())).startsWith(0x89, 'P', 'N', 'G');
            assertThat(png.get("mimeType").asString()).isEqualTo("image/png");

            Files.writeString(folder.resolve("docs/new.txt"), "new");
            assertThat(read(server, era, "doc://help/new.txt").get("text").asString())
                    .isEqualTo("new");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "doc://help",
                "doc://help/",
                "doc://help/deep",
                "doc://help/nothing.txt",
                "doc://help/.hidden",
                "doc://help/out.txt",
                "doc://help/../post.yaml",
                "doc://help/deep/../../ask.txt",
                "doc://help/%2e%2e/post.yaml",
                "doc://help/..%2fpost.yaml",
                "doc://help//etc/passwd",
                "doc://help/deep\\\\more.txt",
                "doc://help/guide.md\\u0000",
                "doc://helper/guide.md",
                "file:///etc/passwd",
                "post://parcels/1/2",
                "post://parcels/",
                ""
            })
    void nothingElseIsThere(String uri) {
        try (var server = server().start()) {
            for (var era : McpEra.values()) {
                var refused = era.ask(server, "resources/read", "{\"uri\":\"" + uri + "\"}");
                assertThat(refused.errorCode()).as(uri).isEqualTo(era == McpEra.LEGACY ? -32002 : -32602);
                assertThat(refused.body().toString()).doesNotContain("secret", "root:", "Exception");
            }
            assertThat(upstream.received()).isEmpty();
        }
    }

    @Test
    void aResourceThatIsNotThereIsAWrongParamIn2026() {
        try (var server = server().start()) {
            var refused = McpEra.MODERN.ask(server, "resources/read", "{\"uri\":\"doc://help/nothing\"}");

            assertThat(refused.errorCode()).isEqualTo(-32602);
            assertThat(refused.error().get("data").get("uri").asString()).isEqualTo("doc://help/nothing");
        }
    }

    @ParameterizedTest
    @EnumSource
    void callsMakeResources(McpEra era) {
        upstream.answer(request -> "{\"line\":\"" + request.requestLine() + "\"}");
        try (var server = server().start()) {
            assertThat(read(server, era, "post://parcels/a%20b").get("text").asString())
                    .isEqualTo("{\"line\":\"GET /parcels/a%20b HTTP/1.1\"}");
            var lost = read(server, era, "post://states/lost");
            assertThat(lost.get("text").asString()).isEqualTo("{\"line\":\"GET /parcels?state=lost HTTP/1.1\"}");
            assertThat(lost.get("uri").asString()).isEqualTo("post://states/lost");
            assertThat(lost.get("mimeType").asString()).startsWith("application/json");
        }
    }

    @Test
    void whatMayBeKeptIsSaid() {
        try (var server = server().start()) {
            var kept = McpEra.MODERN
                    .ask(server, "resources/read", "{\"uri\":\"post://states/lost\"}")
                    .result();
            assertThat(kept.get("ttlMs").asInt()).isEqualTo(5000);
            assertThat(kept.get("cacheScope").asString()).isEqualTo("public");
            var fresh = McpEra.MODERN
                    .ask(server, "resources/read", "{\"uri\":\"post://parcels\"}")
                    .result();
            assertThat(fresh.get("ttlMs").asInt()).isZero();
            assertThat(fresh.get("cacheScope").asString()).isEqualTo("private");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aVariableThatDoesNotFitIsTheClientsMistake(McpEra era) throws IOException {
        try (var server = server().start()) {
            var refused = era.ask(server, "resources/read", "{\"uri\":\"post://states/eaten\"}");
            assertThat(refused.errorCode()).isEqualTo(-32602);
            assertThat(refused.error().get("message").asString()).contains("must be one of sent, sorted, lost");
            assertThat(upstream.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"LEGACY, 404, -32002", "MODERN, 404, -32602", "LEGACY, 500, -32603", "MODERN, 500, -32603"})
    void whatTheUpstreamRefusesIsAnError(McpEra era, int status, int code) {
        upstream.answer(request -> FakeUpstream.message(status, "text/plain", "no such thing"));
        try (var server = server().start()) {
            var refused = era.ask(server, "resources/read", "{\"uri\":\"post://parcels\"}");

            assertThat(refused.errorCode()).isEqualTo(code);
            if (status == 500) {
                assertThat(refused.error().get("message").asString()).contains("HTTP 500", "no such thing");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void promptsAreFilledIn(McpEra era) {
        try (var server = server().start()) {
            var chase = era.ask(
                            server,
                            "prompts/get",
                            "{\"name\":\"chase\",\"arguments\":{\"id\":\"{{tone}} 7\",\"tone\":\"kind\"}}")
                    .result();
            assertThat(chase.get("messages").get(0).get("content").get("text").asString())
                    .isEqualTo("Where is {{tone}} 7? Be kind.");
            assertThat(chase.get("messages").get(1).get("role").asString()).isEqualTo("assistant");
            assertThat(era.ask(server, "prompts/get", "{\"name\":\"ask\",\"arguments\":{\"id\":\"7\"}}")
                            .result()
                            .get("messages")
                            .get(0)
                            .get("content")
                            .get("text")
                            .asString())
                    .isEqualTo("Where is 7? Not {{that}}.");

            assertThat(era.ask(server, "prompts/get", "{\"name\":\"chase\"}")
                            .error()
                            .get("message")
                            .asString())
                    .contains("'id'");
            assertThat(era.ask(server, "prompts/get", "{\"name\":\"chase\",\"arguments\":{\"id\":7}}")
                            .errorCode())
                    .isEqualTo(-32602);
            assertThat(era.ask(server, "prompts/get", "{\"name\":\"none\"}").errorCode())
                    .isEqualTo(-32602);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPromptWhoseFileIsGoneSaysSo(McpEra era) throws IOException {
        try (var server = server().start()) {
            Files.delete(folder.resolve("ask.txt"));
            var gone = era.ask(server, "prompts/get", "{\"name\":\"ask\",\"arguments\":{\"id\":\"7\"}}");
            assertThat(gone.errorCode()).isEqualTo(-32603);
            assertThat(gone.body().toString()).doesNotContain(folder.toString(), "Exception");

            Files.write(folder.resolve("ask.txt"), new byte[] {(byte) 0xC3, (byte) 0x28});
            assertThat(era.ask(server, "prompts/get", "{\"name\":\"ask\",\"arguments\":{\"id\":\"7\"}}")
                            .error()
                            .get("message")
                            .asString())
                    .contains("UTF-8");
        }
    }

    @ParameterizedTest
    @EnumSource
    void valuesAreProposed(McpEra era) {
        try (var server = server().start()) {
            assertThat(proposed(server, era, "{\"type\":\"ref/prompt\",\"name\":\"chase\"}", "tone", "KIN"))
                    .containsExactly("kind", "kinder");
            assertThat(proposed(server, era, "{\"type\":\"ref/prompt\",\"name\":\"chase\"}", "id", ""))
                    .isEmpty();
            assertThat(proposed(
                            server, era, "{\"type\":\"ref/resource\",\"uri\":\"post://states/{state}\"}", "state", "s"))
                    .containsExactly("sent", "sorted", "lost");
            assertThat(era.ask(
                                    server,
                                    "completion/complete",
                                    "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"none\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}}")
                            .errorCode())
                    .isEqualTo(-32602);
            assertThat(era.ask(server, "completion/complete", "{}").errorCode()).isEqualTo(-32602);
        }
    }

    private static List<String> proposed(TestServer server, McpEra era, String ref, String name, String value) {
        var values = new ArrayList<String>();
        era.ask(
                        server,
                        "completion/complete",
                        "{\"ref\":" + ref + ",\"argument\":{\"name\":\"" + name + "\",\"value\":\"" + value + "\"}}")
                .result()
                .get("completion")
                .get("values")
                .forEach(it -> values.add(it.asString()));
        return values;
    }

    // --- who wants to know when they change ---

    @Test
    void aFileThatChangesIsToldToWhoListens() throws Exception {
        try (var server = server().watch(Duration.ofMillis(20)).start();
                var stream = listen(server)) {
            var agreed = stream.next("notifications/subscriptions/acknowledged").get("notifications");
            assertThat(agreed.get("resourceSubscriptions")).hasSize(1);

            until(() -> touched() && stream.hasMore());
            assertThat(stream.next("notifications/resources/updated").get("uri").asString())
                    .isEqualTo("doc://help/guide.md");
        }
    }

    private int touches;

    /** A file that nobody has looked at yet has not changed, so it changes until someone has seen it. */
    private boolean touched() {
        try {
            Files.writeString(folder.resolve("docs/guide.md"), "x".repeat(++touches % 1000));
            return true;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static McpStream listen(TestServer server) throws Exception {
        var params = "{\"notifications\":{\"resourceSubscriptions\":[\"doc://help/guide.md\",\"doc://none\"]}}";
        return new McpStream(
                server.mcp("/mcp"),
                McpEra.MODERN.message(1, "subscriptions/listen", params, "{}"),
                McpEra.MODERN.allHeaders("subscriptions/listen", params));
    }

    @Test
    void aClientOf2025SubscribesInItsSession() throws Exception {
        try (var server = server().watch(Duration.ofMillis(20)).start()) {
            var begun = server.post(
                    server.mcp("/mcp"),
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                            + "\"capabilities\":{}}}");
            assertThat(new String(begun.body(), UTF_8)).contains("\"subscribe\":true");
            var session = begun.headers().firstValue("Mcp-Session-Id").orElseThrow();
            try (var stream =
                    new McpStream(server.mcp("/mcp"), null, "Accept", "text/event-stream", "Mcp-Session-Id", session)) {
                var subscribed = McpEra.LEGACY.ask(
                        server, "resources/subscribe", "{\"uri\":\"doc://help/guide.md\"}", "Mcp-Session-Id", session);
                assertThat(subscribed.result()).isEmpty();
                assertThat(McpEra.LEGACY
                                .ask(
                                        server,
                                        "resources/subscribe",
                                        "{\"uri\":\"doc://none\"}",
                                        "Mcp-Session-Id",
                                        session)
                                .errorCode())
                        .isEqualTo(-32002);

                until(() -> touched() && stream.hasMore());
                assertThat(stream.next("notifications/resources/updated")
                                .get("uri")
                                .asString())
                        .isEqualTo("doc://help/guide.md");
            }
        }
    }
}
