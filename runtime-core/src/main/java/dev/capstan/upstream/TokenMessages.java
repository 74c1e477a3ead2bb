package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Requests for tokens and what comes back (RFC 6749, sections 4.4, 5 and 6; RFC 8707; RFC 8414), as messages of ours. The
 * only class that sees the library.
 */
final class TokenMessages {
    /** No token is as large, and nobody needs to parse more. */
    private static final int MAX_BYTES = 1024 * 1024;

    private TokenMessages() {}

    /**
     * What a server gave.
     *
     * @param seconds that the token is good for, or empty where the server does not say
     * @param refreshToken the one to use from now on, where there is a new one
     */
    record Granted(String token, Optional<Long> seconds, Optional<String> refreshToken) {
        @Override
        public String toString() {
            return "***";
        }
    }

    /** Thrown when an answer is none of those that the RFC has; it carries nothing of the answer. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable() {
            super(null, null, false, false);
        }
    }

    /** The request for a token. */
    static UpstreamRequest request(TokenGrant grant, TokenAddress endpoint) {
        var built = tokenRequest(grant, URI.create(endpoint.toString())).toHTTPRequest();
        var headers = new ArrayList<Header>();
        built.getHeaderMap()
                .forEach((name, values) ->
                        headers.add(new Header(name, values.get(0), name.equalsIgnoreCase("Authorization"))));
        headers.add(new Header("Accept", "application/json"));
        headers.addAll(common());
        var body = Optional.ofNullable(built.getBody()).orElse("");
        return new UpstreamRequest(
                "POST",
                endpoint.origin(),
                endpoint.target(),
                headers,
                Optional.of(new RequestBody(body.getBytes(UTF_8))));
    }

    private static TokenRequest tokenRequest(TokenGrant grant, URI endpoint) {
        var id = new ClientID(grant.clientId());
        var request = grant.clientSecret().isEmpty()
                ? new TokenRequest.Builder(endpoint, id, asked(grant))
                : new TokenRequest.Builder(
                        endpoint,
                        grant.authentication() == TokenGrant.ClientAuthentication.BASIC
                                ? new ClientSecretBasic(id, new Secret(grant.clientSecret()))
                                : new ClientSecretPost(id, new Secret(grant.clientSecret())),
                        asked(grant));
        if (!grant.scope().isEmpty()) {
            request.scope(Scope.parse(grant.scope()));
        }
        if (!grant.audience().isEmpty()) {
            request.customParameter("audience", grant.audience());
        }
        if (!grant.resource().isEmpty()) {
            request.customParameter("resource", grant.resource());
        }
        return request.build();
    }

    private static AuthorizationGrant asked(TokenGrant grant) {
        return grant.refreshToken()
                .<AuthorizationGrant>map(token -> new RefreshTokenGrant(new RefreshToken(token)))
                .orElseGet(ClientCredentialsGrant::new);
    }

    /** What a server gave with status 200. */
    static Granted granted(UpstreamResponse response) throws Unreadable {
        try {
            var json = converted(response).getBodyAsJSONObject();
            // The only type that is in use; some servers leave it out.
            json.put("token_type", "Bearer");
            var tokens = Tokens.parse(json);
            var seconds = tokens.getAccessToken().getLifetime();
            return new Granted(
                    tokens.getAccessToken().getValue(),
                    json.containsKey("expires_in") ? Optional.of(seconds) : Optional.empty(),
                    Optional.ofNullable(tokens.getRefreshToken()).map(RefreshToken::getValue));
        } catch (ParseException e) {
            throw new Unreadable();
        }
    }

    /** The {@code error} with which a server refuses, if it is written as the RFC says. */
    static Optional<String> error(UpstreamResponse response) {
        try {
            return Optional.ofNullable(
                            TokenErrorResponse.parse(converted(response)).getErrorObject())
                    .map(ErrorObject::getCode);
        } catch (ParseException | Unreadable e) {
            return Optional.empty();
        }
    }

    /** The request for what a server says of itself. */
    static UpstreamRequest metadataRequest(TokenAddress address) {
        var headers = new ArrayList<Header>();
        headers.add(new Header("Accept", "application/json"));
        headers.addAll(common());
        return new UpstreamRequest("GET", address.origin(), address.target(), headers, Optional.empty());
    }

    /**
     * What a server says of itself.
     *
     * @param tokenEndpoint as it is written
     */
    record Metadata(String issuer, String tokenEndpoint) {}

    /** The two members of a server's metadata that are needed here; empty when one is not there. */
    static Optional<Metadata> metadata(UpstreamResponse response) {
        try {
            var json = converted(response).getBodyAsJSONObject();
            return json.get("issuer") instanceof String issuer && json.get("token_endpoint") instanceof String endpoint
                    ? Optional.of(new Metadata(issuer, endpoint))
                    : Optional.empty();
        } catch (ParseException | Unreadable e) {
            return Optional.empty();
        }
    }

    private static List<Header> common() {
        return List.of(new Header("Accept-Encoding", "identity"), new Header("User-Agent", "capstan"));
    }

    /** JSON, whatever the server calls it. */
    private static HTTPResponse converted(UpstreamResponse response) throws Unreadable {
        if (response.body().length > MAX_BYTES) {
            throw new Unreadable();
        }
        var converted = new HTTPResponse(response.status());
        converted.setEntityContentType(ContentType.APPLICATION_JSON);
        converted.setBody(new String(response.body(), UTF_8));
        return converted;
    }
}
