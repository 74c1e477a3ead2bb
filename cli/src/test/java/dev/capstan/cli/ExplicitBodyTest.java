package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations that say themselves what their body is made of. */
class ExplicitBodyTest extends FolderFixture {
    private enum Side {
        REST,
        MCP
    }

    private TestServer serving(String body) throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: api
                    baseUri: https://api.test
                    resources:
                    - path: /things
                      operations:
                      - name: create
                        method: POST
                        body: %s
                  exposes:
                  - {type: rest, namespace: rest, port: 8080, resources: [{path: /things, operations: [{method: POST, call: api.create}]}]}
                  - {type: mcp, namespace: mcp, port: 9090, tools: [{name: create, call: api.create}]}
                """.formatted(body));
        return server().variables(Map.of("TEAM", "blue \"team\"")).start();
    }

    private String sent(TestServer server, Side side, String json) {
        var before = upstream.received().size();
        if (side == Side.REST) {
            assertThat(server.post(server.rest("/things"), json).statusCode()).isEqualTo(200);
        } else {
            assertThat(server.callTool("create", json).path("isError").asBoolean())
                    .isFalse();
        }
        return new String(upstream.received().get(before).body(), UTF_8);
    }

    private String mediaType() {
        return upstream.received().get(upstream.received().size() - 1).header("Content-Type");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void valuesArePutIntoTheTree(Side side) throws IOException {
        try (var server =
                serving("{type: json, data: {name: '{{tools.name}}', note: 'for {{name}}', n: 5, s: '5', yes: true,"
                        + " none: null, team: '{{env.TEAM}}', deep: {list: ['{{tools.size}}', x, '{{gone}}']}}}")) {
            assertThat(sent(server, side, "{\"name\":\"a\\\"b{{env.TEAM}}\",\"size\":1.50}"))
                    .isEqualTo(
                            "{\"name\":\"a\\\"b{{env.TEAM}}\",\"note\":\"for a\\\"b{{env.TEAM}}\",\"n\":5,\"s\":\"5\","
                                    + "\"yes\":true,\"none\":null,\"team\":\"blue \\\"team\\\"\",\"deep\":{\"list\":[1.50,\"x\"]}}");
            assertThat(mediaType()).isEqualTo("application/json");
            assertThat(sent(server, side, "{\"name\":{\"a\":[1]}}")).startsWith("{\"name\":{\"a\":[1]},");
            assertThat(sent(server, side, "{}")).startsWith("{\"n\":5,");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aTextOfJsonIsReadAsJson(Side side) throws IOException {
        try (var server = serving("'{\"id\": \"{{id}}\", \"tags\": {{tags}}, \"fixed\": [1, \"{{id}}-x\"]}'")) {
            assertThat(sent(server, side, "{\"id\":\"a\\\"\",\"tags\":[1,2]}"))
                    .isEqualTo("{\"id\":\"a\\\"\",\"tags\":[1,2],\"fixed\":[1,\"a\\\"-x\"]}");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aFormIsMadeOfItsFields(Side side) throws IOException {
        try (var server =
                serving("{type: form, data: {q: '{{q}}', page: 1, team: '{{env.TEAM}}', gone: '{{gone}}'}}")) {
            assertThat(sent(server, side, "{\"q\":\"a&b\"}")).isEqualTo("q=a%26b&page=1&team=blue%20%22team%22");
            assertThat(mediaType()).isEqualTo("application/x-www-form-urlencoded");
        }
    }

    @Test
    void aBodyOfWhichOnlyTheTypeIsSaidIsGivenWhole() throws IOException {
        try (var server = serving("{type: json}")) {
            assertThat(sent(server, Side.REST, "[1.0 ,2]")).isEqualTo("[1.0 ,2]");
            assertThat(sent(server, Side.MCP, "{\"body\":{\"a\":1}}")).isEqualTo("{\"a\":1}");
            assertThat(sent(server, Side.MCP, "{\"a\":1}")).isEqualTo("{\"a\":1}");
        }
    }

    @Test
    void anotherKindIsToldAndNothingIsSent() throws IOException {
        try (var server = serving("{type: thrift, data: 'SELECT {{x}}'}")) {
            assertThat(server.post(server.rest("/things"), "{}").statusCode()).isEqualTo(503);
        }
        assertThat(upstream.received()).isEmpty();
    }
}
