package dev.capstan.problem;

/**
 * A place in a capability file.
 *
 * @param file the file as the user named it
 * @param line from 1
 * @param column from 1
 */
public record Position(String file, int line, int column) {

    /** The start of a file, for problems that concern all of it. */
    public static Position startOf(String file) {
        return new Position(file, 1, 1);
    }

    /** The last part of a file's path. Cut from the text: not every text that a path gave can be made a path again. */
    public static String fileName(String file) {
        return file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    }

    // By hand, as in Problem: what a record has of its own is put together at run time, which no archive of classes
    // holds.

    @Override
    public boolean equals(Object other) {
        return other instanceof Position position
                && line == position.line
                && column == position.column
                && file.equals(position.file);
    }

    @Override
    public int hashCode() {
        return (file.hashCode() * 31 + line) * 31 + column;
    }

    /** {@code file:line:column}, which terminals and editors turn into a link. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
