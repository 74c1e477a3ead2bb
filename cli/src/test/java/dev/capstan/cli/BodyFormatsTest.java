package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are no JSON: what is sent for them, and how values get into them without breaking them. */
class BodyFormatsTest extends FolderFixture {
    private enum Side {
        REST,
        MCP
    }

    private record Sent(boolean ok, String answer) {}

    private TestServer serving(String body) throws IOException {
        return serving(body, "[]");
    }

    private TestServer serving(String body, String inputs) throws IOException {
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
                        inputParameters: %s
                        body: %s
                  exposes:
                  - {type: rest, namespace: rest, port: 8080, resources: [{path: /things, operations: [{method: POST, call: api.create}]}]}
                  - {type: mcp, namespace: mcp, port: 9090, tools: [{name: create, call: api.create}]}
                """.formatted(inputs, body));
        return server().variables(Map.of("TEAM", "blue <\"team\">")).start();
    }

    private static Sent call(TestServer server, Side side, String json) {
        if (side == Side.REST) {
            var response = server.post(server.rest("/things"), json);
            return new Sent(response.statusCode() == 200, new String(response.body(), UTF_8));
        }
        var result = server.callTool("create", json);
        return new Sent(!result.path("isError").asBoolean(), result.toString());
    }

    private String sent(TestServer server, Side side, String json) {
        var call = call(server, side, json);
        assertThat(call.ok()).as(call.answer()).isTrue();
        return lastBody();
    }

    private String lastBody() {
        return new String(
                upstream.received().get(upstream.received().size() - 1).body(), UTF_8);
    }

    private String mediaType() {
        return upstream.received().get(upstream.received().size() - 1).header("Content-Type");
    }

    /** A multipart body with the boundary that changes taken out. */
    private String parts() {
        var boundary = mediaType().replaceFirst(".*boundary=", "");
        return lastBody().replace("--" + boundary, "--b").replace("\r\n", "|");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void noValueBreaksXml(Side side) throws IOException {
        try (var server =
                serving("{type: xml, data: '<a k=\"{{k}}\"><b>{{v}}</b><![CDATA[{{c}}]]>{{env.TEAM}}</a>'}")) {
            assertThat(sent(server, side, "{\"k\":\"x\\\" y='<\",\"v\":\"</b>&{{k}}\",\"c\":\"<]]>\"}"))
                    .isEqualTo("<a k=\"x&quot; y=&apos;&lt;\"><b>&lt;/b&gt;&amp;{{k}}</b>"
                            + "<![CDATA[<]]]]><![CDATA[>]]>blue &lt;&quot;team&quot;&gt;</a>");
            assertThat(mediaType()).isEqualTo("application/xml");

            var refused = call(server, side, "{\"k\":\"\\u0001\"}");
            assertThat(refused.ok()).isFalse();
            assertThat(refused.answer()).contains("'v' is required").contains("'c' is required");
            assertThat(call(server, side, "{\"k\":\"\\u0001\",\"v\":\"\",\"c\":\"\"}")
                            .answer())
                    .contains("'k' has a character that XML cannot carry");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aValueInAnXmlTagIsAName(Side side) throws IOException {
        try (var server = serving("{type: xml, data: '<{{tag}}/><!-- {{note}} -->'}")) {
            assertThat(sent(server, side, "{\"tag\":\"ns:a-1\",\"note\":\"<fine>\"}"))
                    .isEqualTo("<ns:a-1/><!-- <fine> -->");
            var refused = call(server, side, "{\"tag\":\"a b\",\"note\":\"--><x/>\"}");
            assertThat(refused.ok()).isFalse();
            assertThat(refused.answer()).contains("'tag' must be a name").contains("'note' must not contain '--'");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void noValueBreaksSparql(Side side) throws IOException {
        try (var server = serving(
                "{type: sparql, data: 'SELECT * {?s <http://p/{{p}}> \"{{o}}\" FILTER(?n < 3)} LIMIT {{n}}'}")) {
            assertThat(sent(server, side, "{\"p\":\"a> ?x\",\"o\":\"\\\"} # \\\\\\n\",\"n\":5}"))
                    .isEqualTo("SELECT * {?s <http://p/a%3E%20?x> \"\\\"} # \\\\\\n\" FILTER(?n < 3)} LIMIT 5");
            assertThat(mediaType()).isEqualTo("application/sparql-query");

            var refused = call(server, side, "{\"p\":\"\",\"o\":\"\",\"n\":\"1 } DROP ALL\"}");
            assertThat(refused.ok()).isFalse();
            assertThat(refused.answer()).contains("'n' must be a number or a plain name");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text             | text/plain; charset=utf-8",
                "xml              | application/xml",
                "sparql           | application/sparql-query",
                "yaml             | application/yaml",
                "text/turtle      | text/turtle",
            })
    void aTextThatIsOneReferenceIsGivenWhole(String type, String mediaType) throws IOException {
        for (var data : new String[] {"'{{tools.doc}}'", "{content: '{{tools.doc}}'}"}) {
            try (var server = serving("{type: " + type + ", data: " + data + "}")) {
                for (var side : Side.values()) {
                    assertThat(sent(server, side, "{\"doc\":\"<a>&{{x}}\"}")).isEqualTo("<a>&{{x}}");
                    assertThat(mediaType()).isEqualTo(mediaType);
                    assertThat(call(server, side, "{}").answer()).contains("'doc' is required");
                }
                server.send("POST", server.rest("/things"), "plain ö".getBytes(UTF_8), "Content-Type", "text/plain");
                assertThat(lastBody()).isEqualTo("plain ö");
                assertThat(mediaType()).isEqualTo(mediaType);
            }
        }
    }

    @Test
    void yamlMayBeATree() throws IOException {
        try (var server = serving("{type: yaml, data: {a: '{{a}}', b: [1, '{{gone}}']}}")) {
            assertThat(sent(server, Side.MCP, "{\"a\":\"x: y\"}")).isEqualTo("{\"a\":\"x: y\",\"b\":[1]}");
            assertThat(mediaType()).isEqualTo("application/yaml");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aFormMayBeText(Side side) throws IOException {
        try (var server =
                serving("{type: formUrlEncoded, data: 'grant=a%20b+c&user={{user}}&gone={{gone}}&all={{all}}'}")) {
            assertThat(sent(server, side, "{\"user\":\"a&b={{x}}\",\"all\":[1,{\"a\":2}]}"))
                    .isEqualTo("grant=a%20b%20c&user=a%26b%3D%7B%7Bx%7D%7D&all=%5B1%2C%7B%22a%22%3A2%7D%5D");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aMultipartFormIsMadeOfItsParts(Side side) throws IOException {
        try (var server = serving("{type: multipartForm, data: [{name: title, value: '{{title}}'},"
                + " {name: meta, value: {a: '{{a}}', b: 1}, contentType: application/json},"
                + " {name: 'doc\"', value: 'n,{{title}}', filename: '{{title}}.csv', contentType: text/csv},"
                + " {name: bytes, value: '{{bytes}}', filename: x.bin}, {name: gone, value: '{{gone}}'}]}")) {
            sent(server, side, "{\"title\":\"a\\r\\n\\\"b\",\"bytes\":\"YWJj\"}");
            assertThat(mediaType()).startsWith("multipart/form-data; boundary=");
            assertThat(parts())
                    .isEqualTo("--b|Content-Disposition: form-data; name=\"title\"||a|\"b|"
                            + "--b|Content-Disposition: form-data; name=\"meta\"|Content-Type: application/json||{\"b\":1}|"
                            + "--b|Content-Disposition: form-data; name=\"doc%22\"; filename=\"a%0D%0A%22b.csv\"|Content-Type: text/csv||n,a|\"b|"
                            + "--b|Content-Disposition: form-data; name=\"bytes\"; filename=\"x.bin\"|Content-Type: application/octet-stream||abc|"
                            + "--b--|");
        }
    }

    @Test
    void aMediaTypeOfTheCallerCannotAddHeaders() throws IOException {
        try (var server = serving("{type: multipart, data: [{name: f, value: x, contentType: '{{t}}'}]}")) {
            var refused = call(server, Side.MCP, "{\"t\":\"a/b\\r\\nX: y\"}");
            assertThat(refused.ok()).isFalse();
            assertThat(refused.answer()).contains("'f' has a media type with a character that a header cannot carry");
        }
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aRouteTakesUploadedFiles() throws IOException {
        var inputs = "[{name: file, in: formData, type: file}, {name: key, in: formData}]";
        for (var body :
                new String[] {"{type: multipart, data: {key: '{{tools.key}}', file: '{{tools.file}}'}}", "null"}) {
            try (var server = serving(body, inputs)) {
                var upload = String.join(
                        "\r\n",
                        "--x y",
                        "Content-Disposition: form-data; name=\"key\"",
                        "",
                        "k\u00e9",
                        "--x y",
                        "Content-Disposition: form-data; name=\"file\"; filename=\"a%22b.png\"",
                        "Content-Type: image/png",
                        "",
                        "\0\1\r\n--x",
                        "--x y--",
                        "");
                var answer = server.send(
                        "POST",
                        server.rest("/things"),
                        upload.getBytes(UTF_8),
                        "Content-Type",
                        "multipart/form-data; boundary=\"x y\"");
                assertThat(answer.statusCode())
                        .as(new String(answer.body(), UTF_8))
                        .isEqualTo(200);
                assertThat(parts())
                        .contains("name=\"key\"||k\u00e9|")
                        .contains("name=\"file\"; filename=\"a%22b.png\"|Content-Type: image/png||\0\1|--x|--b");

                sent(server, Side.MCP, "{\"key\":\"k\",\"file\":\"AAE=\"}");
                assertThat(parts())
                        .contains("name=\"file\"; filename=\"file\"|Content-Type: application/octet-stream||\0\1|--b");
                var schema = server.rpc("tools/list", "{}").at("/result/tools/0/inputSchema/properties/file");
                assertThat(schema.toString())
                        .isEqualTo("{\"type\":\"string\",\"description\":\"Its bytes in Base64, or a data: URL.\","
                                + "\"contentEncoding\":\"base64\"}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "; boundary=", "; boundary=x", "; boundary=\"x", "; boundary=" + "zzzzzzzz"})
    void aBrokenFormIsRefused(String parameter) throws IOException {
        try (var server = serving("{type: multipart, data: {a: '{{a}}', b: '{{b}}'}}")) {
            var answer = server.send(
                    "POST",
                    server.rest("/things"),
                    "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nk".getBytes(UTF_8),
                    "Content-Type",
                    "multipart/form-data" + parameter);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(new String(answer.body(), UTF_8))
                    .contains("'a' cannot be read")
                    .contains("'b' cannot be read");
        }
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: binary}",
                "{type: raw, data: '{{tools.body}}'}",
                "{type: octet-stream, data: {content: '{{body}}'}}"
            })
    void bytesGoOnAsTheyCame(String body) throws IOException {
        try (var server = serving(body)) {
            server.send(
                    "POST",
                    server.rest("/things"),
                    new byte[] {0, (byte) 0xFF, 13},
                    "Content-Type",
                    "image/x-odd; q=1");
            var received = upstream.received().get(0);
            assertThat(new String(received.body(), ISO_8859_1)).isEqualTo("\0\u00ff\r");
            assertThat(mediaType()).isEqualTo("image/x-odd; q=1");
            sent(server, Side.MCP, "{\"body\":\"YWJj\"}");
            assertThat(lastBody()).isEqualTo("abc");
            assertThat(mediaType()).isEqualTo("application/octet-stream");
            sent(server, Side.MCP, "{\"body\":\"data:image/png;base64,YWJj\"}");
            assertThat(lastBody()).isEqualTo("abc");
            assertThat(mediaType()).isEqualTo("image/png");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{type: json, contentType: application/vnd.a+json, data: {a: '{{a}}'}} | []  | {\"a\":\"1\"} | application/vnd.a+json",
                "{mediaType: text/csv, data: 'a,{{a}}'}        | []                                            | a,1 | text/csv",
                "{type: text, data: 'a{{a}}'} | [{name: content-type, in: header, value: text/x-a}]            | a1  | text/x-a",
                "'<a>{{a}}</a>'               | [{name: Content-Type, in: header, value: application/soap+xml}] | <a>1</a> | application/soap+xml",
                "'<a>{{a}}</a>'               | []                                                             | <a>1</a> | application/xml",
                "'a {{a}}'                    | []                                                             | a 1 | text/plain; charset=utf-8",
                "{a: '{{a}}', b: 2}           | []                                                             | {\"a\":\"1\",\"b\":2} | application/json",
                "{type: issue, title: '{{a}}'} | []                                                           | {\"type\":\"issue\",\"title\":\"1\"} | application/json",
                "[x, '{{a}}']                 | []                                                             | [\"x\",\"1\"] | application/json",
                "{type: application/cbor, data: {tx: '{{a}}'}} | [{name: a, in: body}]                         | 1   | application/cbor",
                "{type: html, data: '<b>{{a}}'} | []                                                           | <b>1 | text/html; charset=utf-8",
            })
    void theMediaTypeIsSaidOrInferred(String body, String inputs, String expected, String mediaType)
            throws IOException {
        try (var server = serving(body, inputs)) {
            assertThat(sent(server, Side.MCP, "{\"a\":\"1\"}")).isEqualTo(expected);
            assertThat(mediaType()).isEqualTo(mediaType);
        }
    }

    @Test
    void whatTheCallerGivesWholeKeepsItsType() throws IOException {
        try (var server = serving("{type: xml}")) {
            server.send("POST", server.rest("/things"), "<a/>".getBytes(UTF_8), "Content-Type", "text/xml");
            assertThat(mediaType()).isEqualTo("text/xml");
            assertThat(sent(server, Side.MCP, "{\"body\":\"<a/>\"}")).isEqualTo("<a/>");
            assertThat(mediaType()).isEqualTo("application/xml");
        }
    }

    @Test
    void explainShowsThePartsOfAForm() throws IOException {
        serving("{type: multipart, data: [{name: team, value: '{{env.TEAM}}'}, {name: note, value: 'a {{n}}'},"
                        + " {name: file, value: '{{f}}', filename: x.png}]}")
                .close();

        var shown = CommandFixture.run("explain", folder.toString(), "create", "--arg", "n=1", "--arg", "f=AAECAw==");

        assertThat(shown.out())
                .contains("name=\"team\"\r\n\r\n***\r\n")
                .contains("name=\"note\"\r\n\r\na 1\r\n")
                .contains("filename=\"x.png\"\r\nContent-Type: application/octet-stream\r\n\r\n<4 bytes>\r\n")
                .containsPattern(" {4}file +from f ")
                .containsPattern(" {4}note +put together ")
                .containsPattern(" {4}team +a text of the file ");
    }
}
