package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples in the documentation of Amazon S3, "Authenticating Requests: Using the Authorization Header". */
class AwsSignatureTest {
    private static final Clock THEN = Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC);

    private static UpstreamRequest sign(String target, String token, String service, Header... headers) {
        var request = new UpstreamRequest(
                "GET",
                new Origin("https", "examplebucket.s3.amazonaws.com", -1),
                target,
                List.of(headers),
                Optional.empty());
        return AwsSignature.on(
                request,
                new AwsSignature.Login("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", token),
                "us-east-1",
                service,
                THEN);
    }

    @ParameterizedTest
    @CsvSource({
        "/?lifecycle, fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        "/?max-keys=2&prefix=J, 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    })
    void getsWithAQuery(String target, String signature) {
        assertThat(sign(target, "", "s3").header("Authorization"))
                .contains("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        + " SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=" + signature);
    }

    @Test
    void traceContextIsNotSigned() {
        var signed =
                sign("/?lifecycle", "", "s3", new Header("traceparent", "00-1-2-00"), new Header("Baggage", "a=b"));

        assertThat(signed.header("Authorization").orElseThrow())
                .endsWith("SignedHeaders=host;x-amz-content-sha256;x-amz-date,"
                        + " Signature=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
        assertThat(signed.header("traceparent")).contains("00-1-2-00");
    }

    @Test
    void getOfAPart() {
        var signed = sign("/test.txt", "", "s3", new Header("Range", "bytes=0-9"));

        assertThat(signed.header("Authorization").orElseThrow())
                .endsWith("SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                        + " Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
        assertThat(signed.headers())
                .extracting(Header::name)
                .containsExactlyInAnyOrder("Range", "Authorization", "X-Amz-Date", "x-amz-content-sha256");
        assertThat(signed.toString()).doesNotContain("f0e8bdb8", "AKIA");
    }

    @Test
    void putOfAnObject() {
        var request = new UpstreamRequest(
                "PUT",
                new Origin("https", "examplebucket.s3.amazonaws.com", -1),
                "/test%24file.text",
                List.of(
                        new Header("Date", "Fri, 24 May 2013 00:00:00 GMT"),
                        new Header("x-amz-storage-class", "REDUCED_REDUNDANCY")),
                Optional.of(new RequestBody("[Welcome to Amazon S3.]".getBytes(UTF_8), 1, 22)));

        var signed = AwsSignature.on(
                request,
                new AwsSignature.Login("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", ""),
                "us-east-1",
                "s3",
                THEN);

        assertThat(signed.header("Authorization").orElseThrow())
                .endsWith("Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    }

    @Test
    void aSessionHasATokenThatIsNotShown() {
        var signed = sign("/", "session-token", "execute-api");

        assertThat(signed.header("X-Amz-Security-Token")).contains("session-token");
        assertThat(signed.header("Authorization").orElseThrow()).contains("x-amz-security-token");
        assertThat(signed.toString()).doesNotContain("session-token");
    }
}
