package dev.capstan.upstream;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureException;
import dev.capstan.failure.InputError;
import dev.capstan.value.Operand;
import dev.capstan.value.Scope;
import dev.capstan.value.Value;
import dev.capstan.value.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text of the file into which the values of a call are put, each escaped for its place there. A value that is missing
 * would leave a hole in a text that nobody can close, so it is refused.
 */
public record TextTemplate(List<Piece> pieces) {
    public TextTemplate {
        pieces = List.copyOf(pieces);
    }

    /**
     * A part of the text.
     *
     * @param name of the value, for people; empty where the text is the file's own
     */
    public record Piece(String name, Operand operand, Escape escape) {}

    List<Operand> operands() {
        return pieces.stream().map(Piece::operand).toList();
    }

    /** What the text is when it is nothing but one value, which the caller gives whole. */
    Optional<Operand> whole() {
        return pieces.size() == 1 && !pieces.get(0).name().isEmpty()
                ? Optional.of(pieces.get(0).operand())
                : Optional.empty();
    }

    /** @throws FailureException with every value that is missing or cannot stand where it is wanted */
    byte[] render(Scope scope, Variables variables) {
        var text = new BodyBuffer();
        var errors = new ArrayList<InputError>();
        for (var piece : pieces) {
            var value = piece.operand().value(scope, variables).map(Value::text);
            if (value.isEmpty()) {
                errors.add(new InputError(piece.name(), "is required, since the request body is made with it"));
                continue;
            }
            piece.escape()
                    .bytes(value.get())
                    .ifPresentOrElse(
                            text::writeBytes,
                            () -> errors.add(
                                    new InputError(piece.name(), piece.escape().refusal())));
        }
        if (!errors.isEmpty()) {
            throw new FailureException(
                    Failure.invalidInput(errors.stream().distinct().toList()));
        }
        return text.toByteArray();
    }
}
