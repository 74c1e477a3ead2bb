package dev.capstan.value;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of one call, by the number that each input got when the file was loaded. Belongs to one call. */
public final class Scope {
    private final @Nullable Value[] values;

    public Scope(int size) {
        values = new @Nullable Value[size];
    }

    /** Sets the value of an input; an input without one stays empty. */
    public void set(int slot, Value value) {
        values[slot] = value;
    }

    /** The value of an input. */
    public Optional<Value> value(int slot) {
        return Optional.ofNullable(values[slot]);
    }
}
