package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file says of values in the words of JSON Schema holds at both doors. */
class ValueLimitsTest extends FolderFixture {
    private enum Side {
        REST,
        MCP
    }

    private static final String TREE = "type: object, additionalProperties: false, required: [name], properties: {"
            + "name: {type: string, minLength: 2}, age: {type: integer, minimum: 0}, "
            + "tags: {type: array, maxItems: 2, items: {type: string, pattern: '^[a-z]+$', enum: [a, b, A]}}, "
            + "more: {type: object, properties: {id: {type: string, required: true}}}, "
            + "rest: {type: object, additionalProperties: {type: number}}}";

    private TestServer serving(String method, String input) throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: api
                    baseUri: https://api.test
                    resources:
                    - path: /things
                      operations:
                      - {name: send, method: %1$s, inputParameters: [{%2$s}]}
                  exposes:
                  - {type: rest, namespace: rest, port: 8080, resources: [{path: /things, operations: [{method: %1$s, call: api.send}]}]}
                  - {type: mcp, namespace: mcp, port: 9090, tools: [{name: send, call: api.send}]}
                """.formatted(method, input));
        return server().start();
    }

    /** What is wrong with it; empty when nothing is. */
    private static String wrong(TestServer server, Side side, String body) {
        if (side == Side.REST) {
            var response = server.post(server.rest("/things"), body);
            return told(response.statusCode() == 200, new String(response.body(), UTF_8));
        }
        var result = server.callTool("send", body);
        return told(!result.get("isError").asBoolean(), Door.answer(result).text());
    }

    private static String told(boolean isOk, String text) {
        if (isOk) {
            return "";
        }
        var isProblem = text.startsWith("{");
        var told = isProblem ? TestServer.JSON.readTree(text).get("detail").asString() : text;
        return told.replace("The call does not fit what the operation takes. ", "")
                .replaceFirst("[.]( [\\[]input-invalid[\\]])?$", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "integer | minimum: 2 | 2 | 1 | must be at least 2, not '1'",
                "number | maximum: 2.5 | 2.50 | 2.51 | must be at most 2.5, not '2.51'",
                "number | exclusiveMinimum: 2 | 2.1 | 2 | must be more than 2, not '2'",
                "number | `minimum: 2, exclusiveMinimum: true` | 2.1 | 2 | must be more than 2, not '2'",
                "integer | exclusiveMaximum: 5 | 4 | 5 | must be less than 5, not '5'",
                "number | multipleOf: 0.1 | 4.2 | 4.25 | must be a multiple of 0.1, not '4.25'",
                "integer | maximum: 5 | \"5\" | \"6\" | must be at most 5, not '6'",
                "string | minLength: 2 | \"äö\" | \"ä\" | must have at least 2 characters, not 1",
                "string | maxLength: 1 | \"😀\" | \"ab\" | must have at most 1 character, not 2",
                "string | maxLength: 2 | 42 | 421 | must have at most 2 characters, not 3",
                "string | format: date | \"2026-02-28\" | \"2026-02-30\" | must be a date such as 2026-03-04, not '2026-02-30'",
                "string | format: date-time | \"2026-02-28T01:02:03.5+01:00\" | \"2026-02-28\" | must be a date and a time such as 2026-03-04T05:06:07Z, not '2026-02-28'",
                "string | format: email | \"a.b@mail.example.org\" | \"a.b\" | must be an email address such as name@example.org, not 'a.b'",
                "string | format: uri | \"https://example.org/a?b=c\" | \"a b\" | must be a URI such as https://example.org/a, not 'a b'",
                "string | format: uuid | \"123E4567-e89b-12d3-a456-426614174000\" | \"1\" | must be a UUID such as 123e4567-e89b-12d3-a456-426614174000, not '1'",
                "string | format: ipv4 | \"192.0.2.1\" | \"192.0.2.256\" | must be an IPv4 address such as 192.0.2.1, not '192.0.2.256'",
                "string | format: ipv6 | \"2001:db8::1\" | \"2001:db8::1::\" | must be an IPv6 address such as 2001:db8::1, not '2001:db8::1::'",
                "array | minItems: 1 | [0] | [] | must have at least 1 item, not 0",
                "array | maxItems: 2 | [1,2] | [1,2,3] | must have at most 2 items, not 3",
                "array | uniqueItems: true | [1,\"1\",{\"a\":1}] | [1,2,1] | must not have the same item twice",
            })
    void limits(String type, String words, String right, String wrong, String expected) throws IOException {
        try (var server =
                serving("POST", "name: x, in: body, type: " + type + ", " + words + "}, {name: y, in: body")) {
            for (var side : Side.values()) {
                assertThat(wrong(server, side, "{\"x\":" + right + "}")).isEmpty();
                assertThat(wrong(server, side, "{\"x\":" + wrong + "}")).isEqualTo("'x' " + expected);
            }
        }
        assertThat(upstream.received()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void everythingBelowIsTold(Side side) throws IOException {
        try (var server = serving("POST", "name: x, in: body, " + TREE + "}, {name: y, in: body")) {
            assertThat(
                            wrong(
                                    server,
                                    side,
                                    "{\"x\":{\"age\":-1,\"tags\":[\"a\",\"A\",\"c\"],\"more\":{},\"rest\":{\"p/q~\":\"x\"},\"odd\":1}}"))
                    .isEqualTo("'x/age' must be at least 0, not '-1';"
                            + " 'x/tags' must have at most 2 items, not 3;"
                            + " 'x/tags/1' must match ^[a-z]+$, unlike 'A';"
                            + " 'x/tags/2' must be one of a, b, A, not 'c';"
                            + " 'x/more/id' is required;"
                            + " 'x/rest/p~1q~0' must be of type number, not string;"
                            + " 'x/odd' is not known here (known: name, age, tags, more, rest);"
                            + " 'x/name' is required");
            assertThat(
                            wrong(
                                    server,
                                    side,
                                    "{\"x\":{\"name\":42,\"age\":\"7\",\"tags\":[\"a\",null],\"more\":null,\"rest\":{\"p\":\"1.5\",\"q\":null}}}"))
                    .isEmpty();
            assertThat(upstream.only().body())
                    .asString(UTF_8)
                    .isEqualTo(
                            "{\"x\":{\"name\":42,\"age\":\"7\",\"tags\":[\"a\",null],\"more\":null,\"rest\":{\"p\":\"1.5\",\"q\":null}}}");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aWholeBodyIsChecked(Side side) throws IOException {
        try (var server = serving("POST", "name: body, in: body, " + TREE)) {
            var start = side == Side.REST ? "" : "{\"body\":";
            var end = side == Side.REST ? "" : "}";
            assertThat(wrong(server, side, start + "{\"name\":\"a\",\"age\":1.5}" + end))
                    .isEqualTo(
                            "'body/name' must have at least 2 characters, not 1; 'body/age' must be of type integer, not"
                                    + " number");
            assertThat(wrong(server, side, start + "{\"name\":\"ab\"}" + end)).isEmpty();
        }
    }

    /** Public files call every body an object. */
    @Test
    void aBodyOfAnotherKindIsNotRefused() throws IOException {
        try (var server = serving("POST", "name: body, in: body, " + TREE)) {
            assertThat(wrong(server, Side.REST, "[1]")).isEmpty();
            assertThat(server.send(
                                    "POST",
                                    server.rest("/things"),
                                    "{}".getBytes(UTF_8),
                                    "Content-Type",
                                    "application/json",
                                    "Content-Encoding",
                                    "gzip")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`type: integer, maximum: 5` | ?x=5 | {\"x\":5} | ?x=6 | {\"x\":6} | 'x' must be at most 5, not '6'",
                "`type: array, items: {type: integer, maximum: 5}, minItems: 2` | ?x=1&x=5 | {\"x\":[1,5]} | ?x=6 | {\"x\":[6]} | 'x' must have at least 2 items, not 1; 'x/0' must be at most 5, not '6'",
                "`type: array, items: {type: integer, maximum: 5}` | ?x=[1,2] | {\"x\":[1,2]} | ?x=[7] | {\"x\":[7]} | 'x/0' must be at most 5, not '7'",
                "`type: object, style: deepObject, properties: {a: {type: integer, maximum: 5}}` | ?x[a]=5&x[b]=9 | {\"x\":{\"a\":5,\"b\":9}} | ?x[a]=6 | {\"x\":{\"a\":6}} | 'x/a' must be at most 5, not '6'",
                "`type: object, required: [a], properties: {a: string}` | ?x={\"a\":\"5\"} | {\"x\":{\"a\":\"5\"}} | ?x={} | {\"x\":{}} | 'x/a' is required",
            })
    void textsAreWhatTheirTypeSays(
            String words, String query, String arguments, String wrongQuery, String wrongArguments, String expected)
            throws IOException {
        try (var server = serving("GET", "name: x, in: query, " + words)) {
            assertThat(get(server, query)).isEmpty();
            assertThat(wrong(server, Side.MCP, arguments)).isEmpty();
            assertThat(get(server, wrongQuery)).isEqualTo(expected);
            assertThat(wrong(server, Side.MCP, wrongArguments)).isEqualTo(expected);
        }
    }

    private static String get(TestServer server, String query) {
        var encoded = query.replace("[", "%5B")
                .replace("]", "%5D")
                .replace("{", "%7B")
                .replace("}", "%7D");
        var response = server.get(server.rest("/things" + encoded.replace("\"", "%22")));
        return told(response.statusCode() == 200, new String(response.body(), UTF_8));
    }

    /** What makes no sense is not held against callers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "minimum: much",
                "minLength: -1",
                "multipleOf: 0",
                "format: int32",
                "format: regex",
                "items: {pattern: '(?=x)'}",
                "maxLength: 1e999999999",
                "properties: {a: {minimum: x, maxLength: [1], enum: [], $ref: 'https://evil.test/a.json'}}",
                "$ref: 'file:///etc/passwd'",
                "additionalProperties: false",
                "required: true",
            })
    void wordsWithoutSenseAreLeftOut(String words) throws IOException {
        try (var server = serving("POST", "name: x, in: body, " + words + "}, {name: y, in: body")) {
            for (var side : Side.values()) {
                assertThat(wrong(server, side, "{\"x\":\"ab\"}")).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void noMoreThanTwentyAreTold(Side side) throws IOException {
        try (var server =
                serving("POST", "name: x, in: body, type: array, items: {type: integer}}, {name: y, in: body")) {
            var list = IntStream.range(0, 100_000).mapToObj(i -> "\"a\"").collect(Collectors.joining(",", "[", "]"));
            assertThat(wrong(server, side, "{\"x\":" + list + "}"))
                    .endsWith("; 'x/19' must be of type integer, not string");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void numbersThatCannotBeReckonedWithAreRefused(Side side) throws IOException {
        try (var server = serving("POST", "name: x, in: body, type: number, multipleOf: 3}, {name: y, in: body")) {
            for (var number : new String[] {"1e999999999", "1e-999999999", "9".repeat(1001)}) {
                assertThat(wrong(server, side, "{\"x\":" + number + "}"))
                        .isEqualTo("'x' has a number of more than 1000 digits");
            }
            assertThat(wrong(server, side, "{\"x\":3e999}")).isEmpty();
        }
    }

    /** These texts have one hash. */
    @Test
    void itemsWithOneHashDoNotTakeForEver() throws IOException {
        try (var server = serving("POST", "name: x, in: body, type: array, uniqueItems: true}, {name: y, in: body")) {
            var list = IntStream.range(0, 1 << 16)
                    .mapToObj(i -> IntStream.range(0, 16)
                            .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                            .collect(Collectors.joining("", "\"", "\"")))
                    .collect(Collectors.joining(",", "[", "]"));
            assertThat(wrong(server, Side.REST, "{\"x\":" + list + "}")).isEmpty();
        }
    }

    @Test
    void longTextsOfAFormatDoNotTakeForEver() throws IOException {
        for (var format : new String[] {"email", "uri", "ipv6", "date-time"}) {
            try (var server =
                    serving("POST", "name: x, in: body, type: string, format: " + format + "}, {name: y, in: body")) {
                assertThat(wrong(server, Side.REST, "{\"x\":\"" + "a.".repeat(500_000) + "@\"}"))
                        .startsWith("'x' must be a");
            }
        }
    }
}
