package dev.capstan.flow;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureException;
import dev.capstan.failure.InputError;
import dev.capstan.value.Scope;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The inputs of an exposure; the place of each in the list is its number in the {@link Scope}. */
public record Inputs(List<Input> list) {
    public Inputs {
        list = List.copyOf(list);
    }

    /**
     * The values of one call.
     *
     * @throws FailureException with every fault of every input
     */
    public Scope read(RawInputs raw) {
        return read(raw, 0);
    }

    /** The values of one call that takes so many steps; see {@link #read(RawInputs)}. */
    Scope read(RawInputs raw, int steps) {
        var scope = new Scope(list.size(), steps);
        var errors = new ArrayList<InputError>();
        for (var slot = 0; slot < list.size(); slot++) {
            read(list.get(slot), slot, raw, scope, errors);
        }
        errors.addAll(raw.leftOver());
        if (!errors.isEmpty()) {
            throw new FailureException(Failure.invalidInput(errors));
        }
        return scope;
    }

    private static void read(Input input, int slot, RawInputs raw, Scope scope, List<InputError> errors) {
        try {
            var value = given(input, raw);
            if (value.isPresent()) {
                InputChecks.check(input, value.get());
                errors.addAll(input.shape().schema().check(input, value.get()));
                scope.set(slot, value.get());
            } else if (input.shape().filler().isPresent()) {
                scope.set(slot, input.shape().filler().get());
            } else if (input.required()) {
                errors.add(new InputError(input.name(), "is required (" + kind(input) + ")"));
            }
        } catch (RawInputs.Unreadable e) {
            errors.add(new InputError(input.name(), e.reason()));
        }
    }

    /**
     * What a call gives for an input, as upstreams get it; not checked.
     *
     * @throws RawInputs.Unreadable when it cannot be read
     */
    public static Optional<Value> given(Input input, RawInputs raw) throws RawInputs.Unreadable {
        return raw.value(input).map(value -> InputChecks.plain(input, value));
    }

    private static String kind(Input input) {
        return input.location().label() + ", "
                + (input.type() == ValueType.STRING ? "text" : input.type().label());
    }

    /** The input of that name. */
    public Optional<Input> named(String name) {
        return list.stream().filter(input -> input.name().equals(name)).findFirst();
    }
}
