package dev.capstan.spec;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Locations that are files: paths, and {@code file:} URIs (format, addendum). */
public final class FileUri {
    private FileUri() {}

    /** Whether a location is a {@code file:} URI. */
    public static boolean isFile(String location) {
        return location.regionMatches(true, 0, "file:", 0, "file:".length());
    }

    /**
     * The path in a {@code file:} URI, and any other location as it is: {@code file:///./x}, {@code file://./x} and
     * {@code file://x} are relative, {@code file:///x} is absolute.
     */
    public static String path(String location) {
        return isFile(location)
                ? location.replaceFirst("(?i)^file:(//)?/?(?=\\.{1,2}/)|^file:(//)?(?=/)|^file:(//)?", "")
                : location;
    }

    /**
     * Where a location is.
     *
     * @param path absolute, without dot segments
     * @param plain the path as it is written
     * @param isAssumed whether the absolute path of a URI is not there, but one below the folder of the file is
     */
    public record Place(Path path, String plain, boolean isAssumed) {}

    /**
     * Where a location is that a file has: relative to the file, or absolute (format, addendum).
     *
     * @throws InvalidPathException when it is none of a file
     */
    public static Place place(String location, Path file) {
        var plain = path(location);
        var here = normal(file.resolveSibling(plain));
        var below = normal(file.resolveSibling(plain.replaceFirst("^/+", "")));
        var isAssumed = isFile(location) && plain.startsWith("/") && !Files.exists(here) && Files.exists(below);
        return new Place(isAssumed ? below : here, plain, isAssumed);
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
