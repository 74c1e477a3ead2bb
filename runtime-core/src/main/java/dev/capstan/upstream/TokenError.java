package dev.capstan.upstream;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The errors with which a server may refuse a token (RFC 6749, section 5.2; RFC 8707, section 2), and what would be right. */
enum TokenError {
    INVALID_REQUEST(
            "the server wants the request otherwise: look at 'audience', 'resource' and 'clientAuthentication'"),
    INVALID_CLIENT("check 'clientId' and 'clientSecret', and whether the server wants them in the body"),
    INVALID_GRANT("the refresh token has expired, was taken back, or belongs to another client"),
    UNAUTHORIZED_CLIENT("the client may not use this grant"),
    UNSUPPORTED_GRANT_TYPE("the server does not have this grant"),
    INVALID_SCOPE("check 'scopes'"),
    INVALID_TARGET("check 'resource' and 'audience'");

    private final String remedy;

    TokenError(String remedy) {
        this.remedy = remedy;
    }

    /** Empty for every other word: what a server makes up is not passed on. */
    static Optional<TokenError> named(String code) {
        return Arrays.stream(values())
                .filter(error -> error.code().equals(code))
                .findFirst();
    }

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    String remedy() {
        return remedy;
    }
}
