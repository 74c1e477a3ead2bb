package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.compile.CompileSettings;
import dev.capstan.upstream.UpstreamLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A folder of capability files, a fake upstream, and what tests of both need. */
abstract class FolderFixture {
    /** A file with routes that read a thing and make one; what follows it is exposed, too. */
    static final String THING = """
            naftiko: 1.0.0-alpha2
            capability:
              consumes:
              - namespace: up
                baseUri: http://up.test
                resources:
                - path: /thing
                  operations:
                  - {name: read, method: GET}
                  - {name: head, method: HEAD}
                  - {name: make, method: POST, inputParameters: [{name: body, in: body, type: object}]}
              exposes:
              - type: rest
                namespace: door
                port: 8080
                resources:
                - path: /thing
                  operations:
                  - {method: GET, call: up.read}
                  - {method: POST, call: up.make, with: {body: rest.body}}
            """;

    @TempDir
    Path folder;

    FakeUpstream upstream;

    @BeforeEach
    void start() {
        upstream = new FakeUpstream();
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    void copySeeds() throws IOException {
        try (var seeds = Files.list(TestServer.SEEDS)) {
            for (var seed : seeds.toList()) {
                Files.copy(seed, folder.resolve(seed.getFileName()));
            }
        }
    }

    void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** A file with one GET route and one tool. */
    static String simple(String namespace, String path, String tool, String upstreamPath) {
        return """
                naftiko: 1.0.0-alpha2
                info: {label: %1$s, tags: [test]}
                capability:
                  consumes:
                  - type: http
                    namespace: %1$s
                    description: Things.
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
                      description: A thing.
                      operations:
                      - {method: GET, name: read, call: %1$s.read, description: Reads.}
                  - type: mcp
                    namespace: %1$s-mcp
                    port: 9090
                    tools:
                    - {name: %3$s, description: Reads., call: %1$s.read}
                """.formatted(namespace, path, tool, upstreamPath);
    }

    TestServer.Builder server() {
        return TestServer.of(folder).upstream(upstream.url()).variables(TestServer.SECRETS);
    }

    /** What one of the two doors answers. */
    record Got(int status, String body, JsonNode structured) {}

    /**
     * Calls a route with GET, and a tool, and sees to it that both say the same.
     *
     * @param arguments of the tool, the JSON of what the route has in its path and query
     */
    static Got both(TestServer server, String path, String tool, String arguments) {
        var route = server.get(server.rest(path));
        var result = server.callTool(tool, arguments);
        var body = new String(route.body(), StandardCharsets.UTF_8);
        assertThat(result.get("isError").asBoolean()).isEqualTo(route.statusCode() >= 400);
        if (route.statusCode() < 400) {
            assertThat(Door.answer(result).text()).isEqualTo(body);
        }
        return new Got(route.statusCode(), body, result.get("structuredContent"));
    }

    String requestLine() {
        return upstream.received().get(upstream.received().size() - 1).requestLine();
    }

    static boolean answers(TestServer client, URI uri) {
        try {
            return client.get(uri).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    ServerSettings settings(CompileSettings compile, Duration watch) {
        return new ServerSettings(
                List.of(folder),
                compile,
                name -> Optional.empty(),
                0,
                Set.of(),
                UpstreamLimits.DEFAULT,
                UpstreamChoice.UNDERTOW,
                true,
                false,
                McpChoices.standard(),
                watch);
    }

    /** Waits for something that another thread brings about. */
    static void until(BooleanSupplier happened) throws InterruptedException {
        var deadline = System.nanoTime() + 20_000_000_000L;
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not happen within 20 s").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
