package dev.capstan.compile;

import dev.capstan.flow.Input;
import dev.capstan.flow.Inputs;
import java.util.ArrayList;
import java.util.List;

/** Gathers the inputs of one exposure and gives each its number. */
final class InputsBuilder {
    private final List<Input> inputs = new ArrayList<>();

    /** The number of an input; the same for the same name and place, and required if anyone requires it. */
    int slot(Input input) {
        for (var i = 0; i < inputs.size(); i++) {
            var known = inputs.get(i);
            if (known.name().equals(input.name()) && known.location() == input.location()) {
                if (input.required() && !known.required()) {
                    inputs.set(i, known.asRequired());
                }
                return i;
            }
        }
        inputs.add(input);
        return inputs.size() - 1;
    }

    boolean has(String name) {
        return inputs.stream().anyMatch(input -> input.name().equals(name));
    }

    Inputs build() {
        return new Inputs(inputs);
    }
}
