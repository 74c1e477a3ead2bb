package dev.capstan.value;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folders below which what capability files name may be read. None of them means anywhere. */
public final class Roots {
    private Roots() {}

    /**
     * Whether a file or folder lies below one of the roots. A root that is not there holds nothing.
     *
     * @param real its {@linkplain Path#toRealPath real path}: a link must not lead out
     * @throws IOException when a root cannot be looked at
     */
    public static boolean hold(List<Path> roots, Path real) throws IOException {
        for (var root : roots) {
            if (Files.exists(root) && real.startsWith(root.toRealPath())) {
                return true;
            }
        }
        return roots.isEmpty();
    }
}
