package dev.capstan.format;

import java.nio.file.Path;
import java.util.Set;

/** What came of the words of a file about its answers. */
public sealed interface FormatChoice {
    /**
     * The files that were looked for or read, also those that are not there: when one changes, the choice is to be made
     * again. Absolute paths.
     */
    Set<Path> files();

    /** A format that is ready to read answers. */
    record Ready(AnswerFormat format, Set<Path> files) implements FormatChoice {
        public Ready {
            files = Set.copyOf(files);
        }
    }

    /**
     * A format whose {@code outputSchema} does not work.
     *
     * @param message what is wrong and what would be right, one sentence without a full stop
     */
    record Refused(Reason reason, String message, Set<Path> files) implements FormatChoice {
        public Refused {
            files = Set.copyOf(files);
        }
    }

    /** The kinds of mistakes in an {@code outputSchema}. */
    enum Reason {
        /** The format needs one, and there is none. */
        SCHEMA_MISSING,
        /** There is no such file. */
        SCHEMA_NOT_FOUND,
        /** The file is not in a folder that may be read. */
        SCHEMA_OUTSIDE,
        /** The file, selector or schema cannot be read. */
        SCHEMA_INVALID
    }
}
