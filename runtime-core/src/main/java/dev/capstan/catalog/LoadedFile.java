package dev.capstan.catalog;

import dev.capstan.compile.Consumed;
import dev.capstan.exposure.Capability;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What became of one file.
 *
 * @param file as the user named it
 * @param label for people; the file's name when it has none
 * @param capability empty when nothing of the file can be served
 * @param imported the other files on which it depends, absolute
 * @param consumed empty when not all of it is known
 */
public record LoadedFile(
        String file,
        String label,
        Optional<Capability> capability,
        List<Problem> problems,
        Set<Path> imported,
        Optional<Consumed> consumed) {
    public LoadedFile {
        imported = Set.copyOf(imported);
        problems = List.copyOf(problems);
    }

    /** Whether this is no capability file, but where a bind of one of the others has its values. */
    public boolean holdsValuesOf(Collection<LoadedFile> others) {
        return problems.stream().anyMatch(problem -> problem.code() == ProblemCode.NOT_A_CAPABILITY)
                && others.stream()
                        .flatMap(other -> other.capability().stream())
                        .anyMatch(capability -> capability.variables().areIn(path()));
    }

    private Path path() {
        return Path.of(file).toAbsolutePath().normalize();
    }

    /** The same file with another result. */
    public LoadedFile with(Optional<Capability> otherCapability, List<Problem> otherProblems) {
        return new LoadedFile(file, label, otherCapability, otherProblems, imported, consumed);
    }
}
