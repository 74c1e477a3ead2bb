package dev.capstan.upstream;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import dev.capstan.problem.Position;
import dev.capstan.upstream.TokenStore.Token;
import dev.capstan.value.Template;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A token that is fetched for calls: the grants for client credentials and for a refresh token (RFC 6749, sections 4.4 and
 * 6). It is used by all calls of the API until shortly before it expires. When the upstream answers 401, the call is made
 * once more with a new one. Thread-safe.
 */
public final class OAuth2Credentials implements Credentials {
    private final String api;
    private final Texts texts;
    private final Position position;
    private final TokenStore tokens = new TokenStore(System::nanoTime);
    private final TokenServer server;

    /**
     * The texts of the file.
     *
     * @param server the address of the token endpoint, or of the server that says where it is
     * @param isIssuer whether {@code server} is the latter (RFC 8414)
     * @param isInBody whether the client says in the body who it is, and not in a header
     * @param clientSecret empty for a client that has none
     * @param refreshToken for the grant of that name; absent for client credentials
     * @param scope words between blanks; empty to leave it to the server
     * @param resource of RFC 8707; empty where none is named
     */
    public record Texts(
            Template server,
            boolean isIssuer,
            boolean isInBody,
            Template clientId,
            Template clientSecret,
            Optional<Template> refreshToken,
            Template scope,
            Template audience,
            Template resource) {
        Stream<Template> all() {
            return Stream.concat(
                    Stream.of(server, clientId, clientSecret, scope, audience, resource), refreshToken.stream());
        }

        TokenGrant grant(Variables variables) {
            return new TokenGrant(
                    text(server, variables),
                    isIssuer,
                    isInBody ? TokenGrant.ClientAuthentication.BODY : TokenGrant.ClientAuthentication.BASIC,
                    text(clientId, variables),
                    text(clientSecret, variables),
                    refreshToken.map(token -> text(token, variables)),
                    text(scope, variables),
                    text(audience, variables),
                    text(resource, variables));
        }

        private static String text(Template template, Variables variables) {
            return template.render(variables).reveal().strip();
        }
    }

    /**
     * @param api whose tokens they are
     * @param elsewhere where every request goes, whatever its address
     */
    public OAuth2Credentials(String api, Texts texts, Optional<Origin> elsewhere, Position position) {
        this.api = api;
        this.texts = texts;
        this.position = position;
        this.server = new TokenServer(elsewhere);
    }

    @Override
    public String kind() {
        return texts.refreshToken().isPresent() ? "OAuth 2, refresh token" : "OAuth 2, client credentials";
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public List<VariableUse> uses() {
        return texts.all().flatMap(text -> text.uses().stream()).toList();
    }

    @Override
    public UpstreamRequest shown(UpstreamRequest request) {
        return request.with(new Header("Authorization", "Bearer ***", true));
    }

    @Override
    public CompletableFuture<UpstreamResponse> send(
            UpstreamRequest request, Variables variables, UpstreamClient client) {
        return new Call(request, texts.grant(variables), client).answer();
    }

    /** One call: perhaps a token, the request, and perhaps both once more. */
    private final class Call {
        private final UpstreamRequest request;
        private final TokenGrant grant;
        private final UpstreamClient client;
        private final Sequence messages = new Sequence();

        Call(UpstreamRequest request, TokenGrant grant, UpstreamClient client) {
            this.request = request;
            this.grant = grant;
            this.client = client;
        }

        CompletableFuture<UpstreamResponse> answer() {
            return messages.endingIn(tokens.token(grant, this::fetch)
                    .thenCompose(token -> send(token).thenCompose(response -> again(token, response))));
        }

        private CompletableFuture<UpstreamResponse> send(Token token) {
            return messages.next(() -> client.send(request.withSecret("Authorization", "Bearer " + token.value())));
        }

        private CompletableFuture<UpstreamResponse> again(Token token, UpstreamResponse response) {
            if (response.status() != 401) {
                return CompletableFuture.completedFuture(response);
            }
            return tokens.replacement(token, grant, this::fetch)
                    .map(replacement -> replacement.thenCompose(this::send))
                    .orElseGet(() -> CompletableFuture.completedFuture(response));
        }

        /** No part of the sequence and of the call: others may wait for the token, too. */
        private CompletableFuture<TokenMessages.Granted> fetch(TokenGrant current) {
            var door = client.unwatched();
            return server.endpoint(current, door)
                    .thenCompose(endpoint -> door.send(server.redirected(TokenMessages.request(current, endpoint)))
                            .thenApply(response -> granted(endpoint, response)))
                    .handle(OAuth2Credentials.this::explained);
        }
    }

    private TokenMessages.Granted granted(TokenAddress endpoint, UpstreamResponse response) {
        var host = endpoint.origin().authority();
        if (response.status() != 200) {
            server.forget();
            var error = TokenMessages.error(response).flatMap(TokenError::named);
            error.filter(TokenError.INVALID_GRANT::equals).ifPresent(refused -> tokens.forgetRotation());
            throw new FailureException(
                    FailureCode.TOKEN_REFUSED,
                    host + " gave none: HTTP " + response.status()
                            + error.map(known -> ", " + known.code() + " (" + known.remedy() + ").")
                                    .orElse("."));
        }
        try {
            return TokenMessages.granted(response);
        } catch (TokenMessages.Unreadable e) {
            throw new FailureException(
                    FailureCode.TOKEN_REFUSED,
                    host + " answered HTTP 200 without a token (expected: JSON with 'access_token').");
        }
    }

    /** Whatever went wrong: it was not the upstream itself. */
    private TokenMessages.Granted explained(TokenMessages.Granted granted, @Nullable Throwable fault) {
        if (fault == null) {
            return granted;
        }
        var cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof FailureException failure) {
            throw new FailureException(Failure.of(
                    failure.failure().code(),
                    "No token for " + api + " could be fetched: "
                            + failure.failure().detail()));
        }
        throw new CompletionException(cause);
    }
}
