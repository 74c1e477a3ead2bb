package dev.capstan.exposure;

import dev.capstan.value.Roots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files in a folder that an adapter gives out, as they are now. What is hidden is not there, and neither is what a link leads to
 * outside of the folder; links to folders are not followed. Reads the disk, so not for I/O threads.
 */
public final class FolderFiles {
    /** How many files and folders are looked at. */
    public static final int MAX_FILES = 10_000;

    private static final int MAX_DEPTH = 30;

    /** The names that can be asked for (format, sections on skills and on MCP resources). */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");

    /** What is a separator on some system, or is no character to be shown. */
    private static final Pattern MISLEADING = Pattern.compile(".*[\\p{Cntrl}\\\\:].*", Pattern.DOTALL);

    /** The folder with all links followed. */
    private final Path root;

    private FolderFiles(Path root) {
        this.root = root;
    }

    /**
     * A plain file.
     *
     * @param path in the folder, with slashes
     * @param root the folder, with all links followed
     * @param real where it is once links are followed
     */
    public record Entry(String path, Path root, Path real, BasicFileAttributes attributes) {
        /**
         * Opens a file for reading. Neither a folder on the way nor the file itself is followed as a link, which someone may
         * have put in its place since it was found.
         */
        public InputStream open() throws IOException {
            try (var folder = Files.newDirectoryStream(root)) {
                return folder instanceof SecureDirectoryStream<Path> secure
                        ? open(secure, root.relativize(real))
                        : Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS);
            }
        }

        private static InputStream open(SecureDirectoryStream<Path> folder, Path way) throws IOException {
            if (way.getNameCount() == 1) {
                return Channels.newInputStream(
                        folder.newByteChannel(way, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
            }
            try (var next = folder.newDirectoryStream(way.getName(0), LinkOption.NOFOLLOW_LINKS)) {
                return open(next, way.subpath(1, way.getNameCount()));
            }
        }

        public long size() {
            return attributes.size();
        }
    }

    /** Why something is not given. */
    public enum Reason {
        FOLDER_MISSING,
        TOO_MANY_FILES,
        NAME_INVALID,
        FILE_MISSING
    }

    /** Something is asked for that is not there or not given. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final Reason reason;

        private Refused(Reason reason) {
            super(reason.name(), null, false, false);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    /**
     * The files of a folder.
     *
     * @param roots the folders below which it must lie, after links are followed; none means anywhere
     * @throws Refused when it is not there, or may not be read
     */
    public static FolderFiles of(Path folder, List<Path> roots) throws Refused {
        try {
            var real = folder.toRealPath();
            if (Files.isDirectory(real) && Roots.hold(roots, real)) {
                return new FolderFiles(real);
            }
        } catch (IOException e) {
            // As if it were not there.
        }
        throw new Refused(Reason.FOLDER_MISSING);
    }

    /** Every file, sorted by its path. */
    public List<Entry> list() throws IOException, Refused {
        var finder = new Finder();
        Files.walkFileTree(root, Set.of(), MAX_DEPTH, finder);
        if (finder.seen > MAX_FILES) {
            throw new Refused(Reason.TOO_MANY_FILES);
        }
        finder.found.sort(Comparator.comparing(Entry::path));
        return finder.found;
    }

    /**
     * One file.
     *
     * @param names of the folders in this one that lead to it, and its own
     */
    public Entry find(List<String> names) throws Refused {
        if (names.size() > MAX_DEPTH) {
            return missing();
        }
        for (var name : names) {
            if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
                throw new Refused(Reason.NAME_INVALID);
            }
        }
        return names.stream().anyMatch(FolderFiles::isHidden) ? missing() : find(names, root);
    }

    private Entry find(List<String> names, Path from) throws Refused {
        var place = from;
        for (var name : names) {
            if (!place.equals(root) && Files.isSymbolicLink(place)) {
                return missing();
            }
            place = place.resolve(name);
        }
        var found = entry(String.join("/", names), place);
        return found.isPresent() ? found.get() : missing();
    }

    private static Entry missing() throws Refused {
        throw new Refused(Reason.FILE_MISSING);
    }

    private Optional<Entry> entry(String path, Path place) {
        try {
            var real = place.toRealPath();
            var attributes = Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            // To open a pipe or a device may take for ever.
            return real.startsWith(root) && attributes.isRegularFile()
                    ? Optional.of(new Entry(path, root, real, attributes))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".");
    }

    private static boolean isShown(Path path) {
        var name = String.valueOf(path.getFileName());
        return !isHidden(name) && !MISLEADING.matcher(name).matches();
    }

    private final class Finder extends SimpleFileVisitor<Path> {
        private final List<Entry> found = new ArrayList<>();
        private int seen;

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(root) || isShown(folder) ? next() : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (isShown(file)) {
                var path = root.relativize(file)
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), "/");
                entry(path, file).ifPresent(found::add);
            }
            return next();
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException fault) {
            return next();
        }

        private FileVisitResult next() {
            return ++seen > MAX_FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }
    }
}
