package dev.capstan.cli;

import java.util.Optional;

/** Where to listen. */
final class PortOption {
    private final String name;
    private final Option<Integer> port;

    PortOption(Options options, String name, String description) {
        this.name = name;
        port = options.one(name, Integer.class, "PORT", description);
    }

    /**
     * The port given, 0 for any free one.
     *
     * @throws UsageFault when it is none
     */
    Optional<Integer> given() {
        var given = port.given();
        if (given.filter(number -> number < 0 || number > 65535).isPresent()) {
            throw new UsageFault(name + " " + given.get() + " is not a port (expected: 0 to 65535)");
        }
        return given;
    }
}
