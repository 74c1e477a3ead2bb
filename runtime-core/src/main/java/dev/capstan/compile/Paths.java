package dev.capstan.compile;

import dev.capstan.exposure.RoutePath;
import dev.capstan.exposure.RoutePath.Segment;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Shared;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Paths as authors write them. */
final class Paths {
    /** A variable in braces, single or double; a plus or a star at its end makes it take several segments. */
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{?([^{}]*+)}?}");

    private static final Pattern COLON_VARIABLE = Pattern.compile(":([A-Za-z_][A-Za-z0-9_-]*)");

    private Paths() {}

    /** A piece of a segment. */
    sealed interface Piece {
        /** Text, as written. */
        record Text(String text) implements Piece {}

        /** @param rest whether it takes several segments */
        record Variable(String name, boolean rest) implements Piece {}
    }

    /**
     * The pieces of one segment.
     *
     * @param isVariable whether {@code :id} is a variable of that name, and not text such as {@code :cancel}
     */
    static List<Piece> pieces(String segment, Predicate<String> isVariable) {
        if (!segment.isEmpty() && segment.indexOf('{') < 0 && segment.charAt(0) != ':') {
            return List.of(new Piece.Text(segment));
        }
        var colon = COLON_VARIABLE.matcher(segment);
        if (colon.matches() && isVariable.test(colon.group(1))) {
            return List.of(new Piece.Variable(colon.group(1), false));
        }
        var pieces = new ArrayList<Piece>();
        var variable = VARIABLE.matcher(segment);
        var end = 0;
        while (variable.find()) {
            var name = variable.group(1).strip();
            var isRest = name.endsWith("+") || name.endsWith("*");
            var plain = isRest ? name.substring(0, name.length() - 1).strip() : name;
            if (plain.isEmpty()) {
                continue;
            }
            if (variable.start() > end) {
                pieces.add(new Piece.Text(segment.substring(end, variable.start())));
            }
            pieces.add(new Piece.Variable(Shared.text(plain), isRest));
            end = variable.end();
        }
        if (end < segment.length()) {
            pieces.add(new Piece.Text(segment.substring(end)));
        }
        return pieces;
    }

    /** The path without what stands behind a question mark or a hash, outside of braces. */
    static String plain(String path) {
        return path.substring(0, end(path, "?#"));
    }

    /** What stands between a question mark and a hash; empty when there is no question mark. */
    static String query(String path) {
        var start = end(path, "?");
        var hash = end(path, "#");
        return start >= hash ? "" : path.substring(start + 1, hash);
    }

    /** What stands behind a hash. */
    static String fragment(String path) {
        var hash = end(path, "#");
        return hash == path.length() ? "" : path.substring(hash + 1);
    }

    private static int end(String path, String characters) {
        var depth = 0;
        for (var i = 0; i < path.length(); i++) {
            var c = path.charAt(i);
            depth += c == '{' ? 1 : c == '}' && depth > 0 ? -1 : 0;
            if (depth == 0 && characters.indexOf(c) >= 0) {
                return i;
            }
        }
        return path.length();
    }

    /**
     * The path of a route, normalised; empty when it cannot be served, and then a problem says why.
     *
     * @param path as written, without query and fragment
     * @param more a segment of text behind it; empty for none
     * @param declared the inputs that the route declares in its path
     */
    static Optional<RoutePath> route(Located<String> path, String more, Set<String> declared, Problems problems) {
        var segments = new ArrayList<Segment>();
        var texts = withoutDots(path.value());
        for (var i = 0; i < texts.size(); i++) {
            var pieces = pieces(texts.get(i), name -> !path.value().contains("{") || declared.contains(name));
            var fault = fault(texts.get(i), pieces, i == texts.size() - 1 && more.isEmpty());
            if (fault.isPresent()) {
                problems.add(
                        ProblemCode.PATH_INVALID,
                        path.position(),
                        "the path " + path.value() + " " + fault.get() + "; this route is not served");
                return Optional.empty();
            }
            segments.add(segment(pieces, i == texts.size() - 1 && more.isEmpty()));
        }
        if (!more.isEmpty()) {
            segments.add(new Segment.Literal(more));
        }
        return Optional.of(new RoutePath(segments));
    }

    private static Optional<String> fault(String segment, List<Piece> pieces, boolean isLast) {
        for (var i = 0; i < pieces.size(); i++) {
            var piece = pieces.get(i);
            if (piece instanceof Piece.Text text
                    && (text.text().contains("{") || text.text().contains("}"))) {
                return Optional.of("has a brace without its partner in '" + segment + "'");
            }
            if (piece instanceof Piece.Variable && i > 0 && pieces.get(i - 1) instanceof Piece.Variable) {
                return Optional.of("has two variables with nothing between them in '" + segment + "'");
            }
            if (piece instanceof Piece.Variable variable && variable.rest() && (!isLast || pieces.size() > 1)) {
                return Optional.of("goes on behind '" + segment + "', which takes the rest of the path");
            }
        }
        return Optional.empty();
    }

    /**
     * Whether a segment at the end of a path takes all that is left: {@code {x+}}, and a variable called {@code path}
     * (format, section on REST resources).
     */
    static boolean isRest(List<Piece> pieces) {
        return pieces.size() == 1
                && pieces.get(0) instanceof Piece.Variable variable
                && (variable.rest() || variable.name().equals("path"));
    }

    private static Segment segment(List<Piece> pieces, boolean isLast) {
        if (pieces.size() == 1) {
            if (pieces.get(0) instanceof Piece.Variable variable) {
                return isLast && isRest(pieces)
                        ? new Segment.Rest(variable.name())
                        : new Segment.Variable(variable.name());
            }
            return literal(pieces.get(0));
        }
        return new Segment.Mixed(pieces.stream()
                .map(piece -> piece instanceof Piece.Variable variable
                        ? new Segment.Variable(variable.name())
                        : literal(piece))
                .toList());
    }

    private static Segment literal(Piece piece) {
        var text = ((Piece.Text) piece).text();
        return new Segment.Literal(
                Shared.text(PercentCoding.decode(octets(text), false).orElse(text)));
    }

    /** Whether a path has empty segments or dot segments. */
    static boolean isIrregular(String path) {
        return path.contains("//")
                || path.indexOf('.') >= 0 && Stream.of(path.split("/", -1)).anyMatch(Paths::isDots);
    }

    private static boolean isDots(String segment) {
        return segment.equals(".") || segment.equals("..");
    }

    /**
     * The segments of an author's path without empty and dot segments (RFC 3986, section 5.2.4): what climbs above the
     * root ends there. White space around the path does not count.
     */
    static List<String> withoutDots(String path) {
        var segments = new ArrayList<String>();
        for (var segment : path.strip().split("/", -1)) {
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

    /** A path without the slashes at its end. */
    static String withoutSlashes(String path) {
        var end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /** Two spellings of one name: {@code gist_id}, {@code gist-id} and {@code gistId} are the same. */
    static boolean isSameName(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        var i = nextLetter(one, 0);
        var j = nextLetter(other, 0);
        if (i == one.length()) {
            return false;
        }
        while (i < one.length() && j < other.length() && isSameLetter(one.charAt(i), other.charAt(j))) {
            i = nextLetter(one, i + 1);
            j = nextLetter(other, j + 1);
        }
        return i == one.length() && j == other.length();
    }

    private static int nextLetter(String name, int from) {
        var i = from;
        while (i < name.length() && !isLetterOrDigit(name.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static boolean isSameLetter(char one, char other) {
        return one == other || (one ^ other) == 0x20 && one >= 'A' && other >= 'A';
    }

    /** Text as the decoder takes it: one character for each octet of its UTF-8. */
    static String octets(String text) {
        return new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
