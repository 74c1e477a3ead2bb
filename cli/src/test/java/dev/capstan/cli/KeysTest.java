package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.cli.HandlingUpstream.Reply;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys and signatures that go with a request as it is. */
class KeysTest extends CredentialsFixture {
    @BeforeEach
    void start() {
        upstream(request -> Reply.ok("{}"));
    }

    private HandlingUpstream.Request last() {
        return upstream.received().get(upstream.received().size() - 1);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void inACookie(Side side) throws IOException {
        var server = serving("{type: apikey, key: .ASPXAUTH, placement: cookie, value: '{{KEY}}'}");

        assertThat(side.get(server).isError()).isFalse();
        assertThat(last().header("Cookie")).isEqualTo(".ASPXAUTH=k3y");
    }

    @Test
    void aSecretThatNoCookieCanCarryIsNotSent() throws IOException {
        var server = serving(
                "{type: apikey, key: sid, placement: cookie, value: '{{KEY}}'}", Map.of("KEY", "hunter; admin=1"));

        var answer = Side.REST.get(server);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("secret-invalid", "position 7").doesNotContain("hunter");
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void inTheBody(Side side) throws IOException {
        var server = serving("{type: apikey, name: apikey, in: body, value: '{{KEY}}'}");

        side.post(server, "{\"name\":\"a\"}");
        assertThat(last().body()).isEqualTo("{\"name\":\"a\",\"apikey\":\"k3y\"}");
        side.post(server, "{}");
        assertThat(last().body()).isEqualTo("{\"apikey\":\"k3y\"}");
        assertThat(last().header("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: header, header: X-Auth-Token, value: '{{KEY}}'} | X-Auth-Token | k3y",
                "{type: apiKey, header: X-API-Key, token: '{{KEY}}'} | X-API-Key | k3y",
                "{type: apikey, headers: {A: '{{KEY}}'}, in: header} | A | k3y",
                "{type: oauth2, token: '{{KEY}}'} | Authorization | Bearer k3y",
            })
    void inAHeader(String authentication, String header, String value) throws IOException {
        Side.REST.get(serving(authentication));

        assertThat(last().header(header)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: query, parameters: [{name: client_id, value: '{{ID}}'}, {name: s, value: '{{SECRET}}'}]} | client_id=client&s=s3cret%26more",
                "{type: apikey, parameters: {a: '{{KEY}}'}} | a=k3y",
                "{type: query, name: a, value: '{{KEY}}'} | a=k3y",
            })
    void inTheQuery(String authentication, String query) throws IOException {
        Side.REST.get(serving(authentication));

        assertThat(last().target()).isEqualTo("/v1/things?" + query);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void signedByOAuth1(Side side) throws IOException {
        side.get(serving("{type: oauth1, consumerKey: '{{ID}}', consumerSecret: '{{SECRET}}', token: t, realm: r}"));

        assertThat(last().header("Authorization"))
                .matches("OAuth realm=\"r\", oauth_consumer_key=\"client\", oauth_token=\"t\","
                        + " oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"\\d+\", oauth_nonce=\"[0-9a-f]+\","
                        + " oauth_version=\"1.0\", oauth_signature=\"[^\"]+\"");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aKeyThatCannotSignIsTold(Side side) throws IOException {
        var answer = side.get(serving("{type: oauth1, consumerKey: '{{ID}}', signingKey: '{{SECRET}}'}"));

        assertThat(answer.isError()).isTrue();
        assertThat(answer.text())
                .contains("secret-invalid", "no private RSA key")
                .doesNotContain("s3cret");
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void signedForAws(Side side) throws IOException {
        side.post(
                serving(
                        "{type: awsSigV4, service: apigateway, region: eu-west-1}",
                        Map.of(
                                "AWS_ACCESS_KEY_ID", "AKID",
                                "AWS_SECRET_ACCESS_KEY", "s",
                                "AWS_SESSION_TOKEN", "session")),
                "{\"name\":\"a\"}");

        assertThat(last().header("Authorization"))
                .matches(
                        "AWS4-HMAC-SHA256 Credential=AKID/\\d{8}/eu-west-1/apigateway/aws4_request,"
                                + " SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}");
        assertThat(last().header("X-Amz-Security-Token")).isEqualTo("session");
        assertThat(last().body()).isEqualTo("{\"name\":\"a\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "https://execute-api.eu-west-1.amazonaws.com, eu-west-1/execute-api",
        "https://abc.execute-api.us-gov-west-1.amazonaws.com/prod, us-gov-west-1/execute-api",
        "https://iam.amazonaws.com, us-east-2/iam",
    })
    void forAwsTheHostSaysWhatTheFileLeavesOut(String baseUri, String scope) throws IOException {
        java.nio.file.Files.writeString(
                file("{type: sigv4, accessKeyId: AKID, secretKey: s}"),
                java.nio.file.Files.readString(folder.resolve("a.yaml")).replace("https://api.test/v1", baseUri));
        try (var server = TestServer.of(folder)
                .upstream(upstream.url())
                .variables(Map.of("AWS_REGION", "us-east-2"))
                .start()) {
            Side.REST.get(server);
        }

        assertThat(last().header("Authorization")).contains("/" + scope + "/aws4_request");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: digest, username: '{{USER}}', password: '{{PASS}}'} | Authorization: Digest ***",
                "{type: oauth2, tokenUrl: 'https://id.test', clientId: '{{ID}}', clientSecret: '{{SECRET}}'} | Authorization: Bearer ***",
                "{type: oauth1, consumerKey: '{{ID}}', signingKey: '{{SECRET}}'} | Authorization: OAuth ***",
                "{type: aws, service: a, accessKeyId: '{{ID}}', secretKey: '{{SECRET}}'} | Authorization: AWS4-HMAC-SHA256 ***",
                "{type: cookie, name: sid, value: '{{KEY}}'} | Cookie: ***",
                "{type: header, header: X-Key, value: 'Key {{KEY}}'} | X-Key: Key ***",
            })
    void explainShowsNoSecret(String authentication, String header) throws IOException {
        file(authentication);
        var env = java.nio.file.Files.writeString(
                folder.resolve("env"), "USER=u-secret\nPASS=p-secret\nID=i-secret\nSECRET=s-secret\nKEY=k-secret\n");

        var explained = CommandFixture.run("explain", folder.toString(), "GET /things", "--env-file", env.toString());

        assertThat(explained.out()).contains(header).doesNotContain("-secret");
        assertThat(explained.err()).doesNotContain("-secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: hmac, apiId: a, apiKey: b} | many ways to sign with HMAC",
                "{type: certificate, certPath: a} | certificates of a client are not presented",
                "{type: apikey, key: token, placement: path, value: a} | write it into 'baseUri' or 'path'",
                "{type: custom-token} | supported: none, basic, digest",
                "{type: oauth2, scopes: [a]} | has no 'tokenEndpoint' and no 'clientId' and no 'clientSecret'",
                "{type: oauth2, grantType: password, tokenUrl: 'https://a.test', clientId: a, clientSecret: b} | needs a person",
                "{type: oauth1, consumerKey: a} | has no 'consumerSecret'",
                "{type: aws-sig-v4} | has no 'service'",
            })
    void whatCannotBeMadeIsToldAndNothingIsSent(String authentication, String why) throws IOException {
        var answer = Side.REST.get(serving(authentication));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains(why);
        assertThat(upstream.received()).isEmpty();
    }
}
