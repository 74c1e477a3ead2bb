package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Paths whose requests go to an upstream as they are. */
class ForwardTest extends FolderFixture {
    private TestServer serving() throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: api
                    baseUri: https://api.test/v1
                    inputParameters: [{name: X-Client, in: header, value: demo}]
                    authentication: {type: bearer, token: '{{env.TOKEN}}'}
                    resources: [{path: /own, operations: [{name: own, method: GET}]}]
                  exposes:
                  - type: rest
                    namespace: rest
                    port: 8080
                    resources:
                    - path: '/raw/{path}'
                      forward: {targetNamespace: api, trustedHeaders: [X-Trace, Accept, x-client]}
                      operations:
                      - {method: DELETE, call: api.own}
                    - {path: /root, forward: {targetNamespace: api}}
                    - {path: '/lost/{path}', forward: {targetNamespace: nowhere}}
                """);
        return server().variables(Map.of("TOKEN", "t0")).start();
    }

    @Test
    void pathQueryBodyAndTrustedHeadersGoAlong() throws IOException {
        upstream.answer(request -> FakeUpstream.message(202, "text/x-own", "done"));
        try (var server = serving()) {
            var response = server.send(
                    "PUT",
                    server.rest("/raw/a%2Fb/c%20d?x=1&x=%26"),
                    "<a/>".getBytes(UTF_8),
                    "Content-Type",
                    "text/xml",
                    "X-Trace",
                    "7",
                    "X-Client",
                    "theirs",
                    "Authorization",
                    "Bearer theirs",
                    "Accept",
                    "text/x-own");
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(response.body()).asString().isEqualTo("done");
            assertThat(response.headers().firstValue("Content-Type")).contains("text/x-own");
        }
        var sent = upstream.only();
        assertThat(sent.requestLine()).isEqualTo("PUT /v1/a/b/c%20d?x=1&x=%26 HTTP/1.1");
        assertThat(sent.body()).asString().isEqualTo("<a/>");
        assertThat(sent.header("Content-Type")).isEqualTo("text/xml");
        assertThat(sent.header("X-Trace")).isEqualTo("7");
        assertThat(sent.header("Accept")).isEqualTo("text/x-own");
        assertThat(sent.header("X-Client")).isEqualTo("demo");
        assertThat(sent.header("Authorization")).isEqualTo("Bearer t0");
    }

    @Test
    void theBareNameOfAVariableIsTheVariable() throws IOException {
        write("b.yaml", """
                naftiko: 1.0.0-alpha2
                binds: [{namespace: env, keys: {LOGIN: LOGIN}}]
                capability:
                  consumes: [{namespace: other, baseUri: 'https://other.test', authentication: {type: bearer, token: LOGIN}}]
                  exposes: [{type: rest, namespace: bare, port: 8080, resources: [{path: '/bare/{path}', forward: {targetNamespace: other}}]}]
                """);
        try (var server = server().variables(Map.of("LOGIN", "t1")).start()) {
            assertThat(server.get(server.rest("/bare/x")).statusCode()).isEqualTo(200);
        }
        assertThat(upstream.only().header("Authorization")).isEqualTo("Bearer t1");
    }

    @Test
    void anOperationTakesItsMethodItself() throws IOException {
        try (var server = serving()) {
            server.send("DELETE", server.rest("/raw/x"), null);
            assertThat(requestLine()).isEqualTo("GET /v1/own HTTP/1.1");
            server.send("DELETE", server.rest("/root"), null);
            assertThat(requestLine()).isEqualTo("DELETE /v1 HTTP/1.1");
        }
    }

    @Test
    void noRequestLeavesTheBasePath() throws IOException {
        try (var server = serving()) {
            assertThat(server.get(server.rest("/raw/a/%2e%2e/%2e%2e/x")).statusCode())
                    .isIn(400, 404);
            assertThat(server.get(server.rest("/raw/..%2f..%2fx")).statusCode()).isIn(400, 404);
            assertThat(server.get(server.rest("/lost/x")).statusCode()).isEqualTo(503);
        }
        assertThat(upstream.received()).isEmpty();
    }
}
