package dev.capstan.compile;

import dev.capstan.bind.BindStores;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.BindSpec;
import dev.capstan.spec.FileUri;
import dev.capstan.spec.Located;
import dev.capstan.value.BindLocation;
import dev.capstan.value.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Works out where the values of binds are (format, section on binds, and addendum). Whether something is there, and what,
 * is found out later. Used for one file.
 */
final class BindLocations {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):.*");

    private final List<Path> roots;
    private final Problems problems;

    /** @param roots the folders below which files may lie; none means anywhere */
    BindLocations(List<Path> roots, Problems problems) {
        this.roots = roots;
        this.problems = problems;
    }

    /** Where the values of a bind are; empty means the environment. */
    Optional<BindLocation> of(BindSpec bind) {
        return bind.location()
                .filter(location -> !location.value().isBlank())
                .flatMap(location -> of(location, bind.file()));
    }

    private Optional<BindLocation> of(Located<String> location, Path file) {
        var written = location.value().strip();
        var uri = SCHEME.matcher(written);
        return FileUri.isFile(written) || !uri.matches()
                ? file(written, file, location.position())
                : stored(written, uri.group(1).toLowerCase(Locale.ROOT), location.position());
    }

    private Optional<BindLocation> stored(String written, String scheme, Position position) {
        if (scheme.equals("env")) {
            return Optional.empty();
        }
        if (scheme.equals("github-secrets")) {
            elsewhere(written, position, "the environment, where workflows put such secrets");
            return Optional.empty();
        }
        if (BindStores.KUBERNETES_SCHEMES.contains(scheme)) {
            elsewhere(written, position, "the folder given with --secrets-dir, into which such secrets are mounted");
        } else if (!BindStores.knows(scheme)) {
            unsupported(
                    written,
                    position,
                    "no store for it is installed (known: file, k8s, k8s-secret, "
                            + String.join(", ", BindStores.schemes()) + ")");
            return Optional.empty();
        }
        return Optional.of(new BindLocation.Stored(written, scheme));
    }

    private void elsewhere(String written, Position position, String where) {
        problems.add(ProblemCode.BIND_ELSEWHERE, position, "the values of '" + written + "' are taken from " + where);
    }

    private void unsupported(String written, Position position, String why) {
        problems.add(
                ProblemCode.BIND_UNSUPPORTED,
                position,
                "'" + written + "' is not read: " + why + "; these variables come from the environment");
    }

    private Optional<BindLocation> file(String written, Path file, Position position) {
        try {
            var found = FileUri.place(written, file);
            if (found.isAssumed()) {
                problems.add(
                        ProblemCode.BIND_FILE_ASSUMED,
                        position,
                        "there is no " + found.plain()
                                + ", so the file of that path below the folder of this one is taken; write file:///."
                                + found.plain());
            }
            var place = found.path();
            if (isAllowed(place)) {
                return Optional.of(new BindLocation.File(written, place, roots));
            }
            problems.add(
                    ProblemCode.BIND_FILE_OUTSIDE,
                    position,
                    "'" + written + "' lies outside of the folders that are served, so it is not read; these variables"
                            + " come from the environment. Allow its folder with --import-root if you trust this file");
        } catch (InvalidPathException e) {
            unsupported(written.replace('\0', ' '), position, "it is not the path of a file");
        }
        return Optional.empty();
    }

    /** A file that is not there yet is judged by its path; links are followed once more when it is read. */
    private boolean isAllowed(Path place) {
        if (!Files.exists(place)) {
            return roots.isEmpty()
                    || roots.stream()
                            .anyMatch(root ->
                                    place.startsWith(root.toAbsolutePath().normalize()));
        }
        try {
            return Roots.hold(roots, place.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }
}
