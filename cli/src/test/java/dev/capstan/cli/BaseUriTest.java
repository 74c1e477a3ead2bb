package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.catalog.State;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Base URIs that leave something to variables. */
class BaseUriTest extends FolderFixture {
    private void writeWithBaseUri(String baseUri) throws IOException {
        write(
                "a.yaml",
                simple("one", "/one", "read", "/thing/{id}").replace("https://one.test", "\"" + baseUri + "\""));
    }

    private TestServer with(String... variables) {
        var set = new java.util.HashMap<String, String>();
        for (var i = 0; i < variables.length; i += 2) {
            set.put(variables[i], variables[i + 1]);
        }
        return TestServer.of(folder).variables(set).start();
    }

    private String hostAndPort() {
        return upstream.url().substring("http://".length());
    }

    @Test
    void variablesSayWhereTheCallGoes() throws IOException {
        var uris = Map.of(
                "{{env.ONE_URL}}", "GET /base/thing/7 HTTP/1.1",
                "${ONE_URL}/more", "GET /base/more/thing/7 HTTP/1.1",
                "http://{one-host}/v2", "GET /v2/thing/7 HTTP/1.1",
                "http://<<env.ONE_HOST>>/{{env.SPACE}}", "GET /a%20b/c/thing/7 HTTP/1.1");
        for (var uri : uris.entrySet()) {
            writeWithBaseUri(uri.getKey());
            try (var server = with("ONE_URL", upstream.url() + "/base/", "ONE_HOST", hostAndPort(), "SPACE", "a b/c")) {
                assertThat(server.get(server.rest("/one?id=7")).statusCode())
                        .as(uri.getKey())
                        .isEqualTo(200);
                assertThat(requestLine()).isEqualTo(uri.getValue());
                server.callTool("read", "{\"id\":\"7\"}");
                assertThat(requestLine()).isEqualTo(uri.getValue());
            }
        }
    }

    @Test
    void aVariableThatIsNotSetIsNamedAndNothingIsCalled() throws IOException {
        for (var uri : List.of("http://{one-host}/v2", "{{env.ONE_HOST}}", "http://x.test/{{env.ONE_HOST}}")) {
            writeWithBaseUri(uri);
            try (var server = with()) {
                var entry = server.server().catalog().entries().get(0);
                assertThat(entry.state(server.server().variables())).isEqualTo(State.DEGRADED);
                var answer = server.get(server.rest("/one?id=7"));
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(new String(answer.body(), UTF_8)).contains("ONE_HOST is not set");
            }
        }
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aValueThatMakesNoUrlIsRefused() throws IOException {
        writeWithBaseUri("http://{one-host}/v2");
        for (var value : List.of("evil.test/#", "user@evil.test", "a b", "x\r\ny: z", "[", "?")) {
            try (var server = with("ONE_HOST", value)) {
                var answer = server.get(server.rest("/one?id=7"));
                assertThat(answer.statusCode()).as(value).isEqualTo(503);
                assertThat(new String(answer.body(), UTF_8))
                        .contains("ONE_HOST")
                        .doesNotContain("evil");
            }
        }
    }

    @Test
    void whatTheEnvironmentDoesNotSetInThePathTheCallerMayGive() throws IOException {
        writeWithBaseUri(upstream.url() + "/{version}");
        try (var server = with()) {
            server.get(server.rest("/one?id=7&version=v3"));
            assertThat(requestLine()).isEqualTo("GET /v3/thing/7 HTTP/1.1");
            server.callTool("read", "{\"id\":\"7\",\"version\":\"../x\"}");
            assertThat(requestLine()).isEqualTo("GET /..%2Fx/thing/7 HTTP/1.1");
            assertThat(server.get(server.rest("/one?id=7")).statusCode()).isEqualTo(400);
        }
        try (var server = with("VERSION", "v4")) {
            server.get(server.rest("/one?id=7&version=v3"));
            assertThat(requestLine()).isEqualTo("GET /v4/thing/7 HTTP/1.1");
        }
    }
}
