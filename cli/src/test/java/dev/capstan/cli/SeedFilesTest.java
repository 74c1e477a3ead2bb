package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The five seed files, unchanged: all twelve operations over both doors, down to the bytes that reach the upstream. */
class SeedFilesTest {
    private static final String BODY =
            "{\"name\":  \"kauf\", \"amount\": 1.10, \"id\": 12345678901234567890.123,\n \"ü\": [ ]}";

    private static FakeUpstream upstream;
    private static TestServer server;

    @BeforeAll
    static void start() {
        upstream = new FakeUpstream();
        server = TestServer.ofSeeds(upstream.url()).start();
    }

    @BeforeEach
    void forget() {
        upstream.received().clear();
    }

    @AfterEach
    void behaveAgain() {
        upstream.behave(socket -> FakeUpstream.write(socket, FakeUpstream.ok("{\"ok\":true}")));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        upstream.close();
    }

    static Stream<Arguments> everyOperationOnEveryDoor() {
        return Stream.of(SeedOperation.values())
                .flatMap(operation -> Stream.of(Door.values()).map(door -> Arguments.of(operation, door)));
    }

    @ParameterizedTest
    @MethodSource("everyOperationOnEveryDoor")
    void reachesTheUpstreamAsTheFileMeansIt(SeedOperation operation, Door door) {
        var answer = door.call(server, operation, BODY);

        assertThat(answer.isError()).isFalse();
        assertThat(answer.text()).isEqualTo("{\"ok\":true}");
        var request = upstream.only();
        assertThat(request.requestLine()).isEqualTo(operation.upstream + " HTTP/1.1");
        assertThat(request.header("X-Forwarded-Host")).isEqualTo(operation.host);
        assertThat(request.header("Authorization")).isEqualTo(authorization(operation.login));
        assertThat(new String(request.body(), UTF_8)).isEqualTo(operation.hasBody() ? BODY : "");
        assertThat(request.header("Content-Type")).isEqualTo(operation.hasBody() ? "application/json" : null);
        // The JDK's client announces an empty body on GET before JDK 19, too.
        assertThat(request.header("Content-Length"))
                .isIn(
                        operation.hasBody()
                                ? List.of(String.valueOf(BODY.getBytes(UTF_8).length))
                                : Arrays.asList(null, "0"));
        assertThat(request.header("Transfer-Encoding")).isNull();
    }

    private static String authorization(SeedOperation.Login login) {
        return switch (login) {
            case NONE -> null;
            case CUSTOMER_IO -> basic("site-1:pa:ss wörd");
            case SEGMENT -> basic("write-key:");
        };
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    @ParameterizedTest
    @EnumSource
    void bothDoorsSendTheSameBytes(SeedOperation operation) {
        Door.REST.call(server, operation, BODY);
        Door.MCP.call(server, operation, BODY);

        assertThat(upstream.received()).hasSize(2);
        assertThat(upstream.received().get(1).comparable())
                .isEqualTo(upstream.received().get(0).comparable());
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void bodiesOfEightMegabytesAreUntouched(Door door) {
        var body = "{\"text\": \"" + "ä€😀x".repeat(8 * 1024 * 1024 / 10) + "\"}";

        assertThat(door.call(server, SeedOperation.SEND_BATCH_EVENTS, body).isError())
                .isFalse();

        assertThat(upstream.only().body()).isEqualTo(body.getBytes(UTF_8));
        assertThat(upstream.only().header("Content-Length")).isEqualTo(String.valueOf(body.getBytes(UTF_8).length));
    }

    @Test
    void theBatchRouteAnswersAsWrittenAndNormalised() {
        server.post(server.rest("/v1//v2/batch"), "{}");
        server.post(server.rest("/v1/v2/batch"), "{}");
        server.post(server.rest("/track-batch-rest/v1/v2/batch"), "{}");

        assertThat(upstream.received())
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.requestLine()).isEqualTo("POST /api/v2/batch HTTP/1.1"));
    }

    @Test
    void undeclaredQueryParametersArePassedOnAsTheyCame() {
        server.get(server.rest("/v1/pixel/track?data=eyJ9fQ%3D%3D&a=b+c&x=%2F&empty=&flag"));

        assertThat(upstream.only().requestLine())
                .isEqualTo("GET /v1/pixel/track?data=eyJ9fQ%3D%3D&a=b+c&x=%2F&empty=&flag HTTP/1.1");
    }

    @Test
    void aToolsQueryIsEncodedOnce() {
        server.callTool(
                "track-pixel",
                "{\"query\":{\"data\":\"a b&c=/ü\",\"n\":1.10,\"on\":true,\"l\":[1,\"x\"],\"gone\":null}}");

        assertThat(upstream.only().requestLine())
                .isEqualTo("GET /v1/pixel/track?data=a%20b%26c%3D%2F%C3%BC&n=1.10&on=true&l=1&l=x HTTP/1.1");
    }

    @Test
    void bodyMembersBesideTheOtherArgumentsMakeTheBody() {
        server.callTool("track-customer-event", "{\"identifier\":\"42\",\"name\":\"buy\",\"data\":{ \"n\":1.10 }}");

        assertThat(new String(upstream.only().body(), UTF_8)).isEqualTo("{\"name\":\"buy\",\"data\":{ \"n\":1.10 }}");
    }

    @Test
    void aCallerSetsNoUpstreamHeaders() {
        server.send(
                "GET",
                server.rest("/v1/track/device-id"),
                null,
                "Authorization",
                "Bearer stolen",
                "Cookie",
                "a=b",
                "X-Forwarded-Host",
                "evil.test",
                "X-Custom",
                "1");

        var request = upstream.only();
        assertThat(request.header("Authorization")).isNull();
        assertThat(request.header("Cookie")).isNull();
        assertThat(request.header("X-Custom")).isNull();
        assertThat(request.header("X-Forwarded-Host")).isEqualTo("openpanel.test");
    }

    @Test
    void whatCurlCallsAFormIsSentAsTheJsonThatItIs() {
        server.send(
                "POST",
                server.rest("/v1/events"),
                "{\"a\":1}".getBytes(UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded");

        assertThat(upstream.only().header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void anotherJsonTypeIsPassedOnAsItCame() {
        server.send(
                "POST",
                server.rest("/v1/events"),
                "{\"a\":1}".getBytes(UTF_8),
                "Content-Type",
                "application/cloudevents+json; charset=utf-8");

        assertThat(upstream.only().header("Content-Type")).isEqualTo("application/cloudevents+json; charset=utf-8");
    }
}
