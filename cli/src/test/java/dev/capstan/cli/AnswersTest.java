package dev.capstan.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The caller gets the upstream's answer: status, type and body. */
class AnswersTest {
    private static final byte[] GIF =
            Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private static WireMockServer upstream;
    private static TestServer server;

    @BeforeAll
    static void start() {
        upstream = new WireMockServer(options().dynamicPort());
        upstream.start();
        server = TestServer.ofSeeds(upstream.baseUrl()).start();
    }

    @BeforeEach
    void forget() {
        upstream.resetAll();
    }

    @AfterAll
    static void stop() {
        server.close();
        upstream.stop();
    }

    private static void answer(ResponseDefinitionBuilder response) {
        upstream.stubFor(any(anyUrl()).willReturn(response));
    }

    @ParameterizedTest
    @EnumSource
    void jsonIsUntouched(Door door) {
        var body = "{ \"n\": 1.10,  \"id\": 12345678901234567890.123, \"ü\": [1,\n2] }";
        answer(aResponse()
                .withHeader("Content-Type", "application/json; charset=utf-8")
                .withBody(body));

        var answer = door.call(server, SeedOperation.GET_DEVICE_ID, "");

        assertThat(answer.isError()).isFalse();
        assertThat(answer.text()).isEqualTo(body);
    }

    @Test
    void aGifReachesARestCallerByteForByte() {
        answer(aResponse().withHeader("Content-Type", "image/gif").withBody(GIF));

        var response = server.get(server.rest("/v1/pixel/track?data=x"));

        assertThat(response.body()).isEqualTo(GIF);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("image/gif");
    }

    @Test
    void aGifReachesAToolsCallerAsAnImage() {
        answer(aResponse().withHeader("Content-Type", "image/gif").withBody(GIF));

        var content = server.callTool("track-pixel", "{\"query\":{\"data\":\"x\"}}")
                .get("content")
                .get(0);

        assertThat(content.get("type").asString()).isEqualTo("image");
        assertThat(content.get("mimeType").asString()).isEqualTo("image/gif");
        assertThat(Base64.getDecoder().decode(content.get("data").asString())).isEqualTo(GIF);
    }

    @Test
    void otherBytesReachAToolsCallerAsAResource() {
        answer(aResponse()
                .withHeader("Content-Type", "application/octet-stream")
                .withBody(new byte[] {0, 1, (byte) 0xFF}));

        var content = server.callTool("track-pixel", "{}").get("content").get(0);

        assertThat(content.get("type").asString()).isEqualTo("resource");
        assertThat(content.get("resource").get("mimeType").asString()).isEqualTo("application/octet-stream");
        assertThat(content.get("resource").get("blob").asString()).isEqualTo("AAH/");
    }

    @Test
    void aTextsCharsetIsHonoured() {
        answer(aResponse()
                .withHeader("Content-Type", "text/plain; charset=iso-8859-1")
                .withBody("grün".getBytes(ISO_8859_1)));

        assertThat(Door.answer(server.callTool("track-pixel", "{}")).text()).isEqualTo("grün");
        assertThat(server.get(server.rest("/v1/pixel/track")).body()).isEqualTo("grün".getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    void anEmptyAnswerIsASuccess(int status) {
        answer(aResponse().withStatus(status));

        var response = server.get(server.rest("/v1/track/device-id"));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEmpty();

        var result = server.callTool("get-generate-stable-device-id", "{}");
        assertThat(result.get("isError").asBoolean()).isFalse();
        assertThat(result.get("content")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 418, 422, 429, 500, 502, 503})
    void anErrorPassesWithItsBody(int status) {
        answer(aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withHeader("Retry-After", "17")
                .withHeader("WWW-Authenticate", "Basic")
                .withBody("{\"why\":\"because\"}"));

        var response = server.post(server.rest("/v1/events"), "{}");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(new String(response.body(), UTF_8)).isEqualTo("{\"why\":\"because\"}");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("17");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("WWW-Authenticate")).isEmpty();

        var answer = Door.MCP.call(server, SeedOperation.TRACK_ANONYMOUS_EVENT, "{}");
        assertThat(answer.isError()).isTrue();
        assertThat(answer.text())
                .startsWith("The upstream answered HTTP " + status + " ")
                .contains("Retry-After: 17")
                .endsWith("{\"why\":\"because\"}");
    }

    @Test
    void aToolsCallerLearnsWhereSomethingWasMade() {
        answer(aResponse().withStatus(201).withHeader("Location", "/things/7"));

        var answer = Door.MCP.call(server, SeedOperation.TRACK_ANONYMOUS_EVENT, "{}");

        assertThat(answer.isError()).isFalse();
        assertThat(answer.text()).isEqualTo("The upstream answered HTTP 201 Created.\nLocation: /things/7");
    }

    @Test
    void anAnswerThatIsCompressedAllTheSameCanBeRead() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"a\":1}".getBytes(UTF_8));
        }
        // WireMock would take gzip for its own business, so the upstream is made of sockets.
        try (var raw = new FakeUpstream();
                var other = TestServer.ofSeeds(raw.url()).start()) {
            raw.behave(socket -> {
                FakeUpstream.write(
                        socket,
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: "
                                + packed.size() + "\r\n\r\n");
                socket.getOutputStream().write(packed.toByteArray());
            });

            assertThat(Door.MCP.call(other, SeedOperation.GET_DEVICE_ID, "").text())
                    .isEqualTo("{\"a\":1}");
            var response = other.get(other.rest("/v1/track/device-id"));
            assertThat(response.body()).isEqualTo(packed.toByteArray());
            assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(raw.received().get(0).header("Accept-Encoding")).isEqualTo("identity");
        }
    }

    @Test
    void redirectsAreNotFollowed() {
        answer(aResponse().withStatus(302).withHeader("Location", "http://elsewhere.test/x"));

        var response = server.get(server.rest("/v1/track/device-id"));
        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(response.headers().firstValue("Location")).hasValue("http://elsewhere.test/x");

        var answer = Door.MCP.call(server, SeedOperation.GET_DEVICE_ID, "");
        assertThat(answer.isError()).isTrue();
        assertThat(answer.text()).contains("HTTP 302", "http://elsewhere.test/x", "not followed");
        assertThat(upstream.getAllServeEvents()).hasSize(2);
    }

    @Test
    void headIsAnsweredByGet() {
        answer(aResponse().withHeader("Content-Type", "text/plain").withBody("hello"));

        var response = server.send("HEAD", server.rest("/v1/track/device-id"), null);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).hasValue("5");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void cookiesOfAnUpstreamStayWithCapstan() {
        answer(aResponse()
                .withHeader("Set-Cookie", "session=1")
                .withHeader("Link", "</2>; rel=next", "</9>; rel=last")
                .withHeader("ETag", "\"v1\""));

        var response = server.get(server.rest("/v1/track/device-id"));

        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(response.headers().firstValue("ETag")).hasValue("\"v1\"");
        assertThat(response.headers().allValues("Link")).containsExactly("</2>; rel=next", "</9>; rel=last");
    }
}
