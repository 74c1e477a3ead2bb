package dev.capstan.upstream;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * An address of a server that gives tokens.
 *
 * @param target path and query, encoded, starting with a slash
 */
record TokenAddress(Origin origin, String target) {
    /** The address that a URL is; empty when it is none that can be called. */
    static Optional<TokenAddress> of(String url) {
        return Origin.of(url).map(origin -> new TokenAddress(origin, target(url)));
    }

    private static String target(String url) {
        try {
            var uri = new URI(url);
            var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("Origin.of() has parsed it");
        }
    }

    /** Without a slash at its end. */
    String path() {
        return target.replaceAll("[?].*", "").replaceAll("/+$", "");
    }

    /** Another path of the same server. */
    TokenAddress at(String path) {
        return new TokenAddress(origin, path);
    }

    @Override
    public String toString() {
        return origin + target;
    }
}
