package dev.capstan.undertow;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Host names and addresses. The JDK keeps what it found for a while ({@code networkaddress.cache.ttl}). */
final class Names {
    private Names() {}

    /** Whether it is an address, which needs no look-up: an IPv6 address in brackets, or digits and dots alone. */
    static boolean isAddress(String host) {
        return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    /** The addresses to try, in that order, or none; looks up what is a name, so not on an event loop. */
    static List<InetAddress> addresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
