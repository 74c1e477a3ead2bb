package dev.capstan.cli;

import dev.capstan.exposure.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/** The addresses of this machine. */
final class Addresses {
    private Addresses() {}

    /** A file wants to be served where this process cannot serve it; everything else is served. */
    static final class Fault extends UsageFault {
        private static final long serialVersionUID = 1L;

        /** The control port is one of all addresses. */
        Fault(Endpoint endpoint, Endpoint control) {
            super("what files put on " + endpoint + " is served on " + control
                    + " only, since that is the control port; choose another with --control-port");
        }

        /** The machine does not have the address. */
        Fault(Endpoint endpoint) {
            super("cannot listen on " + endpoint
                    + ": that is no address of this machine, so what files put there is not served; choose one with"
                    + " --address");
        }
    }

    /** Why nothing can listen there whatever else runs; a name is looked up. */
    static Optional<Fault> fault(Endpoint endpoint) {
        return of(endpoint).filter(Addresses::isOurs).isPresent() ? Optional.empty() : Optional.of(new Fault(endpoint));
    }

    /** The address that an endpoint names, of several the first, which is also where a listener goes. */
    @SuppressWarnings("AddressSelection")
    static Optional<InetAddress> of(Endpoint endpoint) {
        try {
            return Optional.of(InetAddress.getByName(endpoint.address()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return address.isAnyLocalAddress()
                    || address.isLoopbackAddress()
                    || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException e) {
            return false;
        }
    }
}
