package dev.capstan.value;

import java.util.List;

/**
 * A text with variables in it, parsed when the file was loaded. It knows no values of a request: what a caller sends can
 * never enter a credential.
 */
public record Template(List<Piece> pieces) {
    public Template {
        pieces = List.copyOf(pieces);
    }

    /** A part of the text. */
    public sealed interface Piece {
        /** Text as it stands. */
        record Literal(String text) implements Piece {}

        /** A variable. */
        record Variable(VariableUse use) implements Piece {}
    }

    /** A text without variables. */
    public static Template literal(String text) {
        return new Template(List.of(new Piece.Literal(text)));
    }

    /** The variables in it. */
    public List<VariableUse> uses() {
        return pieces.stream()
                .filter(Piece.Variable.class::isInstance)
                .map(piece -> ((Piece.Variable) piece).use())
                .toList();
    }

    /** The text with its variables filled in; one that is not set is empty, so ask for {@link #uses()} before. */
    public Secret render(Variables variables) {
        var text = new StringBuilder();
        for (var piece : pieces) {
            if (piece instanceof Piece.Literal literal) {
                text.append(literal.text());
            } else if (piece instanceof Piece.Variable variable) {
                text.append(variable.use().find(variables).map(Secret::reveal).orElse(""));
            }
        }
        return new Secret(text.toString());
    }
}
