package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.cli.HandlingUpstream.Reply;
import dev.capstan.cli.HandlingUpstream.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Upstreams that want a token, and the server that gives it. */
class OAuth2Test extends CredentialsFixture {
    private static final String CLIENT =
            "{type: oauth2, tokenEndpoint: 'https://id.test/oauth/token', clientId: '{{ID}}', clientSecret: '{{SECRET}}'}";

    private final AtomicInteger given = new AtomicInteger();
    private volatile String valid = "token-1";
    private volatile String expiry = "3600";

    private Reply handle(Request request) {
        return request.target().startsWith("/oauth/token") ? token() : api(request);
    }

    private Reply token() {
        valid = "token-" + given.incrementAndGet();
        return Reply.ok("{\"access_token\":\"" + valid + "\",\"token_type\":\"Bearer\",\"expires_in\":" + expiry
                + ",\"refresh_token\":\"next-" + given + "\"}");
    }

    private Reply api(Request request) {
        return request.header("Authorization").equals("Bearer " + valid)
                ? Reply.ok("{\"ok\":true}")
                : new Reply(401, "WWW-Authenticate: Bearer error=\"invalid_token\"", "{\"error\":\"no\"}");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aTokenIsFetchedOnceAndUsedByAll(Side side) throws IOException {
        upstream(this::handle);
        var server = serving(CLIENT);

        assertThat(side.get(server).isError()).isFalse();
        assertThat(side.post(server, "{\"name\":\"a\"}").isError()).isFalse();

        var requests = upstream.received("/oauth/token");
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0).body()).isEqualTo("grant_type=client_credentials");
        assertThat(requests.get(0).header("X-Forwarded-Host")).isEqualTo("id.test");
        // RFC 6749, section 2.3.1: both parts are encoded as in a form before they are joined.
        assertThat(requests.get(0).header("Authorization"))
                .isEqualTo("Basic " + Base64.getEncoder().encodeToString("client:s3cret%26more".getBytes(UTF_8)));
    }

    @Test
    void aHundredCallsAtOnceWaitForOneToken() throws Exception {
        var waiting = new CountDownLatch(1);
        upstream(request -> {
            if (request.target().startsWith("/oauth/token")) {
                await(waiting);
            }
            return handle(request);
        });
        var server = serving(CLIENT);

        var calls = new ArrayList<CompletableFuture<Answer>>();
        var threads = java.util.concurrent.Executors.newFixedThreadPool(100);
        for (var i = 0; i < 100; i++) {
            var side = i % 2 == 0 ? Side.REST : Side.MCP;
            calls.add(CompletableFuture.supplyAsync(() -> side.get(server), threads));
        }
        FolderFixture.until(() -> !upstream.received().isEmpty());
        waiting.countDown();

        assertThat(calls).allSatisfy(call -> assertThat(call.join().isError()).isFalse());
        assertThat(upstream.received("/oauth/token")).hasSize(1);
        assertThat(upstream.received("/v1/things")).hasSize(100);
        threads.shutdownNow();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void anExpiredTokenIsReplacedBeforeTheCall(Side side) throws IOException {
        expiry = "0";
        upstream(this::handle);
        var server = serving(CLIENT);

        assertThat(side.get(server).isError()).isFalse();
        assertThat(side.get(server).isError()).isFalse();
        assertThat(upstream.received("/oauth/token")).hasSize(2);
        assertThat(upstream.received("/v1/things")).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aCallThatIsRefusedIsMadeOnceMoreWithAnotherToken(Side side) throws IOException {
        upstream(this::handle);
        var server = serving(CLIENT);
        side.get(server);
        valid = "revoked";

        assertThat(side.post(server, "{\"name\":\"a\"}").isError()).isFalse();
        assertThat(upstream.received("/oauth/token")).hasSize(2);
        assertThat(upstream.received("/v1/things"))
                .extracting(request -> request.header("Authorization") + request.body())
                .containsExactly("Bearer token-1", "Bearer token-1{\"name\":\"a\"}", "Bearer token-2{\"name\":\"a\"}");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void anUpstreamThatRefusesEveryTokenDoesNotCostOneEachTime(Side side) throws IOException {
        upstream(request ->
                request.target().startsWith("/oauth/token") ? token() : new Reply(401, null, "{\"error\":\"never\"}"));
        var server = serving(CLIENT);

        for (var i = 0; i < 3; i++) {
            assertThat(side.get(server).text()).contains("never");
        }
        assertThat(upstream.received("/oauth/token")).hasSize(2);
        assertThat(upstream.received("/v1/things")).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void theNewRefreshTokenIsUsed(Side side) throws IOException {
        expiry = "0";
        upstream(this::handle);
        var server =
                serving("{type: oauth2, grantType: refresh-token, tokenUrl: 'https://id.test/oauth/token', clientId:"
                        + " '{{ID}}', clientSecret: '{{SECRET}}', refreshToken: '{{REFRESH}}', scopes: [a, b],"
                        + " clientAuthentication: body, audience: x, resource: 'https://api.test'}");

        side.get(server);
        side.get(server);

        var requests = upstream.received("/oauth/token");
        assertThat(requests.get(0).form())
                .containsEntry("grant_type", "refresh_token")
                .containsEntry("refresh_token", "first")
                .containsEntry("client_id", "client")
                .containsEntry("client_secret", "s3cret%26more")
                .containsEntry("scope", "a+b")
                .containsEntry("audience", "x")
                .containsEntry("resource", "https%3A%2F%2Fapi.test");
        assertThat(requests.get(0).header("Authorization")).isEmpty();
        assertThat(requests.get(1).form()).containsEntry("refresh_token", "next-1");
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aServerThatRefusesIsNamed(Side side) throws IOException {
        upstream(request -> new Reply(
                401, null, "{\"error\":\"invalid_client\",\"error_description\":\"hunter2 <b>s3cret&more</b>\"}"));

        var answer = side.get(serving(CLIENT));

        assertThat(answer.isError()).isTrue();
        assertThat(answer.text())
                .contains(
                        "token-refused",
                        "No token for api could be fetched: id.test gave none: HTTP 401, invalid_client")
                .doesNotContain("hunter2", "s3cret", "<b>");
        assertThat(answer.status()).isIn(0, 503);
        assertThat(upstream.received("/v1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | <html>hunter2</html> | gave none: HTTP 500.",
                "400 | {\"error\":\"hunter2\"} | gave none: HTTP 400.",
                "200 | hunter2 | HTTP 200 without a token",
                "200 | {\"access_token\":\"hunter2\\nx\"} | secret-invalid",
                "302 | - | gave none: HTTP 302.",
            })
    void whatServersSayIsNotPassedOn(int status, String body, String told) throws IOException {
        upstream(request -> new Reply(status, null, body));

        assertThat(Side.REST.get(serving(CLIENT)).text()).contains(told).doesNotContain("hunter2");
        assertThat(upstream.received("/v1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/.well-known/oauth-authorization-server/realms/a, 1",
        "/realms/a/.well-known/openid-configuration, 2",
    })
    void theTokenEndpointIsFoundOut(String place, int questions) throws IOException {
        expiry = "0";
        upstream(discovering(place, "https://id.test/realms/a", "https://id.test/oauth/token"));
        var server = serving(
                "{type: oauth2, authorizationServerUri: 'https://id.test/realms/a/', clientId: a, clientSecret: b}");

        assertThat(Side.REST.get(server).status()).isEqualTo(200);
        assertThat(Side.REST.get(server).status()).isEqualTo(200);
        assertThat(upstream.received())
                .filteredOn(request -> request.target().contains("/.well-known/"))
                .hasSize(questions);
        assertThat(upstream.received("/oauth/token")).hasSize(2);
    }

    private Function<Request, Reply> discovering(String place, String issuer, String endpoint) {
        return request -> request.target().equals(place)
                ? Reply.ok("{\"issuer\":\"" + issuer + "\",\"token_endpoint\":\"" + endpoint + "\"}")
                : request.target().contains("/.well-known/") ? new Reply(404, null, "{}") : handle(request);
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.test, https://id.test/oauth/token",
        "https://id.test, http://id.test/oauth/token",
        "https://id.test, none",
    })
    void whatASaysOfBDoesNotCount(String issuer, String endpoint) throws IOException {
        upstream(discovering("/.well-known/oauth-authorization-server", issuer, endpoint));

        var answer = Side.REST.get(serving("{type: oauth2, issuer: 'https://id.test', clientId: a, clientSecret: b}"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("id.test does not say where its token endpoint is", "write 'tokenEndpoint'");
        assertThat(upstream.received("/oauth")).isEmpty();
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws IOException {
        upstream(this::handle);
        file("{type: oauth2, tokenEndpoint: 'http://127.0.0.1:1/token', clientId: a, clientSecret: b}");
        try (var server =
                TestServer.of(folder).baseUri("api", upstream.url() + "/v1").start()) {
            var answer = Side.REST.get(server);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text())
                    .contains(
                            "upstream-unreachable", "No token for api could be fetched: No connection to 127.0.0.1:1");
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aMissingSecretStopsTheCall(Side side) throws IOException {
        upstream(this::handle);

        assertThat(side.get(serving(CLIENT, Map.of("ID", "a"))).text()).contains("secret-missing", "SECRET is not set");
        assertThat(upstream.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: oauth2, tokenEndpoint: '{{TOKEN_HOST}}/token', clientId: '{{ID}}', clientSecret: '{{S}}'}",
                "{type: oauth2, issuer: 'https://id.test', clientId: '{{ID}}', clientSecret: '{{S}}'}",
                "{type: oauth1, consumerKey: '{{ID}}', signingKey: '{{S}}'}",
                "{type: aws-sig-v4, service: s3}",
                "{type: digest, username: '{{ID}}', password: '{{S}}'}",
            })
    void theMockNeedsNoServerAndNoKey(String authentication) throws IOException {
        file(authentication);
        try (var server = TestServer.of(folder).mock().start()) {
            var answer = Side.REST.get(server);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("\"host\":\"api.test\"").doesNotContain("mock-S\"");
        }
    }
}
