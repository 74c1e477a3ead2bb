package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What inputs may be, what takes their place, and how lists and objects travel. */
class InputRulesTest extends FolderFixture {
    private enum Side {
        REST,
        MCP
    }

    private record Answer(boolean ok, String text) {}

    private TestServer serving(String method, String consumed, String exposed) throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: api
                    baseUri: https://api.test
                    resources:
                    - path: /things
                      operations:
                      - {name: find, method: %1$s, inputParameters: %2$s}
                  exposes:
                  - {type: rest, namespace: rest, port: 8080, resources: [{path: /things, operations: [{method: %1$s, call: api.find, inputParameters: %3$s}]}]}
                  - {type: mcp, namespace: mcp, port: 9090, tools: [{name: find, call: api.find, inputParameters: %3$s}]}
                """.formatted(method, consumed, exposed));
        return server().variables(Map.of("region", "eu", "TEAM", "blue")).start();
    }

    private static Answer rest(TestServer server, String query, String... headers) {
        var response = server.get(server.rest("/things" + query), headers);
        return new Answer(response.statusCode() == 200, new String(response.body(), UTF_8));
    }

    private static Answer tool(TestServer server, String arguments) {
        var result = server.callTool("find", arguments);
        return new Answer(!result.path("isError").asBoolean(), result.toString());
    }

    private static Answer call(TestServer server, Side side, String query, String arguments) {
        return side == Side.REST ? rest(server, query) : tool(server, arguments);
    }

    private String header(String name) {
        return upstream.received().get(upstream.received().size() - 1).header(name);
    }

    private String query() {
        return requestLine().split(" ", -1)[1].replaceFirst("^[^?]*\\??", "");
    }

    @Test
    void cookiesAreOneHeader() throws IOException {
        var inputs =
                "[{name: a, in: cookie}, {name: b, in: cookie, required: true}, {name: c, in: cookie, value: 'x'}]";
        try (var server = serving("GET", inputs, "[]")) {
            assertThat(rest(server, "", "Cookie", "z=1; b=2=3; a=4\\5").ok()).isFalse();
            assertThat(rest(server, "", "Cookie", "b=2; a=\"4\"").ok()).isTrue();
            assertThat(rest(server, "", "Cookie", "z=1; b=2=3;a=4").ok()).isTrue();
            assertThat(header("Cookie")).isEqualTo("a=4; b=2=3; c=x");
            assertThat(tool(server, "{\"b\":\"5\"}").ok()).isTrue();
            assertThat(header("Cookie")).isEqualTo("b=5; c=x");
            var before = upstream.received().size();
            assertThat(tool(server, "{\"b\":\"5; admin=1\"}").text())
                    .contains("'b' has a character at position 2 that a cookie cannot carry");
            assertThat(rest(server, "").text()).contains("'b' is required (cookie, text)");
            assertThat(upstream.received()).hasSize(before);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void whatIsInTheEnvironmentIsAVariable(Side side) throws IOException {
        var inputs = "[{name: region, in: environment}, {name: team, in: environment, value: 't-{{env.TEAM}}'},"
                + " {name: at, in: query, value: '{{region}}/{{team}}'}]";
        try (var server = serving("GET", inputs, "[]")) {
            assertThat(call(server, side, "", "{}").ok()).isTrue();
            assertThat(query()).isEqualTo("at=eu%2Ft-blue");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aFixedValueIsNotTheCallers(Side side) throws IOException {
        var exposed = "[{name: a, in: query, value: 'is {{env.TEAM}}'}, {name: b, in: query, required: false}]";
        try (var server = serving(
                "GET", "[{name: a, in: query}, {name: b, in: query}, {name: c, in: query, const: 7}]", exposed)) {
            assertThat(call(server, side, "?a=mine&b=1", "{\"b\":\"1\"}").ok()).isTrue();
            assertThat(query()).isEqualTo("a=is%20blue&b=1&c=7");
        }
    }

    @Test
    void aConstantIsSent() throws IOException {
        try (var server = serving("GET", "[{name: X-Version, in: header, const: '2025-09-03'}]", "[]")) {
            rest(server, "");
            assertThat(header("X-Version")).isEqualTo("2025-09-03");
        }
    }

    @Test
    void aPathLeadsIntoTheBody() throws IOException {
        var exposed =
                "[{name: id, in: body, type: string, value: $.user.id}, {name: all, in: body, mapping: '$.list[1]'}]";
        try (var server = serving("POST", "[{name: id, in: query}, {name: all, in: query}]", exposed)) {
            assertThat(server.post(server.rest("/things"), "{\"user\":{\"id\":\"a b\"},\"list\":[1,2.50]}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(query()).isEqualTo("id=a%20b&all=2.50");
            assertThat(server.post(server.rest("/things"), "{\"user\":{}}").statusCode())
                    .isEqualTo(200);
            assertThat(query()).isEmpty();
            assertThat(server.post(server.rest("/things"), "{").statusCode()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aDefaultTakesThePlaceOfWhatIsLeftOut(Side side) throws IOException {
        var consumed = "[{name: size, in: query, type: integer}, {name: page, in: query, default: 1},"
                + " {name: sort, in: query, default: name, required: true}]";
        try (var server = serving("GET", consumed, "[]")) {
            assertThat(call(server, side, "", "{}").ok()).isTrue();
            assertThat(query()).isEqualTo("sort=name");
        }
        try (var server =
                serving("GET", consumed, "[{name: size, in: query, type: integer, default: 20, required: true}]")) {
            assertThat(call(server, side, "", "{}").ok()).isTrue();
            assertThat(query()).isEqualTo("size=20&sort=name");
            assertThat(call(server, side, "?size=3", "{\"size\":3}").ok()).isTrue();
            assertThat(query()).isEqualTo("size=3&sort=name");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void everyValueThatIsNotAllowedIsToldAtOnce(Side side) throws IOException {
        var consumed = "[{name: sort, in: query, enum: [up, down]}, {name: n, in: query, type: integer, enum: [1, 2]},"
                + " {name: code, in: query, pattern: '^[A-Z]{2}$'}, {name: must, in: query, required: true},"
                + " {name: evil, in: query, pattern: '^(a+)+$'}, {name: odd, in: query, pattern: '(?=x)'}]";
        try (var server = serving("GET", consumed, "[]")) {
            var evil = "a".repeat(50_000) + "!";
            var refused = call(
                    server,
                    side,
                    "?sort=x&n=3&code=abc&odd=y&evil=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
                    "{\"sort\":\"x\",\"n\":3,\"code\":\"abc\",\"odd\":\"y\",\"evil\":\"" + evil + "\"}");
            assertThat(refused.ok()).isFalse();
            assertThat(refused.text())
                    .contains("'sort' must be one of up, down, not 'x'")
                    .contains("'n' must be one of 1, 2, not '3'")
                    .contains("'code' must match ^[A-Z]{2}$, unlike 'abc'")
                    .contains("'must' is required")
                    .contains("'evil' must match ^(a+)+$, unlike 'aaaa")
                    .doesNotContain("'odd'");
            assertThat(upstream.received()).isEmpty();
            assertThat(call(
                                    server,
                                    side,
                                    "?sort=up&n=2&code=AB&must=1",
                                    "{\"sort\":\"up\",\"n\":2.0,\"code\":\"AB\",\"must\":1}")
                            .ok())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                              | [\"a,b\",\"c d\"] | q=a%2Cb&q=c%20d",
                "style: form                   | [\"a,b\",\"c d\"] | q=a%2Cb&q=c%20d",
                "explode: false                | [\"a,b\",\"c d\"] | q=a%2Cb,c%20d",
                "style: spaceDelimited         | [\"a,b\",\"c/d\"] | q=a%2Cb%20c%2Fd",
                "style: pipeDelimited          | [\"a,b\",\"c d\"] | q=a%2Cb%7Cc%20d",
                "`style: form, explode: false` | [\"a\"]           | q=a",
            })
    void aListTravelsInItsStyle(String style, String list, String expected) throws IOException {
        var said = style == null ? "" : ", " + style;
        try (var server = serving("GET", "[{name: q, in: query, type: array" + said + "}]", "[]")) {
            assertThat(tool(server, "{\"q\":" + list + "}").ok()).isTrue();
            assertThat(query()).isEqualTo(expected);
            assertThat(rest(server, "?" + expected).ok()).isTrue();
            assertThat(query()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                     | q=%7B%22x%22%3A%221%2C%22%2C%22y%22%3A%22a%20b%22%7D",
                "style: deepObject    | q%5Bx%5D=1%2C&q%5By%5D=a%20b",
                "style: form          | x=1%2C&y=a%20b",
                "explode: false       | q=x,1%2C,y,a%20b",
            })
    void anObjectTravelsInItsStyle(String style, String expected) throws IOException {
        var said = style == null ? "" : ", " + style;
        var inputs = "[{name: q, in: query, type: object, properties: {x: {type: string, required: true}, y: string}"
                + said + "}]";
        try (var server = serving("GET", inputs, "[]")) {
            assertThat(tool(server, "{\"q\":{\"x\":\"1,\",\"y\":\"a b\"}}").ok())
                    .isTrue();
            assertThat(query()).isEqualTo(expected);
            assertThat(rest(server, "?" + expected).ok()).isTrue();
            assertThat(query()).isEqualTo(expected);
            assertThat(server.rpc("tools/list", "{}")
                            .at("/result/tools/0/inputSchema/properties/q")
                            .toString())
                    .isEqualTo(
                            "{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\"},\"y\":{\"type\":\"string\"}},"
                                    + "\"required\":[\"x\"]}");
        }
    }

    @Test
    void whatARouteSaysOfAVariableOfItsPathCounts() throws IOException {
        write(
                "a.yaml",
                FolderFixture.simple("one", "/things/{no}", "read", "/things/{no}")
                        .replace(
                                "{method: GET, name: read, call: one.read, description: Reads.}",
                                "{method: GET, call: one.read, inputParameters: [{name: no, in: path, type: integer, enum:"
                                        + " [7, 70], pattern: '^[0-9]$'}]}"));
        try (var server = server().start()) {
            assertThat(server.get(server.rest("/things/7")).statusCode()).isEqualTo(200);
            assertThat(server.get(server.rest("/things/70")).body())
                    .asString()
                    .contains("'no' must match ^[0-9]$, unlike '70'");
            assertThat(server.get(server.rest("/things/8")).body())
                    .asString()
                    .contains("'no' must be one of 7, 70, not '8'");
            assertThat(server.get(server.rest("/things/x")).body())
                    .asString()
                    .contains("'no' must be of type integer, not 'x'");
        }
        assertThat(upstream.received()).hasSize(1);
    }

    @Test
    void anIntegerMayBeWrittenWithAFractionOfNothing() throws IOException {
        write(
                "a.yaml",
                FolderFixture.simple("one", "/things", "read", "/things")
                        .replace(
                                "{name: read, method: GET}",
                                "{name: read, method: POST, inputParameters: [{name: n, in: query, type: integer}, {name: m,"
                                        + " in: body, type: integer}]}")
                        .replace("{method: GET,", "{method: POST,"));
        try (var server = server().start()) {
            for (var number : List.of("5.0", "5e0", "0.5e1", "500E-2")) {
                server.callTool("read", "{\"n\":" + number + ",\"m\":" + number + "}");
                server.post(server.rest("/things?n=5"), "{\"m\":" + number + "}");
            }
            assertThat(upstream.received()).hasSize(8).allSatisfy(call -> {
                assertThat(call.requestLine()).isEqualTo("POST /things?n=5 HTTP/1.1");
                assertThat(call.body()).asString().isEqualTo("{\"m\":5}");
            });
            assertThat(CommandFixture.run("explain", folder.toString(), "read", "--arg", "n=5.0", "--arg", "m=5e0")
                            .out())
                    .contains("/things?n=5\n", "{\"m\":5}");
            server.callTool("read", "{\"n\":-0.0,\"m\":1e20}");
            assertThat(requestLine()).isEqualTo("POST /things?n=0 HTTP/1.1");
            for (var number : List.of("5.5", "1e400", "1e-400", "1e999999999", "1e99999999999999")) {
                assertThat(server.callTool("read", "{\"n\":" + number + ",\"m\":1}")
                                .toString())
                        .contains("'n' must be of type integer, not number");
            }
            assertThat(upstream.received()).hasSize(9);
        }
    }
}
