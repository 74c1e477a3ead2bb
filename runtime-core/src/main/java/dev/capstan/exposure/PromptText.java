package dev.capstan.exposure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A text with arguments of a prompt in it, written <code>{{name}}</code> or {@code {name}}. Nothing else is filled in. */
public record PromptText(List<Piece> pieces) {
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{\\s*([^{}\\s]+)\\s*}}|\\{([^{}\\s]+)}");

    public PromptText {
        pieces = List.copyOf(pieces);
    }

    /**
     * @param text as it stands, or the name of an argument
     */
    public record Piece(String text, boolean isArgument) {}

    /** @param arguments the names that are filled in; what looks like another one stays as it is */
    public static PromptText of(String text, Set<String> arguments) {
        var pieces = new ArrayList<Piece>();
        var from = 0;
        var reference = REFERENCE.matcher(text);
        while (reference.find()) {
            var name = reference.group(1) == null ? reference.group(2) : reference.group(1);
            if (arguments.contains(name)) {
                pieces.add(new Piece(text.substring(from, reference.start()), false));
                pieces.add(new Piece(name, true));
                from = reference.end();
            }
        }
        pieces.add(new Piece(text.substring(from), false));
        return new PromptText(pieces);
    }

    /** The names in a text that look like arguments, written <code>{{name}}</code>, and are none; each once. */
    public static List<String> unknown(String text, Set<String> arguments) {
        return REFERENCE
                .matcher(text)
                .results()
                .flatMap(reference -> Stream.ofNullable(reference.group(1)))
                .filter(name -> !arguments.contains(name))
                .distinct()
                .toList();
    }

    /** The text with its arguments; those without a value are left out. */
    public String with(Map<String, String> arguments) {
        return pieces.stream()
                .map(piece -> piece.isArgument() ? arguments.getOrDefault(piece.text(), "") : piece.text())
                .collect(Collectors.joining());
    }
}
