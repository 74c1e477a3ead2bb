package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** One API that wants credentials, with a GET and a POST at both doors, and an upstream that looks at them. */
abstract class CredentialsFixture {
    static final Map<String, String> SECRETS = Map.of(
            "USER", "Mufasa",
            "PASS", "Circle of Life",
            "KEY", "k3y",
            "ID", "client",
            "SECRET", "s3cret&more",
            "REFRESH", "first");

    @TempDir
    Path folder;

    HandlingUpstream upstream;
    private TestServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    /** How a call comes in. */
    enum Side {
        REST {
            @Override
            Answer get(TestServer server) {
                var response = server.get(server.rest("/things"));
                return new Answer(
                        response.statusCode() >= 400, response.statusCode(), new String(response.body(), UTF_8));
            }

            @Override
            Answer post(TestServer server, String body) {
                var response = server.post(server.rest("/things"), body);
                return new Answer(
                        response.statusCode() >= 400, response.statusCode(), new String(response.body(), UTF_8));
            }
        },
        MCP {
            @Override
            Answer get(TestServer server) {
                return answer(server, "read", "{}");
            }

            @Override
            Answer post(TestServer server, String body) {
                return answer(server, "create", body);
            }

            private Answer answer(TestServer server, String tool, String arguments) {
                var result = server.callTool(tool, arguments);
                return new Answer(
                        result.path("isError").asBoolean(),
                        0,
                        result.path("content").get(0).path("text").asString());
            }
        };

        abstract Answer get(TestServer server);

        abstract Answer post(TestServer server, String body);
    }

    /** @param status of HTTP; at a tool 0 */
    record Answer(boolean isError, int status, String text) {}

    void upstream(Function<HandlingUpstream.Request, HandlingUpstream.Reply> handler) {
        upstream = new HandlingUpstream(handler);
    }

    Path file(String authentication) throws IOException {
        return Files.writeString(folder.resolve("a.yaml"), """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: api
                    baseUri: https://api.test/v1
                    authentication: %s
                    resources:
                    - path: /things
                      operations:
                      - {name: read, method: GET}
                      - name: create
                        method: POST
                        inputParameters: [{name: name, in: body, type: string}, {name: session, in: header}]
                  exposes:
                  - type: rest
                    namespace: rest
                    port: 8080
                    resources:
                    - path: /things
                      operations:
                      - {method: GET, call: api.read}
                      - {method: POST, call: api.create}
                  - type: mcp
                    namespace: mcp
                    port: 9090
                    tools: [{name: read, call: api.read}, {name: create, call: api.create}]
                """.formatted(authentication));
    }

    /** Serves the file; every request goes to the upstream of the test. */
    TestServer serving(String authentication) throws IOException {
        return serving(authentication, SECRETS);
    }

    TestServer serving(String authentication, Map<String, String> variables) throws IOException {
        file(authentication);
        if (server != null) {
            server.close();
        }
        server = TestServer.of(folder)
                .upstream(upstream.url())
                .variables(variables)
                .start();
        return server;
    }
}
