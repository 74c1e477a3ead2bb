package dev.capstan.upstream;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where the token endpoint is: written in the file, or found out from the server that issues the tokens (RFC 8414, then
 * OpenID Connect Discovery 1.0) and remembered until it refuses. Thread-safe.
 */
final class TokenServer {
    private final Optional<Origin> elsewhere;

    private volatile @Nullable Discovered discovered;

    private record Discovered(String issuer, TokenAddress endpoint) {}

    /** @param elsewhere where every request goes, whatever its address */
    TokenServer(Optional<Origin> elsewhere) {
        this.elsewhere = elsewhere;
    }

    /** The token endpoint. */
    CompletableFuture<TokenAddress> endpoint(TokenGrant grant, UpstreamClient client) {
        return TokenAddress.of(grant.server())
                .map(server -> grant.isIssuer()
                        ? discovered(server, grant.server(), client)
                        : CompletableFuture.completedFuture(server))
                .orElseGet(() -> CompletableFuture.failedFuture(noAddress()));
    }

    private static FailureException noAddress() {
        return new FailureException(
                FailureCode.SECRET_INVALID,
                "the address of the server that gives tokens is made of variables that give no URL (expected: https://,"
                        + " a host and a path).");
    }

    private CompletableFuture<TokenAddress> discovered(TokenAddress server, String issuer, UpstreamClient client) {
        var known = discovered;
        if (known != null && known.issuer().equals(issuer)) {
            return CompletableFuture.completedFuture(known.endpoint());
        }
        var path = server.path();
        var places = List.of(
                server.at("/.well-known/oauth-authorization-server" + path),
                server.at(path + "/.well-known/openid-configuration"));
        return ask(places, 0, issuer, server.origin(), client).thenApply(endpoint -> {
            discovered = new Discovered(issuer, endpoint);
            return endpoint;
        });
    }

    private CompletableFuture<TokenAddress> ask(
            List<TokenAddress> places, int next, String issuer, Origin origin, UpstreamClient client) {
        if (next == places.size()) {
            return CompletableFuture.failedFuture(new FailureException(
                    FailureCode.TOKEN_REFUSED,
                    origin.authority() + " does not say where its token endpoint is (asked: "
                            + places.get(0).target() + " and " + places.get(1).target()
                            + "); write 'tokenEndpoint' into the file."));
        }
        return client.send(redirected(TokenMessages.metadataRequest(places.get(next))))
                .thenCompose(response -> endpoint(response, issuer, origin)
                        .map(CompletableFuture::completedFuture)
                        .orElseGet(() -> ask(places, next + 1, issuer, origin, client)));
    }

    /** What a server says counts for itself alone (RFC 8414, section 3.3), and never leads away from TLS. */
    private static Optional<TokenAddress> endpoint(UpstreamResponse response, String issuer, Origin origin) {
        return Optional.of(response)
                .filter(answer -> answer.status() == 200)
                .flatMap(TokenMessages::metadata)
                .filter(metadata -> withoutSlash(metadata.issuer()).equals(withoutSlash(issuer)))
                .flatMap(metadata -> TokenAddress.of(metadata.tokenEndpoint()))
                .filter(endpoint -> !origin.isTls() || endpoint.origin().isTls());
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** The next token asks again where the endpoint is. */
    void forget() {
        discovered = null;
    }

    /** A request of ours as the one who started the process wants it. */
    UpstreamRequest redirected(UpstreamRequest request) {
        return elsewhere
                .map(origin -> new UpstreamRequest(
                                request.method(), origin, request.target(), request.headers(), request.body())
                        .with(new Header("X-Forwarded-Host", request.origin().authority())))
                .orElse(request);
    }
}
