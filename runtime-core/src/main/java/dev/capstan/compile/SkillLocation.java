package dev.capstan.compile;

import dev.capstan.exposure.SkillFolder;
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

/** Finds the folders of skills: {@code file:} URIs, relative to the file that has them (format, addendum). */
final class SkillLocation {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://.*");

    private final Located<String> location;
    private final List<Path> roots;
    private final Problems problems;

    private SkillLocation(Located<String> location, List<Path> roots, Problems problems) {
        this.location = location;
        this.roots = roots;
        this.problems = problems;
    }

    /**
     * The folder of a skill. One that is not there, or may not be read, is told and kept: files come and go while Capstan
     * runs, and each request looks again.
     *
     * @param file the file that has the location
     * @param roots the folders below which it must lie; none means anywhere
     * @return empty when the location is none of a folder
     */
    static Optional<SkillFolder> of(Located<String> location, Path file, List<Path> roots, Problems problems) {
        return new SkillLocation(location, roots, problems).folder(file);
    }

    private Optional<SkillFolder> folder(Path file) {
        var written = location.value().strip();
        if (!FileUri.isFile(written) && SCHEME.matcher(written).matches()) {
            unusable("is not a folder (expected: file:///./FOLDER)");
            return Optional.empty();
        }
        try {
            var place = FileUri.place(written, file);
            if (place.isAssumed()) {
                problems.add(
                        ProblemCode.SKILL_FOLDER_ASSUMED,
                        location.position(),
                        "there is no " + place.plain()
                                + ", so the folder of that path below the folder of this file is taken; write file:///."
                                + place.plain());
            }
            check(place.path());
            return Optional.of(new SkillFolder(place.path(), roots));
        } catch (InvalidPathException e) {
            unusable("is not the path of a folder");
            return Optional.empty();
        }
    }

    private void check(Path place) {
        if (!Files.isDirectory(place)) {
            unusable(Files.exists(place) ? "is no folder" : "is not there");
        } else if (!isInside(place)) {
            unusable("lies outside of the folders that are served; allow it with --import-root if you trust this file");
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

    private void unusable(String why) {
        problems.add(
                ProblemCode.SKILL_FOLDER_UNUSABLE,
                location.position(),
                "'" + location.value().replace('\0', ' ') + "' " + why
                        + "; the skill is listed, and asking for its files answers 404");
    }
}
