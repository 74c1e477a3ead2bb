package dev.capstan.exposure;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Where a listener accepts connections.
 *
 * @param port from 0, which means any free one
 */
public record Endpoint(String address, int port) {
    /** An address, not a name: with these characters nothing is looked up. */
    private static final Pattern ADDRESS = Pattern.compile("\\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*]?|[0-9]+(\\.[0-9]+){0,3}");

    public Endpoint {
        // Two spellings of one address would be two listeners that want one port.
        address = canonical(address.strip());
    }

    /** Addresses have many spellings; names are left alone, since to look them up takes the network. */
    @SuppressWarnings("AddressSelection") // a literal has one address
    private static String canonical(String address) {
        if (address.equals(LOOPBACK) || address.equalsIgnoreCase("localhost")) {
            return LOOPBACK;
        }
        if (!ADDRESS.matcher(address).matches()) {
            return address;
        }
        try {
            var known = InetAddress.getByName(address);
            if (known.isAnyLocalAddress()) {
                return "0.0.0.0";
            }
            return known instanceof Inet6Address && known.isLoopbackAddress() ? "::1" : known.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }

    /** The address of a listener that neither a file nor a flag names one for. */
    public static final String LOOPBACK = "127.0.0.1";

    /** Whether it is every address of this machine. */
    public boolean isWildcard() {
        return address.equals("0.0.0.0");
    }

    /** Whether what is served at an address of its own is also asked for here: same port, and this one is all addresses. */
    public boolean covers(Endpoint other) {
        return isWildcard() && !other.isWildcard() && port != 0 && port == other.port;
    }

    // By hand, as in Position: each route and tool asks for its listeners.

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint endpoint && port == endpoint.port && address.equals(endpoint.address);
    }

    @Override
    public int hashCode() {
        return address.hashCode() * 31 + port;
    }

    @Override
    public String toString() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
