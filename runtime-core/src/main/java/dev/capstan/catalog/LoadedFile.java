package dev.capstan.catalog;

import dev.capstan.exposure.Capability;
import dev.capstan.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What became of one file.
 *
 * @param file as the user named it
 * @param label for people; the file's name when it has none
 * @param capability empty when nothing of the file can be served
 * @param imported the other files on which it depends, absolute
 * @param consumed the methods of the consumed operations, by {@code NAMESPACE.OPERATION}, where settings ask for them;
 *     empty when not all of them are known
 */
public record LoadedFile(
        String file,
        String label,
        Optional<Capability> capability,
        List<Problem> problems,
        Set<Path> imported,
        Optional<Map<String, String>> consumed) {
    public LoadedFile {
        imported = Set.copyOf(imported);
        problems = List.copyOf(problems);
    }

    /** The same file with another result. */
    public LoadedFile with(Optional<Capability> otherCapability, List<Problem> otherProblems) {
        return new LoadedFile(file, label, otherCapability, otherProblems, imported, consumed);
    }
}
