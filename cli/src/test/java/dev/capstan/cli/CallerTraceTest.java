package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The trace that a REST caller is in goes on to the upstream. */
class CallerTraceTest extends FolderFixture {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private FakeUpstream.Received sent(String... headers) throws IOException {
        return signed("", headers);
    }

    private FakeUpstream.Received signed(String authentication, String... headers) throws IOException {
        write(
                "a.yaml",
                simple("one", "/things", "read", "/things").replace("baseUri:", authentication + "\n    baseUri:"));
        try (var server = server().variables(Map.of("KEY", "k")).start()) {
            assertThat(server.get(server.rest("/things"), headers).statusCode()).isEqualTo(200);
        }
        return upstream.only();
    }

    @Test
    void itGoesAsItCame() throws IOException {
        var request = sent(
                "traceparent", PARENT, "Tracestate", "a=1,b@c=x y", "tracestate", "d=2", "baggage", "userId=alice");

        assertThat(request.header("traceparent")).isEqualTo(PARENT);
        assertThat(request.header("tracestate")).isEqualTo("a=1,b@c=x y,d=2");
        assertThat(request.header("baggage")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
        "hello",
    })
    void whatIsNotValidStaysHere(String parent) throws IOException {
        var request = sent("traceparent", parent, "tracestate", "a=1");

        assertThat(request.head()).doesNotContainIgnoringCase("traceparent").doesNotContainIgnoringCase("tracestate");
    }

    @Test
    void twoTracesAreNone() throws IOException {
        assertThat(sent("traceparent", PARENT, "traceparent", PARENT).head()).doesNotContain("trace");
    }

    @Test
    void aStateAloneSaysNothing() throws IOException {
        assertThat(sent("tracestate", "a=1").head()).doesNotContain("trace");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authentication: {type: sigv4, accessKeyId: a, secretKey: '{{KEY}}', region: r, service: s} | SignedHeaders=host;x-amz-content-sha256;x-amz-date",
                "authentication: {type: oauth1, consumerKey: a, consumerSecret: '{{KEY}}'} | oauth_signature=",
            })
    void signaturesStayRight(String authentication, String signature) throws IOException {
        var request = signed(authentication, "traceparent", PARENT);

        assertThat(request.header("traceparent")).isEqualTo(PARENT);
        assertThat(request.header("Authorization")).contains(signature);
    }
}
