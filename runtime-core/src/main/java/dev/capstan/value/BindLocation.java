package dev.capstan.value;

import java.nio.file.Path;
import java.util.List;

/** Where the values of a bind come from, worked out when its file was loaded. What stands there is read later. */
public sealed interface BindLocation {
    /** The location as the capability file writes it, for people. */
    String written();

    /**
     * A file of keys and values, or a folder with a file for each key.
     *
     * @param path absolute
     * @param roots the folders below which it must lie, after links are followed; none means anywhere
     */
    record File(String written, Path path, List<Path> roots) implements BindLocation {
        public File {
            roots = List.copyOf(roots);
        }
    }

    /**
     * A place that is asked by the scheme of its URI, such as Vault.
     *
     * @param scheme in lower case
     */
    record Stored(String written, String scheme) implements BindLocation {}
}
