package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.value.PercentCoding;
import java.net.URI;
import java.util.Optional;

/**
 * What an upstream's answer refers to, asked for as the answer was. A reference to another scheme, host or port is not
 * followed: the credentials of the request are not for it.
 */
final class SameOrigin {
    private SameOrigin() {}

    /**
     * The same request for the URL that a reference means (RFC 3986, section 5); empty when it is none, or leads
     * elsewhere. Where requests are sent to another place than the base URI, a reference may name either.
     */
    static Optional<UpstreamRequest> request(UpstreamRequest request, String reference) {
        var text = reference.strip().split("#", 2)[0];
        if (text.startsWith("?")) {
            // The JDK resolves this as RFC 2396 did, and loses the last segment.
            return Optional.of(request.to(request.target().split("\\?", 2)[0] + query(text)));
        }
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var url = URI.create(request.url()).resolve(repaired(text));
            return Origin.of(url.toString())
                    .filter(origin -> isSame(origin, request))
                    .map(origin -> request.to(target(url)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isSame(Origin origin, UpstreamRequest request) {
        return origin.isSame(request.origin())
                || request.headers().stream()
                        .filter(header -> header.name().equalsIgnoreCase("X-Forwarded-Host"))
                        .flatMap(header -> Origin.of(origin.scheme() + "://" + header.value()).stream())
                        .anyMatch(origin::isSame);
    }

    private static String target(URI url) {
        var path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** With everything encoded that upstreams forget to encode; scheme, host and port stay as they are. */
    private static String repaired(String reference) {
        var question = reference.indexOf('?');
        var before = question < 0 ? reference : reference.substring(0, question);
        var slashes = before.indexOf("//");
        var authorityEnd = slashes < 0 ? 0 : before.indexOf('/', slashes + 2);
        var pathStart = authorityEnd < 0 ? before.length() : authorityEnd;
        return before.substring(0, pathStart)
                + PercentCoding.repairPath(before.substring(pathStart))
                + (question < 0 ? "" : query(reference.substring(question)));
    }

    /** @param query with its question mark */
    private static String query(String query) {
        return "?" + PercentCoding.repairQuery(new String(query.substring(1).getBytes(UTF_8), ISO_8859_1));
    }
}
