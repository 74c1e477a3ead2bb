package dev.capstan.value;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How lists and objects are written in a query (OpenAPI 3.1, section on style values). A text is the same in every style.
 */
public enum QueryStyle {
    /** A list repeats the parameter, an object is JSON text: what is meant where nothing is said. */
    PLAIN("", ""),
    /** {@code form} with {@code explode}: a list repeats the parameter, the members of an object are parameters. */
    FORM_EXPLODED("", ""),
    /** {@code form} without {@code explode}: {@code ids=1,2} and {@code point=x,1,y,2}. */
    FORM(",", ","),
    /** {@code ids=1%202}. */
    SPACE_DELIMITED("%20", "%20|\\+"),
    /** {@code ids=1%7C2}. */
    PIPE_DELIMITED("%7C", "%7C|%7c|\\|"),
    /** {@code point[x]=1&point[y]=2}. */
    DEEP_OBJECT("", "");

    private final String delimiter;
    private final java.util.regex.Pattern delimiters;

    QueryStyle(String delimiter, String delimiters) {
        this.delimiter = delimiter;
        this.delimiters = java.util.regex.Pattern.compile(delimiters);
    }

    /** The style of that name; empty when there is none. */
    public static Optional<QueryStyle> named(String style, Optional<Boolean> explode) {
        return switch (style.toLowerCase(Locale.ROOT)) {
            case "form" -> Optional.of(explode.orElse(true) ? FORM_EXPLODED : FORM);
            case "spacedelimited" -> Optional.of(explode.orElse(false) ? FORM_EXPLODED : SPACE_DELIMITED);
            case "pipedelimited" -> Optional.of(explode.orElse(false) ? FORM_EXPLODED : PIPE_DELIMITED);
            case "deepobject" -> Optional.of(DEEP_OBJECT);
            default -> Optional.empty();
        };
    }

    /** Whether a list is one parameter with several values in it. */
    public boolean isDelimited() {
        return !delimiter.isEmpty();
    }

    /** The encoded parts of an encoded value. */
    public List<String> parts(String encoded) {
        return isDelimited() ? List.of(delimiters.split(encoded, -1)) : List.of(encoded);
    }

    /**
     * Writes a value.
     *
     * @param query takes the name and the value of each parameter, both encoded
     */
    public void write(String name, Value value, BiConsumer<String, String> query) {
        var isObject = value instanceof Value.Json json && json.kind() == JsonKind.OBJECT
                || value instanceof Value.Tree tree && tree.node().isObject();
        if (this == PLAIN || !isObject) {
            list(name, value.texts(), query);
        } else {
            object(name, value, query);
        }
    }

    private void list(String name, List<String> texts, BiConsumer<String, String> query) {
        var encoded = PercentCoding.encode(name);
        if (!isDelimited()) {
            texts.forEach(text -> query.accept(encoded, PercentCoding.encode(text)));
        } else if (!texts.isEmpty()) {
            query.accept(encoded, joined(texts.stream().map(PercentCoding::encode)));
        }
    }

    private String joined(java.util.stream.Stream<String> encoded) {
        return encoded.collect(java.util.stream.Collectors.joining(delimiter));
    }

    private void object(String name, Value value, BiConsumer<String, String> query) {
        var members = value.tree().properties().stream()
                .filter(member -> !member.getValue().isNull())
                .toList();
        if (isDelimited()) {
            query.accept(
                    PercentCoding.encode(name),
                    joined(members.stream()
                            .flatMap(member -> java.util.stream.Stream.of(
                                    member.getKey(), new Value.Tree(member.getValue()).text()))
                            .map(PercentCoding::encode)));
            return;
        }
        Function<String, String> called =
                this == DEEP_OBJECT ? member -> name + "[" + member + "]" : Function.identity();
        members.forEach(member -> {
            var encoded = PercentCoding.encode(called.apply(member.getKey()));
            new Value.Tree(member.getValue())
                    .texts()
                    .forEach(text -> query.accept(encoded, PercentCoding.encode(text)));
        });
    }
}
