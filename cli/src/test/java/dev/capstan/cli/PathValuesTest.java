package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.value.PercentCoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A value stays one segment of the upstream's path, as it was given, whatever is in it. */
class PathValuesTest extends SeedsFixture {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b                | a%20b",
                "ü/ö                | %C3%BC%2F%C3%B6",
                "../../admin?x=1#   | ..%2F..%2Fadmin%3Fx%3D1%23",
                "%2F                | %252F",
                "%2e%2e             | %252e%252e",
                "{{x}}              | %7B%7Bx%7D%7D",
                "<<env.HOME>>       | %3C%3Cenv.HOME%3E%3E",
                "a;b=c              | a%3Bb%3Dc",
                "+                  | %2B",
                "...                | ...",
                "😀                 | %F0%9F%98%80",
            })
    void staysOneSegment(String value, String encoded) {
        server.post(server.rest("/v1/customers/" + PercentCoding.encode(value) + "/events"), "{}");
        server.callTool(
                "track-customer-event",
                "{\"identifier\":" + TestServer.JSON.writeValueAsString(value) + ",\"body\":{}}");

        assertThat(upstream.received())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.requestLine())
                        .isEqualTo("POST /api/v1/customers/" + encoded + "/events HTTP/1.1"));
    }

    @Test
    void aNumberIsTakenAsItIsWritten() {
        server.callTool("track-customer-event", "{\"identifier\":10.50,\"body\":{}}");

        assertThat(upstream.only().requestLine()).isEqualTo("POST /api/v1/customers/10.50/events HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "%2E", "%2e%2E", ".%2e"})
    void aDotSegmentIsRefusedAtARoute(String segment) {
        // A client that tidies paths up would never send these.
        var answer = RawHttp.exchange(
                server.restPort(),
                "POST /v1/customers/" + segment + "/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("'identifier' must not be '.' or '..'");
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void aDotSegmentIsRefusedAtATool(String value) {
        var answer =
                Door.answer(server.callTool("track-customer-event", "{\"identifier\":\"" + value + "\",\"body\":{}}"));

        assertThat(answer.isError()).isTrue();
        assertThat(answer.text()).contains("'identifier' must not be '.' or '..'");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void anEmptyValueIsRefused() {
        var answer = Door.answer(server.callTool("track-customer-event", "{\"identifier\":\"\",\"body\":{}}"));

        assertThat(answer.isError()).isTrue();
        assertThat(answer.text()).contains("'identifier' must not be empty");
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void whatAClientForgotToEncodeIsTakenAsItIs() {
        RawHttp.exchange(
                server.restPort(),
                "POST /v1/customers/ü{|}/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(upstream.only().requestLine()).isEqualTo("POST /api/v1/customers/%C3%BC%7B%7C%7D/events HTTP/1.1");
    }

    @Test
    void whoExpectsAContinueGetsOne() {
        var answer = RawHttp.exchange(
                server.restPort(),
                "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(answer).startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK");
    }

    @Test
    void aValueThatIsNotUtf8IsRefused() {
        var response = server.post(server.rest("/v1/customers/%FF/events"), "{}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new String(response.body(), UTF_8)).contains("'identifier' is not valid percent-encoded UTF-8");
        assertThat(upstream.received()).isEmpty();
    }
}
