package dev.capstan.spec;

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
}
