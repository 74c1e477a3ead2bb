package dev.capstan.upstream;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureException;
import dev.capstan.failure.InputError;
import dev.capstan.problem.Position;
import dev.capstan.value.Operand;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Scope;
import dev.capstan.value.Variables;
import java.util.List;

/**
 * The path of an upstream call: author's text, normalised and encoded when the file was loaded, with values in it. A
 * value never adds a segment: it is encoded whole, and one that would make a dot segment is refused.
 *
 * @param pieces starting with text that starts with a slash
 */
public record PathTemplate(List<Piece> pieces, Position position) {
    public PathTemplate {
        pieces = List.copyOf(pieces);
    }

    /** How a value is written. */
    public enum Style {
        /** As one segment, or a part of one. */
        SEGMENT,
        /** With its slashes, because the author says {@code {x+}}. */
        REST,
        /** Between single quotes, which are doubled inside (OData 4.01 ABNF, {@code SQUOTE-in-string}). */
        QUOTED
    }

    /** A part of the path. */
    public sealed interface Piece {
        /** Encoded text. */
        record Literal(String text) implements Piece {}

        /**
         * A value.
         *
         * @param name the variable's, as the file writes it
         */
        record Variable(String name, Operand operand, Style style) implements Piece {}
    }

    /**
     * The encoded path for the values of a call.
     *
     * @param prefix what comes first, encoded
     */
    StringBuilder render(String prefix, Scope scope, Variables variables) {
        var path = new StringBuilder(128).append(prefix);
        for (var piece : pieces) {
            if (piece instanceof Piece.Literal literal) {
                path.append(literal.text());
            } else if (piece instanceof Piece.Variable variable) {
                append(variable, scope, variables, path);
            }
        }
        return path;
    }

    private static void append(Piece.Variable variable, Scope scope, Variables variables, StringBuilder path) {
        var given = variable.operand().value(scope, variables);
        if (given.isEmpty()) {
            throw refused(
                    variable,
                    "is missing, and it is a segment of the upstream's path"
                            + variable.operand().remedy());
        }
        var value = given.get().text();
        if (value.isEmpty()) {
            throw refused(variable, "must not be empty, since it is a segment of the upstream's path");
        }
        if (variable.style() != Style.REST) {
            encode(variable, variable.style() == Style.QUOTED ? value.replace("'", "''") : value, path);
            return;
        }
        var segments = value.split("/", -1);
        for (var i = 0; i < segments.length; i++) {
            path.append(i == 0 ? "" : "/");
            encode(variable, segments[i], path);
        }
    }

    private static void encode(Piece.Variable variable, String segment, StringBuilder path) {
        // RFC 3986, section 5.2.4: no encoding protects these, "%2E%2E" is removed like "..".
        if (segment.equals(".") || segment.equals("..")) {
            throw refused(variable, "must not be '.' or '..', since it is a segment of the upstream's path");
        }
        PercentCoding.encode(segment, path);
    }

    private static FailureException refused(Piece.Variable variable, String reason) {
        return new FailureException(Failure.invalidInput(List.of(new InputError(variable.name(), reason))));
    }

    /** The path as a file would have it, with variables in braces. */
    @Override
    public String toString() {
        var path = new StringBuilder();
        for (var piece : pieces) {
            path.append(
                    piece instanceof Piece.Variable variable
                            ? "{" + variable.name() + (variable.style() == Style.REST ? "+}" : "}")
                            : ((Piece.Literal) piece).text());
        }
        return path.toString();
    }
}
