package dev.capstan.cli;

/** An option without a value. */
record Flag(Option<Boolean> option) {
    /** Whether it was given; {@code false} as the value of its variable says that it was not. */
    boolean isSet() {
        return option.or(false);
    }
}
