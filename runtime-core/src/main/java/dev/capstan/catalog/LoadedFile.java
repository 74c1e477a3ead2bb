package dev.capstan.catalog;

import dev.capstan.exposure.Capability;
import dev.capstan.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What became of one file.
 *
 * @param file as the user named it
 * @param label for people; the file's name when it has none
 * @param capability empty when nothing of the file can be served
 */
public record LoadedFile(String file, String label, Optional<Capability> capability, List<Problem> problems) {
    public LoadedFile {
        problems = List.copyOf(problems);
    }
}
