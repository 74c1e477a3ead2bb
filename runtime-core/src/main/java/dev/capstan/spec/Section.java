package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mapping read as one {@link Part} of a file: by the words of every version, in list form and in keyed form. What is of
 * the wrong kind or missing becomes a problem and is then as if it were not there.
 */
final class Section {
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,100}");

    /** The largest whole number that is exact in every reader of JSON (RFC 8259, section 6). */
    private static final BigInteger MAX_COUNT = BigInteger.valueOf((1L << 53) - 1);

    private final Node.Mapping node;
    private final Part part;
    private final Optional<Located<String>> key;
    private final Problems problems;
    private final boolean isSilent;

    /** @param key what it is called in the keyed form ({@code operations: {get-ship: {…}}}) */
    private Section(Node.Mapping node, Part part, Optional<Located<String>> key, Problems problems, boolean isSilent) {
        this.node = node;
        this.part = part;
        this.key = key;
        this.problems = problems;
        this.isSilent = isSilent;
        if (!isSilent) {
            part.check(node, problems);
        }
    }

    static Section of(Node.Mapping node, Part part, Problems problems) {
        return new Section(node, part, Optional.empty(), problems, false);
    }

    /** A mapping that another reader tells about: what is wrong in it, and in what is below it, is not told again. */
    static Section silent(Node.Mapping node, Part part) {
        return new Section(node, part, Optional.empty(), new Problems(), true);
    }

    /** The same mapping, read as another part; its keys are not checked again. */
    Section as(Part other) {
        return new Section(node, other, key, problems, true);
    }

    private Section below(Node.Mapping mapping, Part as, Optional<Located<String>> name) {
        return new Section(mapping, as, name, problems, isSilent);
    }

    Node.Mapping mapping() {
        return node;
    }

    Position position() {
        return key.map(Located::position).orElse(node.position());
    }

    Position position(String word) {
        var value = find(word);
        return value == null ? position() : value.position();
    }

    Optional<Node> node(String word) {
        return Optional.ofNullable(find(word));
    }

    // Every word of every part of every file is asked for here, most of them in vain: hence no Optional, and no lambda
    // that holds something, which costs dearly until it is compiled in the best way.
    private @Nullable Node find(String word) {
        var spellings = part.spellings(word);
        for (var i = 0; i < spellings.size(); i++) {
            var found = node.find(spellings.get(i));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Whether a word can stand here at all. */
    boolean knows(String word) {
        return part.knows(word);
    }

    boolean has(String word) {
        return find(word) != null;
    }

    /** The name in the keyed form, otherwise the value of {@code name}; a blank one is none. */
    Optional<Located<String>> name() {
        var name = key.isPresent() ? key : text("name");
        return name.isPresent() && !name.get().value().isBlank() ? name : Optional.empty();
    }

    Optional<Located<String>> text(String word) {
        var value = find(word);
        return value == null ? Optional.empty() : text(value, word);
    }

    /** The text of a word, or nothing where it is not worth a word: descriptions and labels. */
    Optional<String> plain(String word) {
        var text = text(word);
        return text.isPresent() && !text.get().value().isBlank()
                ? Optional.of(text.get().value())
                : Optional.empty();
    }

    /** @param word what the value is called */
    Optional<Located<String>> text(Node value, String word) {
        if (value instanceof Node.Scalar scalar) {
            return Optional.of(new Located<>(scalar.text(), scalar.position()));
        }
        return wrong(word, value, "a text");
    }

    /** A text that must be there. */
    Optional<Located<String>> required(String word) {
        var value = text(word).filter(text -> !text.value().isBlank());
        if (value.isEmpty()) {
            missing(word);
        }
        return value;
    }

    void missing(String word) {
        problems.add(ProblemCode.KEY_MISSING, position(), "the key '" + word + "' is missing or empty here");
    }

    /** A truth value, as YAML 1.2 writes it and as YAML 1.1 did. */
    Optional<Boolean> flag(String word) {
        return text(word).filter(value -> !value.value().isEmpty()).flatMap(value -> switch (value.value()
                .toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> Optional.of(true);
            case "false", "no", "off" -> Optional.of(false);
            default -> {
                problems.add(
                        ProblemCode.WRONG_TYPE,
                        value.position(),
                        "'" + word + "' is '" + value.value() + "' (expected: true or false)");
                yield Optional.empty();
            }
        });
    }

    /** A whole number from 0; one that JSON readers cannot hold counts as the largest that they can. */
    Optional<Long> count(String word) {
        return text(word).filter(value -> !value.value().isBlank()).flatMap(value -> {
            var digits = value.value().strip();
            if (COUNT.matcher(digits).matches()) {
                return Optional.of(new BigInteger(digits).min(MAX_COUNT).longValue());
            }
            problems.add(
                    ProblemCode.WRONG_TYPE,
                    value.position(),
                    "'" + word + "' is '" + value.value() + "' (expected: a whole number from 0); it is not read");
            return Optional.empty();
        });
    }

    /** One of some words, in capitals or not; another is told, and is as if it were not there. */
    Optional<String> oneOf(String word, List<String> known) {
        return oneOf(word, known, "it is not read");
    }

    /** One of some words as {@link #oneOf(String, List)}; the first is taken where there is another one, or none. */
    String firstOf(String word, List<String> known) {
        return oneOf(word, known, "it is taken for " + known.get(0)).orElse(known.get(0));
    }

    /** @param otherwise what becomes of another word */
    private Optional<String> oneOf(String word, List<String> known, String otherwise) {
        return text(word).filter(value -> !value.value().isBlank()).flatMap(value -> {
            var found = value.value().toLowerCase(Locale.ROOT);
            if (known.contains(found)) {
                return Optional.of(found);
            }
            problems.add(
                    ProblemCode.WRONG_TYPE,
                    value.position(),
                    "'" + word + "' is '" + value.value() + "' (expected: " + String.join(" or ", known) + "); "
                            + otherwise);
            return Optional.empty();
        });
    }

    Optional<Section> section(String word, Part as) {
        var found = mapping(word);
        return found.isPresent() ? Optional.of(below(found.get(), as, Optional.empty())) : Optional.empty();
    }

    Optional<Node.Mapping> mapping(String word) {
        var value = find(word);
        if (value instanceof Node.Mapping mapping) {
            return Optional.of(mapping);
        }
        return value == null || isNothing(value) ? Optional.empty() : wrong(word, value, "a mapping");
    }

    /** The items of a list; a single one that is no list counts as its only item. */
    List<Node> items(String word) {
        var value = find(word);
        if (value == null || isNothing(value)) {
            return List.of();
        }
        return value instanceof Node.Sequence list ? list.items() : List.of(value);
    }

    /** The mappings in a list. */
    List<Section> list(String word, Part as) {
        var items = items(word);
        if (items.isEmpty()) {
            return List.of();
        }
        var found = new ArrayList<Section>(items.size());
        for (var item : items) {
            if (item instanceof Node.Mapping mapping) {
                found.add(below(mapping, as, Optional.empty()));
            } else if (!isNothing(item)) {
                wrong(word, item, "a mapping");
            }
        }
        return found;
    }

    /** Named things: a list of mappings, or since 1.0.0-alpha3 one mapping from names to mappings. */
    List<Section> named(String word, Part as) {
        if (find(word) instanceof Node.Mapping keyed && !isOneItem(keyed, as)) {
            var found = new ArrayList<Section>();
            for (var entry : keyed.entries()) {
                keyed(entry, as).ifPresent(found::add);
            }
            return found;
        }
        return list(word, as);
    }

    /** A list with one item whose dash was forgotten: its keys are the words of an item, not names. */
    private static boolean isOneItem(Node.Mapping mapping, Part as) {
        return mapping.entries().stream()
                        .anyMatch(entry -> as.knows(entry.key()) && entry.value() instanceof Node.Scalar)
                && mapping.entries().stream().allMatch(entry -> as.knows(entry.key()));
    }

    private Optional<Section> keyed(Node.Entry entry, Part as) {
        var name = Optional.of(new Located<>(entry.key(), entry.keyPosition()));
        if (entry.value() instanceof Node.Mapping mapping) {
            return Optional.of(below(mapping, as, name));
        }
        if (!isNothing(entry.value())) {
            return wrong(entry.key(), entry.value(), "a mapping");
        }
        return Optional.of(below(new Node.Mapping(List.of(), entry.keyPosition()), as, name));
    }

    static boolean isNothing(Node node) {
        return node instanceof Node.Scalar scalar && scalar.text().isEmpty();
    }

    private <T> Optional<T> wrong(String word, Node value, String expected) {
        problems.add(
                ProblemCode.WRONG_TYPE,
                value.position(),
                "'" + word + "' is " + value.kind() + " (expected: " + expected + "); it is not read");
        return Optional.empty();
    }
}
