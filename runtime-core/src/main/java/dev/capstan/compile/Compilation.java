package dev.capstan.compile;

import dev.capstan.exposure.Capability;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What compiling a file came to.
 *
 * @param capability empty when nothing of the file can be served; then the problems say why
 * @param imported the other files on which this depends, absolute; also those that were looked for and are not there
 * @param consumed empty when not all of it is known
 */
public record Compilation(Optional<Capability> capability, Set<Path> imported, Optional<Consumed> consumed) {
    public Compilation {
        imported = Set.copyOf(imported);
    }
}
