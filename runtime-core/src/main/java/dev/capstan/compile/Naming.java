package dev.capstan.compile;

import dev.capstan.spec.Located;
import dev.capstan.spec.UnitSpec.With;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What names mean at one place of a unit, apart from inputs and variables.
 *
 * @param prefixes what may stand before the name of an input: {@code shop} in {@code shop.id}
 * @param layers what {@code with} says for names, the innermost first: that of a function, then that of what refers to it
 * @param steps the names of the steps before this place, in order
 * @param inSteps whether the place is one of several steps, or behind them
 */
record Naming(List<String> prefixes, List<ByName<With>> layers, List<String> steps, boolean inSteps) {
    Naming {
        prefixes = List.copyOf(prefixes);
        layers = List.copyOf(layers);
        steps = List.copyOf(steps);
    }

    /** What an adapter is called: its namespace, and the one in its own file when it was imported under another. */
    static List<String> namespaces(Located<String> namespace, Optional<String> former) {
        return Stream.concat(Stream.of(namespace.value()), former.stream()).toList();
    }

    /** @param namespaces what the adapter is called */
    static Naming of(List<String> namespaces, Door door) {
        return new Naming(
                Stream.concat(namespaces.stream(), door.aliases().stream()).toList(), List.of(), List.of(), false);
    }

    /** The same with a further word for inputs. */
    Naming called(List<String> namespaces) {
        return new Naming(Stream.concat(namespaces.stream(), prefixes.stream()).toList(), layers, steps, inSteps);
    }

    /** The same below further values for names. */
    Naming within(List<With> values) {
        return values.isEmpty()
                ? this
                : new Naming(
                        prefixes,
                        Stream.concat(Stream.of(new ByName<>(values, With::parameter)), layers.stream())
                                .toList(),
                        steps,
                        inSteps);
    }

    /** Every name for which something is said. */
    List<String> names() {
        return layers.stream()
                .flatMap(layer -> layer.names().stream())
                .distinct()
                .toList();
    }

    /** What a name in the innermost layer is made of. */
    Naming outside() {
        return new Naming(prefixes, layers.subList(1, layers.size()), steps, inSteps);
    }

    /** The same after these steps. */
    Naming after(List<String> earlier) {
        return new Naming(prefixes, layers, earlier, true);
    }
}
