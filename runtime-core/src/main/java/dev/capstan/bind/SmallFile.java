package dev.capstan.bind;

import dev.capstan.value.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that is read whole, if it is small, plain and where it may be. */
final class SmallFile {
    static final int MAX_BYTES = 1024 * 1024;

    private SmallFile() {}

    /**
     * By what a change is seen. Links are followed, so that one that is swapped, as Kubernetes does it, is a change.
     *
     * @param key of the file in its file system, where that has one
     */
    record Stamp(FileTime modified, long size, @Nullable Object key) {
        static Stamp of(Path path) throws IOException {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    /**
     * Reads a file.
     *
     * @param roots the folders below which it must lie, after links are followed; none means anywhere
     * @throws IOException when it is not there, too large, no plain file, or elsewhere
     */
    static byte[] read(Path path, List<Path> roots) throws IOException {
        // What was checked is what is opened, also when a link is swapped in between.
        var real = path.toRealPath();
        if (!Roots.hold(roots, real)) {
            throw new Unusable("it lies outside of the folders that are served");
        }
        var attributes = Files.readAttributes(real, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            // To open a pipe or a device may take for ever.
            throw new Unusable("it is not a plain file");
        }
        return bytes(real);
    }

    /**
     * Reads what may also be the output of another command.
     *
     * @throws IOException when it cannot be read, or is too large
     */
    static byte[] bytes(Path path) throws IOException {
        try (var in = Files.newInputStream(path)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new Unusable("it is larger than 1 MiB");
            }
            return bytes;
        }
    }
}
