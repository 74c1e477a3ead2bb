package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values at places that few APIs have and many public files: parts of segments, rests of paths, forms, odd names. */
class OddInputsTest extends FolderFixture {
    private static final String FILE = """
            naftiko: 1.0.0-alpha2
            capability:
              consumes:
              - namespace: odd
                baseUri: https://odd.test
                resources:
                - {path: "/jobs/{id}:cancel", operations: [{name: cancel, method: GET}]}
                - {path: "/conv/{from}2{to}", operations: [{name: convert, method: GET}]}
                - {path: "/things('{key}')", operations: [{name: thing, method: GET}]}
                - {path: "/objects/{key+}", operations: [{name: object, method: GET}]}
                - {path: "/odata?%24top=5&q=a%3D{x}", operations: [{name: query, method: GET}]}
                - path: /page
                  operations: [{name: page, method: GET, inputParameters: [{name: "page[size]", in: query}]}]
                - path: /form
                  operations:
                  - {name: form, method: POST, inputParameters: [{name: title, in: formData}, {name: n, in: formData}]}
                  - {name: upload, method: PUT, inputParameters: [{name: title, in: formData}, {name: photo, in: formData, type: file}]}
                - path: /text
                  operations: [{name: text, method: POST, inputParameters: [{name: body, in: body, type: string}]}]
                - path: /event
                  operations: [{name: event, method: POST}]
              exposes:
              - type: rest
                namespace: rest
                port: 8080
                resources:
                - {path: "/jobs/{id}:cancel", operations: [{method: GET, call: odd.cancel}]}
                - {path: "/jobs/{id}", operations: [{method: GET, call: odd.object, with: {key: rest.id}}]}
                - {path: "/conv/{from}2{to}", operations: [{method: GET, call: odd.convert}]}
                - {path: "/things('{key}')", operations: [{method: GET, call: odd.thing}]}
                - {path: "/objects/{key+}", operations: [{method: GET, call: odd.object}]}
                - {path: "/odata", operations: [{method: GET, call: odd.query}]}
                - {path: "/form", operations: [{method: POST, call: odd.form}, {method: PUT, call: odd.upload}]}
                - {path: "/text", operations: [{method: POST, call: odd.text}]}
                - {path: "/event", operations: [{method: POST, call: odd.event}]}
              - type: mcp
                namespace: mcp
                port: 9090
                tools:
                - {name: cancel, call: odd.cancel}
                - {name: thing, call: odd.thing}
                - {name: object, call: odd.object}
                - {name: query, call: odd.query}
                - {name: page, call: odd.page}
                - {name: form, call: odd.form}
                - {name: upload, call: odd.upload}
                - {name: text, call: odd.text}
                - {name: event, call: odd.event}
            """;

    private TestServer server;

    @BeforeEach
    void serve() throws IOException {
        write("odd.yaml", FILE);
        server = server().start();
    }

    @AfterEach
    void stopServing() {
        server.close();
    }

    private String last(String header) {
        return upstream.received().get(upstream.received().size() - 1).header(header);
    }

    private String lastBody() {
        return new String(
                upstream.received().get(upstream.received().size() - 1).body(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/jobs/7:cancel        | /jobs/7:cancel",
                "/jobs/7%3Acancel      | /jobs/7:cancel",
                "/jobs/a:b:cancel      | /jobs/a%3Ab:cancel",
                "/jobs/7               | /objects/7",
                "/conv/a%20b2c         | /conv/a%20b2c",
                "/conv/%322%32         | /conv/222",
                "/things('a')          | /things('a')",
                "/things('O''Neil')    | /things('O%27%27Neil')",
                "/things(%27a%2Fb%27)  | /things('a%2Fb')",
                "/objects/a/b%20c      | /objects/a/b%20c",
                "/objects/a//b/        | /objects/a//b/",
                "/objects/a%2Fb        | /objects/a/b",
                "/odata?x=1            | /odata?%24top=5&q=a%3D1",
                "/odata                | /odata?%24top=5",
            })
    void aRoutePutsThePartsOfItsPathWhereTheyBelong(String path, String upstreamPath) {
        assertThat(server.get(server.rest(path)).statusCode()).as(path).isEqualTo(200);
        assertThat(requestLine()).isEqualTo("GET " + upstreamPath + " HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cancel | {\"id\":\"a:b\"}       | /jobs/a%3Ab:cancel",
                "thing  | {\"key\":\"O'Neil\"}   | /things('O%27%27Neil')",
                "object | {\"key\":\"a//b/\"}    | /objects/a//b/",
                "query  | {\"x\":\"1\"}          | /odata?%24top=5&q=a%3D1",
                "page   | {\"page_size\":3}      | /page?page%5Bsize%5D=3",
                "page   | {\"page[size]\":3}     | /page?page%5Bsize%5D=3",
            })
    void aToolPutsItsArgumentsWhereTheyBelong(String tool, String arguments, String upstreamPath) {
        assertThat(server.callTool(tool, arguments).path("isError").asBoolean())
                .as(tool)
                .isFalse();
        assertThat(requestLine()).isEqualTo("GET " + upstreamPath + " HTTP/1.1");
    }

    @Test
    void dotsInTheRestOfAPathAreRefusedAtBothDoors() {
        assertThat(server.get(server.rest("/objects/a/%2E%2E%2Fb")).statusCode())
                .isEqualTo(400);
        assertThat(server.callTool("object", "{\"key\":\"a/../b\"}")
                        .get("isError")
                        .asBoolean())
                .isTrue();
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void oneArgumentUnderTwoNamesIsRefused() {
        var result = server.callTool("page", "{\"page_size\":1,\"page[size]\":2}");
        assertThat(result.get("isError").asBoolean()).isTrue();
        assertThat(result.toString()).contains("given twice");
        assertThat(server.callTool("page", "{\"page_size\":null,\"page[size]\":2}")
                        .path("isError")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void aFormIsMadeOfAFormOfJsonAndOfArguments() {
        server.send(
                "POST",
                server.rest("/form"),
                "title=a+b%26&n=1&n=2&other=x".getBytes(UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(lastBody()).isEqualTo("title=a%20b%26&n=1&n=2");
        assertThat(last("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        server.post(server.rest("/form"), "{\"title\":\"a b&\",\"n\":1}");
        assertThat(lastBody()).isEqualTo("title=a%20b%26&n=1");
        server.callTool("form", "{\"title\":\"a b&\",\"n\":1}");
        assertThat(lastBody()).isEqualTo("title=a%20b%26&n=1");
        var refused = server.send(
                "POST",
                server.rest("/form"),
                "--x--".getBytes(UTF_8),
                "Content-Type",
                "multipart/form-data; boundary=x");
        assertThat(refused.statusCode()).isEqualTo(400);
    }

    @Test
    void aFileIsAPartOfItsOwn() {
        server.callTool("upload", "{\"title\":\"t\",\"photo\":\"data:image/png;base64,AAEC\"}");
        assertThat(last("Content-Type")).startsWith("multipart/form-data; boundary=");
        assertThat(lastBody())
                .contains("Content-Disposition: form-data; name=\"title\"\r\n\r\nt\r\n")
                .contains("name=\"photo\"; filename=\"photo\"\r\nContent-Type: image/png\r\n\r\n\0\1\2\r\n");
        server.callTool("upload", "{\"photo\":\"YWJjZA==\"}");
        assertThat(lastBody()).contains("\r\n\r\nabcd\r\n");
        server.callTool("upload", "{\"photo\":\"no Base64\"}");
        assertThat(lastBody()).contains("\r\n\r\nno Base64\r\n");
    }

    @Test
    void aTextThatIsJsonIsSentAsJson() {
        server.callTool("text", "{\"body\":\"{\\\"a\\\":1}\"}");
        assertThat(last("Content-Type")).isEqualTo("application/json");
        server.callTool("text", "{\"body\":{\"a\":1.0}}");
        assertThat(lastBody()).isEqualTo("{\"a\":1.0}");
        assertThat(last("Content-Type")).isEqualTo("application/json");
        server.callTool("text", "{\"body\":\"12\"}");
        assertThat(last("Content-Type")).startsWith("text/plain");
    }

    @Test
    void aBodyThatNobodyDeclaresIsPassedOn() {
        server.send("POST", server.rest("/event?a=b"), "<x/>".getBytes(UTF_8), "Content-Type", "application/xml");
        assertThat(requestLine()).isEqualTo("POST /event?a=b HTTP/1.1");
        assertThat(lastBody()).isEqualTo("<x/>");
        assertThat(last("Content-Type")).isEqualTo("application/xml");
        server.callTool("event", "{\"body\":{\"a\":1}}");
        assertThat(lastBody()).isEqualTo("{\"a\":1}");
        server.callTool("event", "{\"a\":1}");
        assertThat(lastBody()).isEqualTo("{\"a\":1}");
        server.callTool("event", "{}");
        assertThat(lastBody()).isEmpty();
    }
}
