package dev.capstan.cli;

import dev.capstan.value.Variables;
import java.util.List;
import java.util.Optional;

/**
 * A place that variables come from.
 *
 * @param label for people
 */
record VariableSource(String label, Variables variables) {
    /** The locations of binds; people see the location itself. */
    static final String BINDS = "binds";

    /** All sources as one; the first that has a variable counts. */
    static Variables merged(List<VariableSource> sources) {
        return sources.stream().map(VariableSource::variables).reduce(name -> Optional.empty(), Variables::or);
    }
}
