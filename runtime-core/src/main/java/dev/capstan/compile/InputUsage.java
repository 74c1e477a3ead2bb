package dev.capstan.compile;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ParameterSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which exposed inputs go nowhere. Those of a resource or an adapter are shared by operations, so that it is known only
 * when all are compiled. Used for one file.
 */
final class InputUsage {
    private final Set<ParameterSpec> unused = new LinkedHashSet<>();
    private final Set<ParameterSpec> used = new LinkedHashSet<>();

    /** Notes what one unit does with the inputs that it declares or shares. */
    void add(List<ParameterSpec> inputs, List<ParameterSpec> idle) {
        unused.addAll(idle);
        inputs.stream().filter(input -> !idle.contains(input)).forEach(used::add);
    }

    /** Tells which inputs no unit uses. */
    void reportUnused(Problems problems) {
        unused.stream()
                .filter(input -> !used.contains(input))
                .forEach(input -> problems.add(
                        ProblemCode.INPUT_UNUSED,
                        input.position(),
                        "nothing of the request to the upstream comes from the input '"
                                + input.name().value()
                                + "'; refer to it in 'with', give it the name of an input of the called operation, or"
                                + " take it out"));
    }
}
