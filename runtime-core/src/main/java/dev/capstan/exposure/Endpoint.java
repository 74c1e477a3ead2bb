package dev.capstan.exposure;

/**
 * Where a listener accepts connections.
 *
 * @param port from 0, which means any free one
 */
public record Endpoint(String address, int port) {
    /** The address of a listener that neither a file nor a flag names one for. */
    public static final String LOOPBACK = "127.0.0.1";

    @Override
    public String toString() {
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
    }
}
