package dev.capstan.exposure;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may call a listener. One on a loopback address is for programs of this machine: a web page in a browser here must
 * not reach it, neither by a cross-site request nor through a name that was made to point here (DNS rebinding; MCP
 * 2025-11-25, Streamable HTTP, security warning).
 *
 * @param loopbackOnly whether the listener is on a loopback address
 * @param allowedHosts further host names that may appear in {@code Host} and {@code Origin}, in lower case
 */
public record AccessPolicy(boolean loopbackOnly, Set<String> allowedHosts) {
    /** Whole addresses only: {@code 127.0.0.1.example.com} is a name that anyone can own. */
    private static final Pattern LOOPBACK_IPV4 = Pattern.compile("127(\\.\\d{1,3}){3}");

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    public AccessPolicy {
        allowedHosts = Set.copyOf(allowedHosts);
    }

    /** The policy of a listener on that address. */
    public static AccessPolicy of(String address, Set<String> allowedHosts) {
        return new AccessPolicy(isLoopback(address), allowedHosts);
    }

    /** Whether only this machine can reach the address. */
    public static boolean isLoopback(String address) {
        return LOOPBACK_NAMES.contains(address)
                || LOOPBACK_IPV4.matcher(address).matches();
    }

    /**
     * Checks a request.
     *
     * @param host its {@code Host}
     * @param origin its {@code Origin}
     * @return why it is refused, or empty
     */
    public Optional<Failure> refuse(Optional<String> host, Optional<String> origin) {
        if (!loopbackOnly) {
            return Optional.empty();
        }
        if (host.isPresent() && !isAllowed(hostName(host.get()))) {
            return Optional.of(refused("The host in the request"));
        }
        if (origin.isPresent() && !isAllowed(originHost(origin.get()))) {
            return Optional.of(refused("The origin of the request"));
        }
        return Optional.empty();
    }

    /**
     * Checks where a page is from that calls a listener which other machines can reach. Programs name no origin, and a page
     * could use the network that its reader is in (MCP 2026-07-28, Streamable HTTP, security).
     *
     * @return why it is refused, or empty
     */
    public Optional<Failure> refuseOrigin(Optional<String> origin) {
        return origin.isEmpty() || isAllowed(originHost(origin.get()))
                ? Optional.empty()
                : Optional.of(Failure.of(
                        FailureCode.ORIGIN_REFUSED,
                        "The origin of the request is not one that may call this listener. Start with --allow-host NAME to"
                                + " let it in."));
    }

    private static Failure refused(String what) {
        return Failure.of(
                FailureCode.ORIGIN_REFUSED,
                what
                        + " is not this machine, and this listener is for this machine only. Start with --allow-host NAME to"
                        + " let it in.");
    }

    private boolean isAllowed(String name) {
        return isLoopback(name) || allowedHosts.contains(name);
    }

    private static String hostName(String host) {
        var end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        return (end <= 0 ? host : host.substring(0, end)).toLowerCase(Locale.ROOT);
    }

    private static String originHost(String origin) {
        try {
            var host = URI.create(origin).getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
