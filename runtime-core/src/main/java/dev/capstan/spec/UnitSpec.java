package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/**
 * What an exposed REST operation and a tool have in common.
 *
 * @param call the operation to call, {@code namespace.operation}
 * @param with the values for its inputs
 * @param inputs what it declares itself
 * @param others the modes that it has instead of, or beside, {@code call}: ref, steps and so on
 * @param outputs what is made of the answer
 */
public record UnitSpec(
        Located<String> name,
        Optional<String> label,
        String description,
        Optional<Located<String>> call,
        List<With> with,
        List<ParameterSpec> inputs,
        List<Located<String>> others,
        List<Node> outputs,
        Position position) {
    public UnitSpec {
        with = List.copyOf(with);
        inputs = List.copyOf(inputs);
        others = List.copyOf(others);
        outputs = List.copyOf(outputs);
    }

    /** The same unit under a name. */
    UnitSpec named(Located<String> other) {
        return new UnitSpec(other, label, description, call, with, inputs, others, outputs, position);
    }

    /** One value for an input of the called operation. */
    public record With(String parameter, Located<String> value) {}
}
