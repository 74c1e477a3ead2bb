package dev.capstan.compile;

import dev.capstan.exposure.Capability;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What compiling a file came to.
 *
 * @param capability empty when nothing of the file can be served; then the problems say why
 * @param imported the other files on which this depends, absolute; also those that were looked for and are not there
 * @param consumed the methods of the consumed operations, by {@code NAMESPACE.OPERATION}, where settings ask for them;
 *     empty when not all of them are known
 */
public record Compilation(Optional<Capability> capability, Set<Path> imported, Optional<Map<String, String>> consumed) {
    public Compilation {
        consumed = consumed.map(Map::copyOf);
        imported = Set.copyOf(imported);
    }
}
