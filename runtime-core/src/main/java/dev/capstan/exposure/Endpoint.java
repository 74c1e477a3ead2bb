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

    @Override
    public String toString() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
