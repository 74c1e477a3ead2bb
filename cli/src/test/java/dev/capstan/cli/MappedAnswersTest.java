package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of an upstream's answer, at both doors. */
class MappedAnswersTest extends FolderFixture {
    private static final String SHIP = """
            {"imo":"IMO-1","name":"Alma","length":1.50,"big":12345678901234567890,"active":true,"none":null,
             "spec":{"flag code":"DE","decks":[{"n":1,"area":10.0},{"n":2,"area":20.5}]},
             "ports":{"north":{"code":"A"},"south":{"code":"B"}}}""";

    private TestServer serving(String outputs) throws IOException {
        return serving("{name: read, method: GET}", outputs);
    }

    private TestServer serving(String operation, String outputs) throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: api
                    baseUri: https://api.test
                    resources: [{path: /ship, operations: [%1$s]}]
                  exposes:
                  - {type: rest, namespace: rest, port: 8080, resources: [{path: /ship, operations: [{method: GET, call: api.read, outputParameters: %2$s}]}, {path: /many, operations: [{method: GET, call: api.read, outputParameters: [{mapping: $..deep}]}]}, {path: /fixed, operations: [{method: GET, call: api.read, outputParameters: [{type: string, value: 'ok {{q}}'}]}]}]}
                  - {type: mcp, namespace: mcp, port: 9090, tools: [{name: read, call: api.read, outputParameters: %2$s}]}
                """.formatted(operation, outputs));
        return server().start();
    }

    private String mapped(String outputs) throws IOException {
        upstream.answer(request -> SHIP);
        try (var server = serving(outputs)) {
            return both(server, "/ship", "read", "{}").body();
        }
    }

    @Test
    void anObjectIsMadeOfItsProperties() throws IOException {
        assertThat(mapped(
                        "[{type: object, properties: {id: {type: string, mapping: $.imo}, length: {type: string, mapping:"
                                + " $.length}, big: {mapping: $.big}, gone: {mapping: $.x.y}, none: {mapping: $.none},"
                                + " fixed: {type: number, value: 7}, yes: {type: boolean, const: true}, text: {type: string, value: '7'},"
                                + " in: {type: object, properties: {flag: {mapping: '$.spec.flag code'}}}}}]"))
                .isEqualTo("{\"id\":\"IMO-1\",\"length\":1.50,\"big\":12345678901234567890,\"gone\":null,\"none\":null,"
                        + "\"fixed\":7,\"yes\":true,\"text\":\"7\",\"in\":{\"flag\":\"DE\"}}");
    }

    @Test
    void membersOfAnObjectWithAPlaceStartThere() throws IOException {
        assertThat(mapped(
                        "[{type: object, mapping: $.spec, properties: {flag: {mapping: '$[\"flag code\"]'}, decks: {type:"
                                + " array, mapping: $.decks, items: {type: object, properties: {number: {mapping: $.n}, size: {type:"
                                + " object, properties: {m2: {mapping: $.area}}}}}}}}]"))
                .isEqualTo("{\"flag\":\"DE\",\"decks\":[{\"number\":1,\"size\":{\"m2\":10.0}},"
                        + "{\"number\":2,\"size\":{\"m2\":20.5}}]}");
    }

    @Test
    void aPropertyThatSaysNothingIsTheOneOfItsName() throws IOException {
        assertThat(mapped("[{type: object, properties: {imo: {type: string}, spec: {type: object}, decks: {type: array,"
                        + " mapping: $.spec.decks, items: {mapping: $.area}}}}]"))
                .isEqualTo("{\"imo\":\"IMO-1\",\"spec\":{\"flag code\":\"DE\",\"decks\":[{\"n\":1,\"area\":10.0},"
                        + "{\"n\":2,\"area\":20.5}]},\"decks\":[10.0,20.5]}");
    }

    @Test
    void aPathAloneIsTheWholeAnswer() throws IOException {
        assertThat(mapped("[{type: string, mapping: $.name}]")).isEqualTo("\"Alma\"");
        assertThat(mapped("[{type: string, value: '{{$.name}}'}]")).isEqualTo("\"Alma\"");
        assertThat(mapped("[{type: array, mapping: '$.spec.decks[?(@.n > 1)]'}]"))
                .isEqualTo("[{\"n\":2,\"area\":20.5}]");
        assertThat(mapped("[{type: number, mapping: $.spec.decks.length()}]")).isEqualTo("2");
        assertThat(mapped("[{type: object, mapping: $.ports, values: {mapping: $.code}}]"))
                .isEqualTo("{\"north\":\"A\",\"south\":\"B\"}");
        assertThat(mapped("[{type: string, mapping: $.name, maxLength: 2}]")).isEqualTo("\"Al\"");
    }

    @Test
    void whatAnItemDoesNotHaveIsNull() throws IOException {
        upstream.answer(request -> "{\"users\":[{\"name\":\"Ann\",\"contact\":{\"mail\":\"a@x\"},\"hash\":\"s1\"},"
                + "{\"name\":\"Bob\",\"hash\":\"s2\"},{\"contact\":null,\"hash\":\"s3\"},null,7]}");
        for (var items : List.of(
                "mapping: $.contact.mail",
                "mapping: $.contact, type: object, properties: {mail: {mapping: $.mail}}",
                "mapping: $.contact, type: array, items: {mapping: $.mail}",
                "type: array, items: {type: string}")) {
            try (var server = serving("[{type: array, mapping: $.users, items: {" + items + "}}]")) {
                assertThat(both(server, "/ship", "read", "{}").body()).doesNotContain("hash", "s1", "s2", "s3");
            }
        }
        try (var server = serving("[{type: array, mapping: $.users, items: {mapping: $.contact.mail}}]")) {
            assertThat(both(server, "/ship", "read", "{}").body()).isEqualTo("[\"a@x\",null,null,null,null]");
        }
        try (var server = serving("[{type: array, mapping: '$.users[*].name', items: {name: name, type: string}}]")) {
            assertThat(both(server, "/ship", "read", "{}").body()).isEqualTo("[\"Ann\",\"Bob\"]");
        }
    }

    @Test
    void aNameOfItemsFindsAMemberOfObjects() throws IOException {
        upstream.answer(request -> "{\"list\":[{\"email\":\"e1\",\"tags\":[\"t\"],\"id\":1},{\"id\":2}]}");
        for (var expected : List.of(
                "email, type: string|[\"e1\",null]", "tags, type: array, items: {type: string}|[[\"t\"],null]")) {
            var half = expected.split("\\|", 2);
            try (var server = serving("[{type: array, mapping: $.list, items: {name: " + half[0] + "}}]")) {
                assertThat(both(server, "/ship", "read", "{}").body()).isEqualTo(half[1]);
            }
        }
    }

    @Test
    void severalOutputsAreAnObjectOrAlternatives() throws IOException {
        assertThat(mapped("[{name: a, type: string, value: $.name}, {name: b, type: boolean, mapping: $.active}]"))
                .isEqualTo("{\"a\":\"Alma\",\"b\":true}");
        assertThat(mapped("{a: {type: string, mapping: $.name}, b: {type: string, mapping: $.imo}}"))
                .isEqualTo("{\"a\":\"Alma\",\"b\":\"IMO-1\"}");
        assertThat(
                        mapped(
                                "[{type: string, mapping: $.gone}, {type: string, mapping: $.none}, {type: string, mapping: $.name}]"))
                .isEqualTo("\"Alma\"");
    }

    @Test
    void whatMapsNothingPassesTheAnswerOn() throws IOException {
        assertThat(mapped("[{type: object, mapping: $.}]")).isEqualTo(SHIP);
        assertThat(mapped("[{name: result, type: object, value: $.}]")).isEqualTo(SHIP);
        assertThat(mapped("[{type: object}]")).isEqualTo(SHIP);
        assertThat(mapped("[{type: string, mapping: $.gone}]")).isEqualTo(SHIP);
    }

    @Test
    void aValueWithAHoleIsNull() throws IOException {
        upstream.answer(request -> SHIP);
        try (var server = serving("[]")) {
            assertThat(server.get(server.rest("/fixed?q=1")).body()).asString().isEqualTo("\"ok 1\"");
            assertThat(server.get(server.rest("/fixed")).body()).asString().isEqualTo("null");
        }
    }

    @Test
    void aPathMayBeginWithAConsumedOutput() throws IOException {
        upstream.answer(request -> SHIP);
        try (var server = serving(
                "{name: read, method: GET, outputParameters: [{name: details, type: object, value: $.spec}]}",
                "[{type: array, mapping: '$.details.decks[*].n'}]")) {
            assertThat(both(server, "/ship", "read", "{}").body()).isEqualTo("[1,2]");
        }
    }

    @Test
    void theMockShowsWhereValuesComeFrom() throws IOException {
        serving("[{type: object, properties: {id: {mapping: $.imo}, l: {type: array, mapping: $.decks, items: {mapping:"
                        + " $.n}}, v: {value: {x: [2, null]}}}}]")
                .close();
        try (var server = TestServer.of(folder).mock().start()) {
            assertThat(both(server, "/ship", "read", "{}").body())
                    .isEqualTo(
                            "{\"id\":\"<$['imo']>\",\"l\":[\"<$['n']>\",\"<more of $['decks']>\"],\"v\":{\"x\":[2,null]}}"
                                    .replaceAll("\\$\\['(\\w+)']", "\\$.$1"));
        }
    }

    @Test
    void hostileAnswersDoNoHarm() throws IOException {
        var deep = "[".repeat(490) + "]".repeat(490);
        upstream.answer(request -> "{\"deep\":" + deep + ",\"n\":1e1000000000,\"half\":\"\\ud800\"}");
        try (var server =
                serving("[{type: object, properties: {a: {type: object, properties: {deep: {mapping: $.deep}}},"
                        + " n: {mapping: $.n}, f: {mapping: '$[?(@ > 2)]'}}}]")) {
            var got = both(server, "/ship", "read", "{}");
            assertThat(got.status()).isEqualTo(200);
            assertThat(got.body()).contains(deep, "1E+1000000000");
            var many = "{\"deep\":".repeat(400) + "\"" + "x".repeat(100_000) + "\"" + "}".repeat(400);
            upstream.answer(request -> many);
            assertThat(server.get(server.rest("/many")).body()).asString().contains("upstream-too-large");
            upstream.answer(request -> "{\"deep\":" + "[".repeat(501) + "]".repeat(501) + "}");
            assertThat(both(server, "/ship", "read", "{}").body()).contains("deeper than 500 levels");
            upstream.answer(request -> "{\"deep\":\"" + "x".repeat(11 * 1024 * 1024) + "\"}");
            assertThat(both(server, "/ship", "read", "{}").body()).contains("upstream-too-large");
        }
    }

    @Test
    void anErrorOfTheUpstreamIsPassedOnAsItCame() throws IOException {
        upstream.answer(request -> FakeUpstream.message(404, "application/json", "{\"name\":\"no\"}"));
        try (var server = serving("[{type: object, properties: {n: {mapping: $.name}}}]")) {
            var got = both(server, "/ship", "read", "{}");
            assertThat(got.status()).isEqualTo(404);
            assertThat(got.body()).isEqualTo("{\"name\":\"no\"}");
        }
    }

    @Test
    void aRedirectIsNoSuccessOfWhichSomethingIsMade() throws IOException {
        for (var answer : List.of("{\"name\":\"no\"}", "moved")) {
            upstream.answer(request -> FakeUpstream.message(303, "application/json\r\nLocation: /items/9", answer));
            try (var server = serving("[{type: object, properties: {n: {mapping: $.name}}}]")) {
                assertThat(server.get(server.rest("/ship")).statusCode()).isEqualTo(303);
                var result = server.callTool("read", "{}");
                assertThat(result.path("isError").asBoolean()).isTrue();
                assertThat(result.path("content").get(0).path("text").asString())
                        .startsWith("The upstream answered HTTP 303")
                        .contains("Location: /items/9", answer);
            }
        }
    }

    @Test
    void anAnswerThatIsNotInTheFormatIsTold() throws IOException {
        upstream.answer(request -> FakeUpstream.message(200, "text/html", "<html>secret</html>"));
        try (var server = serving("[{type: object, properties: {n: {mapping: $.name}}}]")) {
            var got = both(server, "/ship", "read", "{}");
            assertThat(got.status()).isEqualTo(502);
            assertThat(got.body()).contains("answer-unreadable", "api.read", "text/html", "not valid json");
            assertThat(got.body()).doesNotContain("secret");
        }
    }

    @Test
    void theStatusAndTheHeadersStay() throws IOException {
        upstream.answer(
                request -> "HTTP/1.1 201 Created\r\nLocation: /ship/1\r\nContent-Type: text/x\r\nContent-Length: "
                        + "12\r\n\r\n{\"name\":\"x\"}");
        try (var server = serving("[{type: object, properties: {n: {mapping: $.name}}}]")) {
            var response = server.get(server.rest("/ship"));
            assertThat(response.statusCode()).isEqualTo(201);
            assertThat(response.headers().firstValue("Location")).contains("/ship/1");
            assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(response.body()).asString().isEqualTo("{\"n\":\"x\"}");
        }
    }

    @Test
    void aToolThatDeclaresAnObjectHasStructuredContent() throws IOException {
        upstream.answer(request -> SHIP);
        try (var server =
                serving("[{type: object, properties: {id: {type: string, mapping: $.imo}, l: {type: array, mapping:"
                        + " $.spec.decks}}}]")) {
            assertThat(both(server, "/ship", "read", "{}").structured().toString())
                    .isEqualTo("{\"id\":\"IMO-1\",\"l\":[{\"n\":1,\"area\":10.0},{\"n\":2,\"area\":20.5}]}");
            var tool = server.rpc("tools/list", "{}").get("result").get("tools").get(0);
            assertThat(tool.get("outputSchema").toString())
                    .isEqualTo(
                            "{\"type\":\"object\",\"properties\":{\"id\":{\"$ref\":\"#/$defs/any\"},\"l\":{\"$ref\":\"#/$defs/any\"}},"
                                    + "\"$defs\":{\"any\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"number\"},"
                                    + "{\"type\":\"boolean\"},{\"type\":\"object\"},{\"type\":\"array\"},{\"type\":\"null\"}]}}}");
            upstream.answer(request -> "HTTP/1.1 204 No Content\r\n\r\n");
            assertThat(server.callTool("read", "{}").get("structuredContent").toString())
                    .isEqualTo("{}");
        }
    }

    @Test
    void bytesKeepTheTypeThatTheFileSays() throws IOException {
        upstream.answer(request -> FakeUpstream.message(200, "application/octet-stream", "GIF89a"));
        try (var server = serving(
                "{name: read, method: GET, outputRawFormat: binary, outputMediaType: image/gif, maxBinarySize: 6}",
                "[]")) {
            var response = server.get(server.rest("/ship"));
            assertThat(response.headers().firstValue("Content-Type")).contains("image/gif");
            assertThat(server.callTool("read", "{}").get("content").get(0).toString())
                    .isEqualTo("{\"type\":\"image\",\"data\":\"R0lGODlh\",\"mimeType\":\"image/gif\"}");
            upstream.answer(request -> FakeUpstream.message(200, "application/octet-stream", "GIF89ab"));
            assertThat(both(server, "/ship", "read", "{}").body()).contains("upstream-too-large");
        }
    }

    @Test
    void bytesMayHaveATypeForEachStatus() throws IOException {
        write("a.yaml", """
                ikanos: 1.0.0-beta2
                capability:
                  consumes: [{namespace: api, baseUri: 'https://api.test', resources: [{path: /ship, operations: [{name: read, method: GET}]}]}]
                  exposes:
                  - type: rest
                    namespace: rest
                    port: 8080
                    resources:
                      some: {path: /some, operations: {read: {method: GET, call: api.read, responses: {'201': {content: {image/png: {binary: true}}}, default: {content: {text/x: {binary: true}, text/y: {schema: {}}}}}}}}
                      one: {path: /one, operations: {read: {method: GET, call: api.read, responseBinary: {status: 201, mediaType: image/gif}}}}
                """);
        upstream.answer(request -> FakeUpstream.message(201, "text/plain", "x"));
        try (var server = server().start()) {
            assertThat(server.get(server.rest("/some")).headers().firstValue("Content-Type"))
                    .contains("image/png");
            assertThat(server.get(server.rest("/one")).headers().firstValue("Content-Type"))
                    .contains("image/gif");
            upstream.answer(request -> FakeUpstream.message(200, "text/plain", "x"));
            assertThat(server.get(server.rest("/some")).headers().firstValue("Content-Type"))
                    .contains("text/x");
            assertThat(server.get(server.rest("/one")).headers().firstValue("Content-Type"))
                    .contains("text/plain");
        }
    }

    @Test
    void aFileMayAnswerItself() throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  exposes:
                  - type: rest
                    namespace: hi
                    port: 8080
                    resources:
                    - path: /hello
                      inputParameters: [{name: who, in: query, type: string, description: Who.}]
                      operations:
                      - {method: GET, outputParameters: [{name: greeting, type: string, value: 'Hello {{who}}'}, {name: n, type: number, value: '5'}, {name: list, type: array, items: {type: object, properties: {a: {type: boolean, value: 'true'}, b: {type: string}}}}]}
                    - {path: /plain, operations: [{method: GET, outputParameters: [{type: string, value: hello}]}]}
                  - type: mcp
                    namespace: hi-mcp
                    port: 9090
                    tools:
                    - name: hello
                      description: Says hello.
                      inputParameters: [{name: who, type: string, description: Who.}]
                      outputParameters: [{name: greeting, type: string, value: 'Hello {{who}}'}, {name: n, type: number, value: '5'}, {name: list, type: array, items: {type: object, properties: {a: {type: boolean, value: 'true'}, b: {type: string}}}}]
                """);
        try (var server = server().start()) {
            assertThat(both(server, "/hello?who=%7B%7Bx%7D%7D", "hello", "{\"who\":\"{{x}}\"}")
                            .body())
                    .isEqualTo("{\"greeting\":\"Hello {{x}}\",\"n\":5,\"list\":[{\"a\":true}]}");
            assertThat(server.get(server.rest("/plain")).body()).asString().isEqualTo("{\"value\":\"hello\"}");
            assertThat(server.get(server.rest("/hello")).body()).asString().startsWith("{\"n\":5");
        }
        assertThat(upstream.received()).isEmpty();
    }
}
