package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capstan.upstream.TokenGrant.ClientAuthentication;
import dev.capstan.upstream.TokenMessages.Granted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of OAuth 2 as the RFC shows them, and how long tokens are used. */
class TokenTest {
    private static final TokenAddress ENDPOINT =
            TokenAddress.of("https://server.example.com/token?tenant=a").orElseThrow();
    private static final TokenGrant GRANT = grant(Optional.empty(), "", "");

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final TokenStore store = new TokenStore(now::get);
    private final List<CompletableFuture<Granted>> requests = new ArrayList<>();
    private final List<TokenGrant> asked = new ArrayList<>();

    private static TokenGrant grant(Optional<String> refreshToken, String scope, String resource) {
        return new TokenGrant(
                "https://server.example.com/token",
                false,
                ClientAuthentication.BASIC,
                "s6BhdRkqt3",
                "gX1fBat3bV",
                refreshToken,
                scope,
                "",
                resource);
    }

    private static String body(UpstreamRequest request) {
        return new String(request.body().orElseThrow().bytes(), UTF_8);
    }

    private static UpstreamResponse answer(int status, String body) {
        return new UpstreamResponse(status, List.of(), body.getBytes(UTF_8));
    }

    // --- messages ---

    /** RFC 6749, sections 4.4.2 and 6. */
    @Test
    void theRequests() {
        var request = TokenMessages.request(GRANT, ENDPOINT);
        assertThat(request.url()).isEqualTo("https://server.example.com/token?tenant=a");
        assertThat(request.header("Authorization")).contains("Basic czZCaGRSa3F0MzpnWDFmQmF0M2JW");
        assertThat(request.header("Content-Type").orElseThrow()).startsWith("application/x-www-form-urlencoded");
        assertThat(body(request)).isEqualTo("grant_type=client_credentials");
        assertThat(request.toString()).doesNotContain("czZC");

        var refresh = TokenMessages.request(grant(Optional.of("tGzv3JOkF0XG5Qx2TlKWIA"), "", ""), ENDPOINT);
        assertThat(body(refresh).split("&"))
                .containsExactlyInAnyOrder("grant_type=refresh_token", "refresh_token=tGzv3JOkF0XG5Qx2TlKWIA");
    }

    @Test
    void scopesAudienceAndResourceAreSent() {
        var request = TokenMessages.request(grant(Optional.empty(), "a b:c", "https://api.example/x"), ENDPOINT);

        assertThat(body(request).split("&"))
                .contains("scope=a+b%3Ac", "resource=https%3A%2F%2Fapi.example%2Fx")
                .noneMatch(part -> part.startsWith("audience"));
    }

    @Test
    void aClientMaySayInTheBodyWhoItIs() {
        var inBody = new TokenGrant(
                "", false, ClientAuthentication.BODY, "a b", "c&d", Optional.empty(), "", "https://aud", "");
        assertThat(body(TokenMessages.request(inBody, ENDPOINT)).split("&"))
                .contains("client_id=a+b", "client_secret=c%26d", "audience=https%3A%2F%2Faud");
        assertThat(TokenMessages.request(inBody, ENDPOINT).header("Authorization"))
                .isEmpty();

        var isPublic = new TokenGrant("", false, ClientAuthentication.BASIC, "id", "", Optional.of("r"), "", "", "");
        assertThat(body(TokenMessages.request(isPublic, ENDPOINT))).contains("client_id=id");
        assertThat(TokenMessages.request(isPublic, ENDPOINT).header("Authorization"))
                .isEmpty();
    }

    /** RFC 6749, section 5.1. */
    @Test
    void theAnswer() throws Exception {
        assertThat(TokenMessages.granted(answer(
                                200,
                                "{\"access_token\":\"2YotnFZFEjr1zCsicMWpAA\",\"token_type\":\"example\",\"expires_in\":3600,"
                                        + "\"refresh_token\":\"tGzv3JOkF0XG5Qx2TlKWIA\",\"example_parameter\":\"x\"}"))
                        .seconds())
                .contains(3600L);
        assertThat(TokenMessages.granted(answer(200, "{\"access_token\":\"a\",\"expires_in\":\"60\"}")))
                .isEqualTo(new Granted("a", Optional.of(60L), Optional.empty()));
        assertThat(TokenMessages.granted(answer(200, "{\"access_token\":\"a\"}"))
                        .seconds())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no",
                "[]",
                "{}",
                "{\"access_token\":1}",
                "{\"access_token\":\"\"}",
                "{\"access_token\":\"a\""
            })
    void whatIsNoAnswer(String body) {
        assertThatThrownBy(() -> TokenMessages.granted(answer(200, body))).isInstanceOf(TokenMessages.Unreadable.class);
    }

    /** RFC 6749, section 5.2. */
    @Test
    void theErrors() {
        assertThat(TokenMessages.error(answer(400, "{\"error\":\"invalid_request\"}")))
                .contains("invalid_request");
        assertThat(TokenMessages.error(answer(500, "<html>"))).isEmpty();
        assertThat(TokenError.named("<script>")).isEmpty();
    }

    // --- the store ---

    private CompletableFuture<Granted> fetch(TokenGrant grant) {
        asked.add(grant);
        var request = new CompletableFuture<Granted>();
        requests.add(request);
        return request;
    }

    private CompletableFuture<TokenStore.Token> token(TokenGrant grant) {
        return store.token(grant, this::fetch);
    }

    private static Granted granted(String token, long seconds) {
        return new Granted(token, Optional.of(seconds), Optional.empty());
    }

    @Test
    void manyWaitForOneRequest() {
        var first = token(GRANT);
        var second = token(GRANT);
        requests.get(0).complete(granted("a", 100));

        assertThat(first.join().value()).isEqualTo("a");
        assertThat(second.join().value()).isEqualTo("a");
        assertThat(requests).hasSize(1);
    }

    @Test
    void aTokenIsUsedUntilShortlyBeforeItExpires() {
        token(GRANT);
        requests.get(0).complete(granted("a", 100));

        now.addAndGet(89_999_999_999L);
        assertThat(token(GRANT).join().value()).isEqualTo("a");
        now.addAndGet(1);
        token(GRANT);
        assertThat(requests).hasSize(2);

        requests.get(1).complete(granted("b", 3600));
        now.addAndGet(3_569_999_999_999L);
        assertThat(token(GRANT).join().value()).isEqualTo("b");
        now.addAndGet(1);
        token(GRANT);
        assertThat(requests).hasSize(3);
    }

    @Test
    void aFaultIsNotRemembered() {
        var failed = token(GRANT);
        requests.get(0).completeExceptionally(new IllegalStateException());
        assertThat(failed).isCompletedExceptionally();

        token(GRANT);
        assertThat(requests).hasSize(2);
    }

    @Test
    void otherCredentialsGetAnotherToken() {
        token(GRANT);
        requests.get(0).complete(granted("a", 100));
        token(grant(Optional.empty(), "other", ""));

        assertThat(requests).hasSize(2);
    }

    @Test
    void aRefusedTokenIsReplacedOnceForAll() {
        token(GRANT);
        requests.get(0).complete(granted("a", 100));
        var refused = token(GRANT).join();

        var first = store.replacement(refused, GRANT, this::fetch).orElseThrow();
        var second = store.replacement(refused, GRANT, this::fetch).orElseThrow();
        requests.get(1).complete(granted("b", 100));

        assertThat(first.join()).isEqualTo(second.join());
        assertThat(requests).hasSize(2);
        assertThat(store.replacement(first.join(), GRANT, this::fetch)).isEmpty();
        now.addAndGet(60_000_000_000L);
        assertThat(store.replacement(first.join(), GRANT, this::fetch)).isPresent();
    }

    @Test
    void theRefreshTokenThatTheServerGivesIsUsedFromThenOn() {
        var written = grant(Optional.of("one"), "", "");
        token(written);
        requests.get(0).complete(new Granted("a", Optional.of(0L), Optional.of("two")));
        token(written);
        requests.get(1).complete(granted("b", 0));
        token(written);
        assertThat(asked)
                .extracting(grant -> grant.refreshToken().orElseThrow())
                .containsExactly("one", "two", "two");

        requests.get(2).complete(granted("c", 0));
        store.forgetRotation();
        token(written);
        assertThat(asked.get(3).refreshToken()).contains("one");
    }
}
