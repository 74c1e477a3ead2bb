package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The path of a consumed operation behind the path of its base URI, as an author means it.
 *
 * @param segments each made of its pieces; without empty and dot segments
 * @param query the parameters behind a question mark
 */
record ParityPath(List<List<Piece>> segments, boolean endsWithSlash, List<QueryPiece> query) {
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{?\\s*([^{}]+?)\\s*}?}");
    private static final Pattern COLON_VARIABLE = Pattern.compile(":([A-Za-z_][A-Za-z0-9_-]*)");
    private static final Pattern BETWEEN_BRACES_OR_SLASH = Pattern.compile("\\{[^{}]*}|/");

    /** Text, or a variable by its name; a greedy one may hold slashes. */
    record Piece(String text, boolean isVariable, boolean isGreedy) {}

    record QueryPiece(String name, List<Piece> value) {}

    /** @param isDeclared whether the file declares a name, so that {@code /:name} is a variable and no literal text */
    static ParityPath of(String basePath, String written, Predicate<String> isDeclared) {
        var text = written.split("#", 2)[0];
        var parts = text.split("\\?", 2);
        var hasBraces = VARIABLE.matcher(text).find();
        var joined = basePath.replaceAll("/+$", "") + "/" + parts[0];
        var segments = new ArrayList<List<Piece>>();
        for (var segment : split(joined)) {
            if (segment.equals("..")) {
                segments.subList(Math.max(0, segments.size() - 1), segments.size())
                        .clear();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                var colon = COLON_VARIABLE.matcher(segment);
                segments.add(
                        colon.matches() && (!hasBraces || isDeclared.test(colon.group(1)))
                                ? List.of(new Piece(colon.group(1), true, false))
                                : pieces(segment));
            }
        }
        greedyPath(segments);
        var query = new ArrayList<QueryPiece>();
        if (parts.length > 1) {
            for (var pair : parts[1].split("&", -1)) {
                var halves = pair.split("=", 2);
                query.add(new QueryPiece(decoded(halves[0]), halves.length > 1 ? pieces(halves[1]) : List.of()));
            }
        }
        return new ParityPath(segments, joined.endsWith("/") && !parts[0].isEmpty(), query);
    }

    /** A variable called {@code path} at the end is the rest of the path, on both sides. */
    private static void greedyPath(List<List<Piece>> segments) {
        var last = segments.isEmpty() ? List.<Piece>of() : segments.get(segments.size() - 1);
        if (last.equals(List.of(new Piece("path", true, false)))) {
            segments.set(segments.size() - 1, List.of(new Piece("path", true, true)));
        }
    }

    /** Splits at slashes, but not at those inside of braces. */
    private static List<String> split(String path) {
        var segments = new ArrayList<String>();
        var matcher = BETWEEN_BRACES_OR_SLASH.matcher(path);
        var start = 0;
        while (matcher.find()) {
            if (matcher.group().equals("/")) {
                segments.add(path.substring(start, matcher.start()));
                start = matcher.end();
            }
        }
        segments.add(path.substring(start));
        return segments;
    }

    private static List<Piece> pieces(String text) {
        var pieces = new ArrayList<Piece>();
        var variable = VARIABLE.matcher(text);
        var end = 0;
        while (variable.find()) {
            literal(text.substring(end, variable.start()), pieces);
            var name = variable.group(1).replaceAll("^\\+|\\+$", "");
            pieces.add(new Piece(name, true, !name.equals(variable.group(1))));
            end = variable.end();
        }
        literal(text.substring(end), pieces);
        return pieces;
    }

    private static void literal(String text, List<Piece> pieces) {
        if (!text.isEmpty()) {
            pieces.add(new Piece(decoded(text), false, false));
        }
    }

    /** Percent-encoding in what authors write means the character; a percent sign alone means itself. */
    static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Whether nothing tells where one variable of a path ends and the next begins. */
    static boolean hasTouchingVariables(String path) {
        return path.matches(".*}\\{[^{].*");
    }

    Set<String> variables() {
        var names = new LinkedHashSet<String>();
        segments.forEach(segment -> names(segment, names));
        query.forEach(piece -> names(piece.value(), names));
        return names;
    }

    private static void names(List<Piece> pieces, Set<String> names) {
        pieces.stream().filter(Piece::isVariable).map(Piece::text).forEach(names::add);
    }

    boolean isGreedy(String variable) {
        return segments.stream()
                .flatMap(List::stream)
                .anyMatch(piece -> piece.isGreedy() && piece.text().equals(variable));
    }

    /** The decoded segments for these values; only a greedy value makes several. */
    List<String> filled(UnaryOperator<String> values) {
        var filled = new ArrayList<String>();
        for (var segment : segments) {
            var text = filled(segment, values);
            if (segment.stream().anyMatch(Piece::isGreedy)) {
                filled.addAll(List.of(text.split("/", -1)));
            } else {
                filled.add(text);
            }
        }
        return filled;
    }

    /** Between single quotes a quote in a value is doubled, as OData has it. */
    static String filled(List<Piece> pieces, UnaryOperator<String> values) {
        var text = new StringBuilder();
        for (var i = 0; i < pieces.size(); i++) {
            var piece = pieces.get(i);
            var isQuoted = i > 0
                    && i + 1 < pieces.size()
                    && pieces.get(i - 1).text().endsWith("'")
                    && pieces.get(i + 1).text().startsWith("'");
            var value = piece.isVariable() ? values.apply(piece.text()) : piece.text();
            text.append(piece.isVariable() && isQuoted ? value.replace("'", "''") : value);
        }
        return text.toString();
    }
}
