package dev.capstan.compile;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.FileUri;
import dev.capstan.spec.Located;
import dev.capstan.value.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the files and folders that a file names for others to read: {@code file:} URIs, relative to the file that has them
 * (format, addendum).
 */
final class FileLocation {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*", Pattern.DOTALL);

    private final Located<String> location;
    private final Use use;
    private final List<Path> roots;
    private final Problems problems;

    /** What a location is for. */
    enum Use {
        SKILL(
                "folder",
                ProblemCode.SKILL_FOLDER_UNUSABLE,
                ProblemCode.SKILL_FOLDER_ASSUMED,
                "the skill is listed, and asking for its files answers 404",
                "the skill is listed, and asking for its files answers 404"),
        RESOURCE(
                "folder",
                ProblemCode.LOCATION_UNUSABLE,
                ProblemCode.LOCATION_ASSUMED,
                "no file of this resource is listed until that changes",
                "the resource is not served"),
        PROMPT(
                "file",
                ProblemCode.LOCATION_UNUSABLE,
                ProblemCode.LOCATION_ASSUMED,
                "the prompt is listed, and asking for it is an error until that changes",
                "the prompt is not served");

        private final String noun;
        private final ProblemCode unusable;
        private final ProblemCode assumed;
        private final String whileAbsent;
        private final String whenNone;

        Use(String noun, ProblemCode unusable, ProblemCode assumed, String whileAbsent, String whenNone) {
            this.noun = noun;
            this.unusable = unusable;
            this.assumed = assumed;
            this.whileAbsent = whileAbsent;
            this.whenNone = whenNone;
        }

        private boolean isMet(Path place) {
            return this == PROMPT ? Files.isRegularFile(place) : Files.isDirectory(place);
        }
    }

    private FileLocation(Located<String> location, Use use, List<Path> roots, Problems problems) {
        this.location = location;
        this.use = use;
        this.roots = roots;
        this.problems = problems;
    }

    /**
     * Where a location is. What is not there, or may not be read, is told and kept: files come and go while Capstan runs,
     * and each request looks again.
     *
     * @param file the file that has the location
     * @param roots the folders below which it must lie; none means anywhere
     * @return an absolute path; empty when the location is none of a file or folder
     */
    static Optional<Path> of(Located<String> location, Use use, Path file, List<Path> roots, Problems problems) {
        return new FileLocation(location, use, roots, problems).place(file);
    }

    private Optional<Path> place(Path file) {
        var written = location.value().strip();
        if (!FileUri.isFile(written) && SCHEME.matcher(written).matches()) {
            unusable(
                    "is not a " + use.noun + " (expected: file:///./" + (use == Use.PROMPT ? "FILE" : "FOLDER") + ")",
                    use.whenNone);
            return Optional.empty();
        }
        try {
            var place = FileUri.place(written, file);
            if (place.isAssumed()) {
                problems.add(
                        use.assumed,
                        location.position(),
                        "there is no " + place.plain() + ", so the " + use.noun
                                + " of that path below the folder of this file is taken; write file:///."
                                + place.plain());
            }
            check(place.path());
            return Optional.of(place.path());
        } catch (InvalidPathException e) {
            unusable("is not the path of a " + use.noun, use.whenNone);
            return Optional.empty();
        }
    }

    private void check(Path place) {
        if (!use.isMet(place)) {
            unusable(Files.exists(place) ? "is no " + use.noun : "is not there", use.whileAbsent);
        } else if (!isInside(place)) {
            unusable(
                    "lies outside of the folders that are served; allow it with --import-root if you trust this file",
                    use.whileAbsent);
        }
    }

    private boolean isInside(Path place) {
        try {
            return Roots.hold(roots, place.toRealPath());
        } catch (IOException e) {
            // It was there a moment ago; whoever asks for a file is told.
            return false;
        }
    }

    private void unusable(String why, String consequence) {
        problems.add(
                use.unusable,
                location.position(),
                "'" + location.value().replace('\0', ' ') + "' " + why + "; " + consequence);
    }
}
