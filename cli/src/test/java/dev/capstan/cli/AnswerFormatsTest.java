package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that are no JSON, at both doors and between steps. */
class AnswerFormatsTest extends FolderFixture {
    private Duration watch = Duration.ZERO;

    private TestServer serving(String format, String mapping) throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: api
                    baseUri: https://api.test
                    resources: [{path: /rates, operations: [{name: read, method: GET, %1$s}]}]
                  exposes:
                  - type: rest
                    namespace: rest
                    port: 8080
                    resources:
                    - {path: /rates, operations: [{method: GET, call: api.read, outputParameters: [{type: object, properties: {found: {mapping: '%2$s'}}}]}]}
                    - {path: /whole, operations: [{method: GET, call: api.read}]}
                    - {path: /steps, operations: [{method: GET, steps: [{type: call, name: r, call: api.read}], mappings: [{targetName: found, value: '%3$s'}]}]}
                  - type: mcp
                    namespace: mcp
                    port: 9090
                    tools: [{name: read, call: api.read, outputParameters: [{type: object, properties: {found: {mapping: '%2$s'}}}]}]
                """.formatted(format, mapping, mapping.replaceFirst("^\\$", "\\$.r")));
        return server().watch(watch).start();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "outputRawFormat: xml ! application/xml ! <r><rate code='EUR'>1.10</rate><rate code='USD'>1.00</rate></r> ! $.rate[1].code ! \"USD\"",
                "outputRawFormat: CSV ! text/csv ! code,rate\\nEUR,1.10\\nUSD,1.00 ! $[0].rate ! \"1.10\"",
                "outputRawFormat: psv ! text/plain ! code|rate\\nEUR|1.10 ! $[0].code ! \"EUR\"",
                "outputRawFormat: yaml ! text/yaml ! rates:\\n- {code: EUR, rate: 1.10} ! $.rates[0].rate ! 1.10",
                "outputRawFormat: html, outputSchema: table.rates ! text/html ! <table><tr><th>x</th></tr></table><table class=rates><tr><th>code<th>rate<tr><td>EUR<td>1.10</table> ! $.tables[0][0].rate ! \"1.10\"",
                "outputRawFormat: markdown ! text/markdown ! # Rates\\n\\n| code | rate |\\n|---|---|\\n| EUR | 1.10 | ! $.tables[0][0].code ! \"EUR\"",
                "outputRawFormat: text ! text/plain ! all is well ! $ ! \"all is well\"",
                "outputRawFormat: protobuf, outputSchema: rate.proto ! application/x-protobuf ! \\n\\3EUR ! $.code ! \"EUR\"",
                "outputRawFormat: avro, outputSchema: rate.avsc ! avro/binary ! \\6EUR ! $.code ! \"EUR\"",
            })
    void anAnswerIsReadInItsFormat(String format, String type, String body, String mapping, String expected)
            throws IOException {
        write("rate.proto", "syntax = \"proto3\"; message Rate { string code = 1; }");
        write(
                "rate.avsc",
                "{\"type\":\"record\",\"name\":\"Rate\",\"fields\":[{\"name\":\"code\",\"type\":\"string\"}]}");
        var text = body.translateEscapes();
        upstream.behave(socket -> {
            socket.getOutputStream()
                    .write(("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + text.length()
                                    + "\r\n\r\n" + text)
                            .getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        });
        try (var server = serving(format, mapping)) {
            assertThat(both(server, "/rates", "read", "{}").body()).isEqualTo("{\"found\":" + expected + "}");
            assertThat(server.get(server.rest("/steps")).body()).asString().isEqualTo("{\"found\":" + expected + "}");
            var whole = server.get(server.rest("/whole"));
            assertThat(whole.body()).isEqualTo(text.getBytes(ISO_8859_1));
            assertThat(whole.headers().firstValue("Content-Type")).contains(type);
        }
    }

    @Test
    void aSchemaThatIsMissingIsToldAndReadWhenItComes() throws IOException, InterruptedException {
        upstream.answer(request -> FakeUpstream.message(200, "application/x-protobuf", "\n\u0003EUR"));
        watch = Duration.ofMillis(20);
        try (var server = serving("outputRawFormat: protobuf, outputSchema: rate.proto", "$.code")) {
            var got = both(server, "/rates", "read", "{}");
            assertThat(got.status()).isEqualTo(503);
            assertThat(got.body()).contains("capability-faulty", "rate.proto");
            assertThat(upstream.received()).isEmpty();
            assertThat(server.get(server.rest("/whole")).statusCode()).isEqualTo(200);

            Files.writeString(folder.resolve("rate.proto"), "syntax = \"proto3\"; message Rate { string code = 1; }");
            until(() -> server.get(server.rest("/rates")).statusCode() == 200);
        }
    }

    @Test
    void aSchemaOutsideOfTheFoldersIsNotRead() throws IOException {
        try (var server = serving("outputRawFormat: avro, outputSchema: ../../../etc/passwd", "$.code")) {
            assertThat(both(server, "/rates", "read", "{}").body())
                    .contains("capability-faulty")
                    .doesNotContain("root:");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "<r/> ! []",
                "<r><rate code='EUR'/></r> ! [{\"c\":\"EUR\"}]",
                "<r><rate code='EUR'/><rate code='USD'/></r> ! [{\"c\":\"EUR\"},{\"c\":\"USD\"}]",
            })
    void aListOfXmlHasAsManyItemsAsThereAreElements(String body, String expected) throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: api
                    baseUri: https://api.test
                    resources: [{path: /rates, operations: [{name: read, method: GET, outputRawFormat: xml}]}]
                  exposes:
                  - {type: rest, namespace: rest, port: 8080, resources: [{path: /rates, operations: [{method: GET, call: api.read, outputParameters: &out [{type: array, mapping: $.rate, items: {type: object, properties: {c: {mapping: $.code}}}}]}]}]}
                  - {type: mcp, namespace: mcp, port: 9090, tools: [{name: read, call: api.read, outputParameters: *out}]}
                """);
        upstream.answer(request -> FakeUpstream.message(200, "application/xml", body));
        try (var server = server().start()) {
            assertThat(both(server, "/rates", "read", "{}").body()).isEqualTo(expected);
        }
    }
}
