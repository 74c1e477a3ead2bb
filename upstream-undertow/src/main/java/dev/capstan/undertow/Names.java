package dev.capstan.undertow;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Looks up host names beside the event loop. The JDK keeps what it found for a while ({@code networkaddress.cache.ttl}). */
final class Names {
    private Names() {}

    /** Whether it is an address, which needs no look-up: an IPv6 address in brackets, or digits and dots alone. */
    static boolean isAddress(String host) {
        return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    /**
     * Looks one up.
     *
     * @param found gets the addresses in the order to try, or none; called on the thread that looks, or, for what needs no
     *     look-up, on this one
     */
    static void lookUp(String host, Executor workers, Consumer<List<InetAddress>> found) {
        if (isAddress(host)) {
            found.accept(addresses(host));
        } else {
            workers.execute(() -> found.accept(addresses(host)));
        }
    }

    private static List<InetAddress> addresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
