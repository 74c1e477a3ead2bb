package dev.capstan.compile;

import dev.capstan.problem.Problems;
import dev.capstan.spec.SettingsReader;
import java.nio.file.Path;

/**
 * What the settings file says; it belongs to those who run the process, and no capability file can say it.
 *
 * @param pagination which operations' pages are followed
 */
public record RuntimeSettings(Pagination pagination) {
    /** Without a settings file. */
    public static final RuntimeSettings NONE = new RuntimeSettings(Pagination.NONE);

    /**
     * Reads a settings file.
     *
     * @param file its name as the user gave it, for positions
     * @param problems where there are any afterwards, the settings must not be used
     */
    public static RuntimeSettings read(Path path, String file, Problems problems) {
        return new RuntimeSettings(Pagination.compile(SettingsReader.read(path, file, problems), problems));
    }
}
