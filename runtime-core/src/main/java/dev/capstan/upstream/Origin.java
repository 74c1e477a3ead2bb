package dev.capstan.upstream;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Scheme, host and port of an upstream (RFC 6454, section 4).
 *
 * @param scheme {@code http} or {@code https}
 * @param host a name or an address, an IPv6 address in brackets
 * @param port from 1, or -1 for the scheme's own
 */
public record Origin(String scheme, String host, int port) {

    /** The origin of an absolute http or https URL without user information; empty for everything else. */
    public static Optional<Origin> of(String url) {
        try {
            var uri = new URI(url);
            var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")
                    || uri.getHost() == null
                    || uri.getUserInfo() != null) {
                return Optional.empty();
            }
            var port = uri.getPort();
            return port == 0 || port > 65535 ? Optional.empty() : Optional.of(new Origin(scheme, uri.getHost(), port));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Host and, where it is not the scheme's own, port, as in the {@code Host} header. */
    public String authority() {
        return port < 0 ? host : host + ":" + port;
    }

    /** Whether it is the same one, however it is written. */
    boolean isSame(Origin other) {
        return scheme.equals(other.scheme)
                && host.equalsIgnoreCase(other.host)
                && effectivePort() == other.effectivePort();
    }

    /** Whether connections to it are encrypted. */
    public boolean isTls() {
        return scheme.equals("https");
    }

    /** The port that is connected to. */
    public int effectivePort() {
        return port >= 0 ? port : standardPort();
    }

    /** The one that its scheme has when no other is named. */
    int standardPort() {
        return isTls() ? 443 : 80;
    }

    // By hand, as in Position: the first call asks for these.

    @Override
    public boolean equals(Object other) {
        return other instanceof Origin origin
                && port == origin.port
                && host.equals(origin.host)
                && scheme.equals(origin.scheme);
    }

    @Override
    public int hashCode() {
        return (host.hashCode() * 31 + port) * 31 + scheme.hashCode();
    }

    @Override
    public String toString() {
        return scheme + "://" + authority();
    }
}
