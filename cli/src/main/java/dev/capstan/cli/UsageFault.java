package dev.capstan.cli;

/** The command cannot be carried out as it was given; the message says why and what would be right. */
class UsageFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageFault(String message) {
        super(message, null, false, false);
    }
}
