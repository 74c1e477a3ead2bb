package dev.capstan.exposure;

/**
 * Where a listener accepts connections.
 *
 * @param port from 0, which means any free one
 */
public record Endpoint(String address, int port) {
    public Endpoint {
        // Two spellings of one address would be two listeners that want one port.
        address = address.equalsIgnoreCase("localhost") ? "127.0.0.1" : address;
    }

    /** The address of a listener that neither a file nor a flag names one for. */
    public static final String LOOPBACK = "127.0.0.1";

    /** Whether it is every address of this machine. */
    public boolean isWildcard() {
        return address.equals("0.0.0.0") || address.equals("::") || address.equals("[::]");
    }

    /** Whether what is served at an address of its own is also asked for here: same port, and this one is all addresses. */
    public boolean covers(Endpoint other) {
        return isWildcard() && !other.isWildcard() && port != 0 && port == other.port;
    }

    @Override
    public String toString() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
