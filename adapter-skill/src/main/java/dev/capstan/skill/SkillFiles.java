package dev.capstan.skill;

import dev.capstan.exposure.SkillFolder;
import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.value.Roots;
import io.undertow.util.ETag;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files in the folder of a skill, as they are now. What is hidden is not there, and neither is what a link leads to
 * outside of the folder; links to folders are not followed. Reads the disk, so not for I/O threads.
 */
final class SkillFiles {
    /** How many files and folders are looked at. */
    static final int MAX_FILES = 10_000;

    private static final int MAX_DEPTH = 30;

    /** The names that can be asked for (format, section on skills). */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");

    /** What is a separator on some system, or is no character to be shown. */
    private static final Pattern MISLEADING = Pattern.compile(".*[\\p{Cntrl}\\\\:].*", Pattern.DOTALL);

    /** The folder with all links followed. */
    private final Path root;

    private SkillFiles(Path root) {
        this.root = root;
    }

    /**
     * A plain file.
     *
     * @param path in the folder, with slashes
     * @param real where it is once links are followed
     */
    record Entry(String path, Path real, BasicFileAttributes attributes) {
        long size() {
            return attributes.size();
        }

        /** Weak, since a file may change twice in one tick of the clock (RFC 9110, section 8.8.1). */
        ETag tag() {
            return new ETag(
                    true, Long.toHexString(attributes.lastModifiedTime().toMillis()) + "-" + Long.toHexString(size()));
        }
    }

    /** Something is asked for that is not there or not given. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        Refused(FailureCode code, String detail) {
            super(detail, null, false, false);
            this.failure = Failure.of(code, detail);
        }

        Failure failure() {
            return failure;
        }
    }

    /** The files of a folder. */
    static SkillFiles of(Optional<SkillFolder> folder) throws Refused {
        if (folder.isEmpty()) {
            throw new Refused(FailureCode.SKILL_FILE_NOT_FOUND, "This skill has no folder with files.");
        }
        return new SkillFiles(real(folder.get())
                .orElseThrow(() -> new Refused(
                        FailureCode.SKILL_FILE_NOT_FOUND,
                        "The folder of this skill is not there, or may not be read; 'capstan validate' says why.")));
    }

    private static Optional<Path> real(SkillFolder folder) {
        try {
            var real = folder.path().toRealPath();
            return Files.isDirectory(real) && Roots.hold(folder.roots(), real) ? Optional.of(real) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Every file, sorted by its path. */
    List<Entry> list() throws IOException, Refused {
        var finder = new Finder();
        Files.walkFileTree(root, Set.of(), MAX_DEPTH, finder);
        if (finder.seen > MAX_FILES) {
            throw new Refused(
                    FailureCode.SKILL_TOO_LARGE,
                    "The folder of this skill has more than " + MAX_FILES + " files; fetch them one by one.");
        }
        finder.found.sort(Comparator.comparing(Entry::path));
        return finder.found;
    }

    /** One file. */
    Entry find(List<String> names) throws Refused {
        for (var name : names) {
            if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
                throw new Refused(
                        FailureCode.SKILL_FILE_NAME_INVALID,
                        "A name may have the letters a to z, digits, '.', '_' and '-', and must not be '.' or '..'.");
            }
        }
        return names.stream().anyMatch(SkillFiles::isHidden) ? missing() : find(names, root);
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
        throw new Refused(
                FailureCode.SKILL_FILE_NOT_FOUND, "The skill has no file of this name; its 'contents' lists them.");
    }

    private Optional<Entry> entry(String path, Path place) {
        try {
            var real = place.toRealPath();
            var attributes = Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            // To open a pipe or a device may take for ever.
            return real.startsWith(root) && attributes.isRegularFile()
                    ? Optional.of(new Entry(path, real, attributes))
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
