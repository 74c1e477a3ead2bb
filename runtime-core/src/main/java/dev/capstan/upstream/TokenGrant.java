package dev.capstan.upstream;

import java.util.Optional;

/**
 * What a token is asked for with, at one moment: the texts of the file with their variables filled in. Two that are equal
 * get the same token.
 *
 * @param server the address of the token endpoint, or of the server that says where it is
 * @param isIssuer whether {@code server} is the latter
 * @param clientSecret empty for a client that has none
 * @param refreshToken empty for the client credentials grant (RFC 6749, section 4.4)
 * @param scope words between blanks; empty to leave it to the server
 */
record TokenGrant(
        String server,
        boolean isIssuer,
        ClientAuthentication authentication,
        String clientId,
        String clientSecret,
        Optional<String> refreshToken,
        String scope,
        String audience,
        String resource) {

    /** How a client says who it is (RFC 6749, section 2.3.1). */
    public enum ClientAuthentication {
        /** In the header {@code Authorization}. */
        BASIC,
        /** In the body. */
        BODY
    }

    /** The same with another refresh token. */
    TokenGrant refreshedBy(String token) {
        return new TokenGrant(
                server,
                isIssuer,
                authentication,
                clientId,
                clientSecret,
                Optional.of(token),
                scope,
                audience,
                resource);
    }

    @Override
    public String toString() {
        return "***";
    }
}
