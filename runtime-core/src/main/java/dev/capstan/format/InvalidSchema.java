package dev.capstan.format;

/** Why a schema cannot be used, in words for its author. */
final class InvalidSchema extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidSchema(String message) {
        super(message, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
