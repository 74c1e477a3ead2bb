package dev.capstan.flow;

import dev.capstan.failure.InputError;
import dev.capstan.value.Value;
import java.util.List;
import java.util.Optional;

/** What a caller gave, before it is checked. Belongs to one call. */
public interface RawInputs {
    /**
     * The value of an input, decoded.
     *
     * @return empty when it was not given
     * @throws Unreadable when it was given, but cannot be read
     */
    Optional<Value> value(Input input) throws Unreadable;

    /** What was given that no input takes, where that is a mistake. Asked after all inputs were read. */
    List<InputError> leftOver();

    /** Why an input cannot be read. */
    final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param reason reads on after the input's name */
        public Unreadable(String reason) {
            super(reason, null, false, false);
        }

        /** Reads on after the input's name. */
        public String reason() {
            return String.valueOf(getMessage());
        }
    }
}
