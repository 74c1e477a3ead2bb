package dev.capstan.compile;

import dev.capstan.exposure.RoutePath;
import dev.capstan.exposure.RoutePath.Segment;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.value.PercentCoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Paths as authors write them. */
final class Paths {
    /** A variable in braces, single or double. */
    static final Pattern VARIABLE = Pattern.compile("\\{\\{?\\s*([^{}]+?)\\s*}?}");

    private Paths() {}

    /** The path of a route, normalised; empty when it cannot be served, and then a problem says why. */
    static Optional<RoutePath> route(Located<String> written, Problems problems) {
        var segments = new ArrayList<Segment>();
        for (var segment : withoutDots(written.value())) {
            var variable = VARIABLE.matcher(segment);
            if (variable.matches()) {
                segments.add(new Segment.Variable(variable.group(1)));
            } else if (segment.contains("{") || segment.contains("}")) {
                problems.add(
                        ProblemCode.PATH_INVALID,
                        written.position(),
                        "the path " + written.value()
                                + (VARIABLE.matcher(segment).find()
                                        ? " has a variable beside other text in '" + segment
                                                + "', which is not supported yet"
                                        : " has a brace without its partner in '" + segment + "'")
                                + "; this route is not served");
                return Optional.empty();
            } else {
                segments.add(new Segment.Literal(
                        PercentCoding.decode(octets(segment), false).orElse(segment)));
            }
        }
        var path = new RoutePath(segments);
        if (isIrregular(written.value())) {
            problems.add(
                    ProblemCode.PATH_NORMALISED,
                    written.position(),
                    "the path " + written.value() + " is served as " + path + " (both answer)");
        }
        return Optional.of(path);
    }

    /** Whether a path has empty segments or dot segments. */
    static boolean isIrregular(String path) {
        return path.contains("//") || Stream.of(path.split("/", -1)).anyMatch(Paths::isDots);
    }

    private static boolean isDots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    /**
     * The segments of an author's path without empty and dot segments (RFC 3986, section 5.2.4): what climbs above the
     * root ends there.
     */
    static List<String> withoutDots(String path) {
        var segments = new ArrayList<String>();
        for (var segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                segments.subList(Math.max(0, segments.size() - 1), segments.size())
                        .clear();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return segments;
    }

    /** Whether dot segments lead above the root. */
    static boolean climbsAboveRoot(String path) {
        var depth = 0;
        for (var segment : path.split("/", -1)) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                depth += segment.equals("..") ? -1 : 1;
            }
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }

    /** Two spellings of one name: {@code gist_id}, {@code gist-id} and {@code gistId} are the same. */
    static boolean isSameName(String one, String other) {
        return one.equals(other) || bare(one).equals(bare(other));
    }

    private static String bare(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    /** Text as the decoder takes it: one character for each octet of its UTF-8. */
    static String octets(String text) {
        return new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
