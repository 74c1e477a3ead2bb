package dev.capstan.value;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of one call, by the number that each input and each step got when the file was loaded. Belongs to one call,
 * so that calls never see each other's values.
 */
public final class Scope {
    private final @Nullable Value[] values;
    private final @Nullable StepOutput[] outputs;

    /** The values of a call without steps. */
    public Scope(int inputs) {
        this(inputs, 0);
    }

    public Scope(int inputs, int steps) {
        values = new @Nullable Value[inputs];
        outputs = new @Nullable StepOutput[steps];
    }

    /** Sets the value of an input; an input without one stays empty. */
    public void set(int slot, Value value) {
        values[slot] = value;
    }

    /** The value of an input. */
    public Optional<Value> value(int slot) {
        return Optional.ofNullable(values[slot]);
    }

    /** Sets what a step gave. */
    public void setOutput(int step, StepOutput output) {
        outputs[step] = output;
    }

    /** What a step gave; empty when it gave nothing. */
    public Optional<StepOutput> output(int step) {
        return Optional.ofNullable(outputs[step]);
    }
}
