package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What comes as a text from a path, a query or a header reaches the upstream as what its type says, as from a tool. */
class TypedValuesTest extends FolderFixture {
    @Test
    void bothDoorsPutTheSameIntoABody() throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: up
                    baseUri: http://up.test
                    resources:
                    - name: search
                      path: /search
                      method: POST
                      body: {type: json, data: {q: '{{q}}', limit: '{{limit}}', ids: '{{ids}}', exact: '{{exact}}', o: '{{o}}'}}
                  exposes:
                  - type: rest
                    namespace: rest
                    port: 8080
                    resources:
                    - path: /search/{limit}
                      operations:
                      - method: GET
                        call: up.search
                        inputParameters:
                        - {name: q, in: query, type: string}
                        - {name: limit, in: path, type: integer}
                        - {name: ids, in: query, type: array, items: {type: integer}}
                        - {name: exact, in: header, type: boolean}
                        - {name: o, in: query, type: object}
                  - type: mcp
                    namespace: mcp
                    port: 9090
                    tools:
                    - name: search
                      call: up.search
                      inputParameters:
                      - {name: q, type: string, required: false}
                      - {name: limit, type: integer}
                      - {name: ids, type: array, items: {type: integer}, required: false}
                      - {name: exact, type: boolean, required: false}
                      - {name: o, type: object, required: false}
                """);
        try (var server = server().start()) {
            var expected = "{\"q\":\"7\",\"limit\":5,\"ids\":[7],\"exact\":true,\"o\":{\"k\":1.50}}";
            server.get(server.rest("/search/5?q=7&ids=7&o=%7B%22k%22:1.50%7D"), "exact", "true");
            assertThat(lastBody()).isEqualTo(expected);
            server.callTool("search", "{\"q\":\"7\",\"limit\":\"5\",\"ids\":[7],\"exact\":true,\"o\":{\"k\":1.50}}");
            assertThat(lastBody()).isEqualTo(expected);

            server.get(server.rest("/search/5?ids=7&ids=8"));
            assertThat(lastBody()).isEqualTo("{\"limit\":5,\"ids\":[7,8]}");
            server.get(server.rest("/search/5?o=%20%7B%7D"));
            assertThat(lastBody()).isEqualTo("{\"limit\":5,\"o\":\" {}\"}");
            for (var wrong : new String[] {"05", "5?ids=7&ids=x", "5.0"}) {
                assertThat(server.get(server.rest("/search/" + wrong)).statusCode())
                        .as(wrong)
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void jsonThatAFileWritesAsTextIsJson() throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: up
                    baseUri: http://up.test
                    resources:
                    - {name: text, path: /a, method: POST, body: {type: json, data: '{"t": "Hi {{name}}, \\"{{name}}\\"", "n": {{n}}, "m": [{{n}}]}'}}
                    - {name: whole, path: /a, method: POST, inputParameters: [{name: body, in: body, type: object}]}
                  exposes:
                  - type: rest
                    namespace: rest
                    port: 8080
                    resources:
                    - {path: /text, operations: [{method: POST, call: up.text}]}
                    - {path: /whole, operations: [{method: POST, call: up.whole, with: {body: '{"a": 1, "x": {{x}}, "y": "V{{y}}"}'}}]}
                    - {path: /part, operations: [{method: POST, call: up.whole, with: {body: 'V{{x}}'}}]}
                """);
        try (var server = server().start()) {
            server.post(server.rest("/text"), "{\"name\":\"Ann \\\"x\\\"\",\"n\":3}");
            assertThat(lastBody()).isEqualTo("{\"t\":\"Hi Ann \\\"x\\\", \\\"Ann \\\"x\\\"\\\"\",\"n\":3,\"m\":[3]}");
            server.post(server.rest("/whole"), "{\"x\":{\"z\":1},\"y\":2}");
            assertThat(lastBody()).isEqualTo("{\"a\":1,\"x\":{\"z\":1},\"y\":\"V2\"}");
            server.post(server.rest("/part"), "{\"x\":\"X\",\"y\":1}");
            assertThat(lastBody()).isEqualTo("\"VX\"");
        }
    }

    @Test
    void limitsCountForEachValueAndLinesOfAHeaderAreOneList() throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: up
                    baseUri: http://up.test
                    resources:
                    - name: find
                      path: /find
                      method: GET
                      inputParameters:
                      - {name: X-List, in: header, type: array}
                      - {name: i, in: query, type: integer, maximum: 5}
                      - {name: m, in: query, maxLength: 3}
                      - {name: f, in: query, format: uuid}
                  exposes:
                  - {type: rest, namespace: rest, port: 8080, resources: [{path: /find, operations: [{method: GET, call: up.find}]}]}
                """);
        try (var server = server().start()) {
            for (var query : new String[] {"i=5&i=6", "m=a&m=1234", "f=4d2f3c1e-0000-4000-8000-000000000000&f=1"}) {
                assertThat(server.get(server.rest("/find?" + query)).statusCode())
                        .as(query)
                        .isEqualTo(400);
            }
            assertThat(server.get(server.rest("/find?i=5&i=4&m=a&m=b")).statusCode())
                    .isEqualTo(200);
            assertThat(requestLine()).isEqualTo("GET /find?i=5&i=4&m=a&m=b HTTP/1.1");
            RawHttp.exchange(
                    server.rest("/").getPort(),
                    "GET /find HTTP/1.1\r\nHost: localhost\r\nX-List: 1\r\nX-List: 2\r\nConnection: close\r\n\r\n");
            assertThat(upstream.received().get(upstream.received().size() - 1).header("X-List"))
                    .isEqualTo("1, 2");
        }
    }

    @Test
    void noCallerPutsACredentialBeforeThatOfTheFile() throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: query
                    baseUri: http://up.test
                    authentication: {type: apikey, key: k, value: REAL, placement: query}
                    resources:
                    - {name: find, path: /find, method: GET, inputParameters: [{name: o, in: query, type: object, style: form, explode: true}]}
                  - namespace: cookie
                    baseUri: http://up.test
                    authentication: {type: apikey, key: sid, value: REAL, placement: cookie}
                    resources:
                    - {name: find, path: /find, method: GET, inputParameters: [{name: sid, in: cookie}, {name: x, in: cookie}]}
                  exposes:
                  - {type: rest, namespace: rest, port: 8080, resources: [{path: /cookie, operations: [{method: GET, call: cookie.find}]}]}
                  - {type: mcp, namespace: mcp, port: 9090, tools: [{name: find, call: query.find}]}
                """);
        try (var server = server().start()) {
            server.callTool("find", "{\"o\":{\"k\":\"evil\",\"w\":1}}");
            assertThat(requestLine()).isEqualTo("GET /find?w=1&k=REAL HTTP/1.1");
            server.get(server.rest("/cookie"), "Cookie", "sid=evil; x=2");
            assertThat(upstream.received().get(upstream.received().size() - 1).header("Cookie"))
                    .isEqualTo("x=2; sid=REAL");
        }
    }

    @Test
    void everyFormOfAVariableIsKnownInAPath() throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                binds: [{namespace: own, keys: {REGION: ENV_REGION}}]
                capability:
                  consumes:
                  - namespace: up
                    baseUri: http://up.test/${TENANT}
                    resources:
                    - {name: find, path: '/a/${TENANT}/<<env.TENANT>>/$env.TENANT/${REGION}/{id}/$value?t=${TENANT}', method: GET}
                  exposes:
                  - {type: rest, namespace: rest, port: 8080, resources: [{path: '/{id}', operations: [{method: GET, call: up.find}]}]}
                """);
        try (var server =
                server().variables(Map.of("TENANT", "t1", "ENV_REGION", "eu")).start()) {
            server.get(server.rest("/7"));
            assertThat(requestLine()).isEqualTo("GET /t1/a/t1/t1/t1/eu/7/$value?t=t1 HTTP/1.1");
        }
    }

    private String lastBody() {
        return new String(
                upstream.received().get(upstream.received().size() - 1).body(), UTF_8);
    }
}
