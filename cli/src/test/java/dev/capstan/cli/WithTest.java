package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code with} says for a name counts wherever the operation uses it, and no caller can say otherwise. */
class WithTest extends FolderFixture {
    private static final String FILE = """
            naftiko: 1.0.0-alpha2
            capability:
              consumes:
              - namespace: up
                baseUri: http://up.test
                resources:
                - path: /things/{name}
                  operations:
                  - name: act
                    method: POST
                    inputParameters:
                    - {name: X-Lone, in: header, value: '{{name}}'}
                    - {name: X-Part, in: header, value: 't-{{name}}'}
                    - {name: q, in: query, value: '{{name}}/{{name}}'}
                    OPERATION
              aggregates:
              - label: Sum
                namespace: sum
                functions:
                - {name: act, call: up.act, with: {name: WITH}, inputParameters: [{name: who, type: string, required: false}]}
              exposes:
              - type: rest
                namespace: rest
                port: 8080
                resources:
                - {path: /call, operations: [{method: POST, call: up.act, with: {name: WITH}}]}
                - {path: /steps, operations: [{method: POST, steps: [{name: s, type: call, call: up.act, with: {name: WITH}}]}]}
                - {path: /sum, operations: [{method: POST, ref: sum.act}]}
              - type: mcp
                namespace: mcp
                port: 9090
                tools:
                - {name: call, call: up.act, with: {name: WITH}}
                - {name: steps, steps: [{name: s, type: call, call: up.act, with: {name: WITH}}]}
                - {name: sum, ref: sum.act}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
            body: {type: json, data: {to: '{{name}}', text: 'Hello {{name}}!'}}   # {"to":"Ann","text":"Hello Ann!"}
            body: {type: text, data: 'Hello {{name}}!'}                           # Hello Ann!
            body: {type: form, data: {a: '{{name}}', b: 'B{{name}}'}}             # a=Ann&b=BAnn
            body: {type: xml, data: '<a b="{{name}}">{{name}}</a>'}               # <a b="Ann">Ann</a>
            """)
    void countsInEveryTextOfTheOperation(String operation, String body) throws IOException {
        write("fixed.yaml", FILE.replace("OPERATION", operation).replace("WITH", "Ann"));
        try (var server = server().start()) {
            for (var path : new String[] {"/call", "/steps", "/sum"}) {
                assertThat(server.post(server.rest(path), "{\"name\":\"Mallory\"}")
                                .statusCode())
                        .isEqualTo(200);
                assertSent(body);
                assertThat(server.callTool(path.substring(1), "{}")
                                .path("isError")
                                .asBoolean())
                        .isFalse();
                assertSent(body);
            }
            for (var tool : server.rpc("tools/list", "{}").path("result").path("tools")) {
                assertThat(tool.path("inputSchema").path("properties").has("name"))
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
            name                # Ann          # with-assumed
            who                 # Mallory      # with-assumed
            '{who}'             # %7Bwho%7D    # reference-unknown
            $.who               # %24.who      # reference-unknown
            query.who           # query.who    # reference-unknown
            fixed               # fixed        #
            rest.who            # Mallory      #
            """)
    void whatIsNearlyAReferenceIsTold(String with, String sent, String code) throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: up
                    baseUri: http://up.test
                    resources: [{path: '/things/{name}', operations: [{name: read, method: GET}]}]
                  exposes:
                  - type: rest
                    namespace: rest
                    port: 8080
                    resources:
                    - path: /call
                      operations:
                      - method: GET
                        call: up.read
                        inputParameters:
                        - {name: name, in: query, type: string}
                        - {name: who, in: query, type: string}
                        with: {name: WITH}
                """.replace("WITH", with));
        try (var server = server().start()) {
            server.get(server.rest("/call?name=Ann&who=Mallory"));
            assertThat(requestLine()).isEqualTo("GET /things/" + sent + " HTTP/1.1");
            assertThat(server.server().catalog().entries().get(0).fileProblems())
                    .filteredOn(problem -> problem.message().startsWith("'"))
                    .extracting(problem -> problem.code().code())
                    .isEqualTo(code == null ? java.util.List.of() : java.util.List.of(code));
        }
    }

    @Test
    void aNameInWithIsNothingButTheInput() throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                binds: [{namespace: env, keys: {TOKEN: TOKEN}}]
                capability:
                  consumes:
                  - namespace: up
                    baseUri: http://up.test
                    resources:
                    - path: /q
                      operations:
                      - name: ask
                        method: GET
                        inputParameters: [{name: x, in: query}, {name: kind, in: query, enum: [one, two]}, {name: TOKEN, in: query}]
                    - path: /p/{id}
                      operations:
                      - {name: prefixed, method: POST, inputParameters: [{name: q, in: query, value: '{{rest.id}}'}, {name: body, in: body, type: object}]}
                  exposes:
                  - type: rest
                    namespace: rest
                    port: 8080
                    resources:
                    - path: /steps
                      operations:
                      - method: GET
                        inputParameters: [{name: one, in: query}]
                        steps: [{name: one, type: call, call: up.ask}, {name: two, type: call, call: up.ask, with: {x: one}}]
                    - path: /enum
                      operations: [{method: GET, call: up.ask, inputParameters: [{name: one, in: query}], with: {kind: one}}]
                    - path: /used
                      operations: [{method: GET, call: up.ask, inputParameters: [{name: one, in: query}], with: {kind: two, x: one, TOKEN: '{{one}}'}}]
                    - path: /variable
                      operations: [{method: GET, call: up.ask, inputParameters: [{name: TOKEN, in: query}], with: {TOKEN: TOKEN}}]
                    - path: /prefixed
                      operations: [{method: POST, call: up.prefixed, inputParameters: [{name: id, in: query}, {name: other, in: query}], with: {id: rest.other, body: '{"id": "{{id}}"}'}}]
                """);
        try (var server =
                server().variables(java.util.Map.of("TOKEN", "s3cret")).start()) {
            server.get(server.rest("/steps?one=caller"));
            assertThat(requestLine()).isEqualTo("GET /q?x=one HTTP/1.1");
            server.get(server.rest("/enum?one=caller"));
            assertThat(requestLine()).isEqualTo("GET /q?kind=one HTTP/1.1");
            server.get(server.rest("/used?one=caller"));
            assertThat(requestLine()).isEqualTo("GET /q?x=one&kind=two&TOKEN=caller HTTP/1.1");
            server.get(server.rest("/variable?TOKEN=caller"));
            assertThat(requestLine()).isEqualTo("GET /q?TOKEN=TOKEN HTTP/1.1");
            server.post(server.rest("/prefixed?id=mine&other=oth"), "");
            assertThat(requestLine()).isEqualTo("POST /p/oth?q=mine HTTP/1.1");
            assertThat(new String(
                            upstream.received()
                                    .get(upstream.received().size() - 1)
                                    .body(),
                            UTF_8))
                    .isEqualTo("{\"id\":\"mine\"}");
        }
    }

    private void assertSent(String body) {
        var sent = upstream.received().get(upstream.received().size() - 1);
        assertThat(sent.requestLine()).isEqualTo("POST /things/Ann?q=Ann%2FAnn HTTP/1.1");
        assertThat(sent.header("X-Lone")).isEqualTo("Ann");
        assertThat(sent.header("X-Part")).isEqualTo("t-Ann");
        assertThat(new String(sent.body(), UTF_8)).isEqualTo(body);
    }
}
