package dev.capstan.spec;

import dev.capstan.problem.Known;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.SettingsSpec.PaginationSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a settings file. It is read strictly, for it says what people want and not what a generator wrote: everything that
 * is not understood is a problem. Used for one file.
 */
public final class SettingsReader {
    private static final Set<String> SECTIONS = Set.of("pagination");
    private static final Set<String> TEXTS = Set.of("follow", "parameter", "cursor", "items", "sizeParameter");

    /** The numbers of pagination, with the least and the greatest. */
    private static final Map<String, Range> NUMBERS = Map.of(
            "size", new Range(1, 100_000),
            "first", new Range(0, 1_000_000),
            "maxPages", new Range(1, 1000),
            "maxItems", new Range(1, 1_000_000),
            "maxBytes", new Range(1, 64 * 1024 * 1024),
            "maxSeconds", new Range(0, 3600));

    private final Problems problems;
    private int faults;

    private record Range(int least, int greatest) {
        boolean has(long number) {
            return number >= least && number <= greatest;
        }
    }

    private SettingsReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * Reads a settings file.
     *
     * @param file its name as the user gave it, for positions
     * @return with what could be read; it must not be used when there are problems
     */
    public static SettingsSpec read(Path path, String file, Problems problems) {
        return YamlReader.read(path, file, problems)
                .map(new SettingsReader(problems)::settings)
                .orElseGet(() -> new SettingsSpec(List.of()));
    }

    private SettingsSpec settings(Node document) {
        var pagination = new ArrayList<PaginationSpec>();
        for (var section : entries(document, "the document")) {
            if (isKnown(section, SECTIONS)) {
                entries(section.value(), section.key())
                        .forEach(entry -> pagination(entry).ifPresent(pagination::add));
            }
        }
        return new SettingsSpec(pagination);
    }

    /** What is wrong in it is told; what follows from that would be told in vain. */
    private Optional<PaginationSpec> pagination(Node.Entry operation) {
        var before = faults;
        var texts = new LinkedHashMap<String, Located<String>>();
        var numbers = new LinkedHashMap<String, Located<Integer>>();
        var known = new TreeSet<>(TEXTS);
        known.addAll(NUMBERS.keySet());
        for (var entry : entries(operation.value(), operation.key())) {
            if (TEXTS.contains(entry.key())) {
                text(entry).ifPresent(value -> texts.put(entry.key(), value));
            } else if (isKnown(entry, known)) {
                number(entry).ifPresent(value -> numbers.put(entry.key(), value));
            }
        }
        return faults > before
                ? Optional.empty()
                : Optional.of(
                        new PaginationSpec(new Located<>(operation.key(), operation.keyPosition()), texts, numbers));
    }

    /** The pairs of a mapping; an empty value is one without any. */
    private List<Node.Entry> entries(Node node, String name) {
        if (node instanceof Node.Mapping mapping) {
            return mapping.entries();
        }
        if (!Section.isNothing(node)) {
            wrong(node, "'" + name + "' is " + node.kind() + " (expected: a mapping)");
        }
        return List.of();
    }

    private boolean isKnown(Node.Entry entry, Set<String> known) {
        if (known.contains(entry.key())) {
            return true;
        }
        var meant = known.stream()
                .filter(word -> Known.isMisspelt(entry.key(), word))
                .findFirst()
                .map(word -> "did you mean '" + word + "'?")
                .orElseGet(() -> "known: " + String.join(", ", new TreeSet<>(known)));
        faults++;
        problems.add(
                ProblemCode.KEY_UNKNOWN,
                entry.keyPosition(),
                "the key '" + Problem.oneLine(entry.key()) + "' is not known here (" + meant + ")");
        return false;
    }

    private Optional<Located<String>> text(Node.Entry entry) {
        if (entry.value() instanceof Node.Scalar scalar && !scalar.text().isBlank()) {
            return Optional.of(new Located<>(scalar.text().strip(), scalar.position()));
        }
        return wrong(
                entry.value(),
                "'" + entry.key() + "' is "
                        + (Section.isNothing(entry.value())
                                ? "empty"
                                : entry.value().kind()) + " (expected: a text)");
    }

    private Optional<Located<Integer>> number(Node.Entry entry) {
        var range = NUMBERS.getOrDefault(entry.key(), new Range(0, 0));
        if (entry.value() instanceof Node.Scalar scalar
                && scalar.isPlain()
                && scalar.text().matches("[0-9]{1,9}")
                && range.has(Long.parseLong(scalar.text()))) {
            return Optional.of(new Located<>(Integer.parseInt(scalar.text()), scalar.position()));
        }
        var found = entry.value() instanceof Node.Scalar scalar
                ? scalar.isPlain() ? scalar.text() : "'" + scalar.text() + "'"
                : entry.value().kind();
        return wrong(
                entry.value(),
                "'" + entry.key() + "' is " + found + " (expected: a number from " + range.least() + " to "
                        + range.greatest() + ")");
    }

    private <T> Optional<T> wrong(Node node, String what) {
        faults++;
        problems.add(ProblemCode.WRONG_TYPE, node.position(), what);
        return Optional.empty();
    }
}
