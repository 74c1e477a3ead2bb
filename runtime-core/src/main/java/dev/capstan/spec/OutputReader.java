package dev.capstan.spec;

import dev.capstan.problem.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code outputParameters} in every form that files write: a list, one mapping by names, or a single output. */
final class OutputReader {
    private static final Pattern PATH = Pattern.compile("\\$|\\$[.\\[].*");
    private static final Pattern PATH_IN_BRACES = Pattern.compile("\\{\\{\\s*(\\$[^{}]*?)\\s*}}");

    private final Problems problems;

    OutputReader(Problems problems) {
        this.problems = problems;
    }

    List<OutputSpec> read(Section owner) {
        return owner.node("outputParameters").map(this::outputs).orElse(List.of());
    }

    private List<OutputSpec> outputs(Node node) {
        if (node instanceof Node.Mapping mapping) {
            return isOne(mapping) ? output(Optional.empty(), mapping).stream().toList() : byName(mapping);
        }
        if (node instanceof Node.Scalar name) {
            return name.text().isBlank() ? List.of() : List.of(OutputSpec.named(name.text(), name.position()));
        }
        var outputs = new ArrayList<OutputSpec>();
        ((Node.Sequence) node).items().forEach(item -> {
            if (item instanceof Node.Mapping mapping) {
                output(Optional.empty(), mapping).ifPresent(outputs::add);
            } else if (item instanceof Node.Scalar name && !name.text().isBlank()) {
                outputs.add(OutputSpec.named(name.text(), name.position()));
            }
        });
        return outputs;
    }

    /** Outputs by their names have nothing but mappings as values; the words of an output have others, too. */
    private static boolean isOne(Node.Mapping mapping) {
        return mapping.has("properties")
                || mapping.has("items")
                || mapping.entries().stream()
                        .anyMatch(entry -> entry.value() instanceof Node.Scalar && !Section.isNothing(entry.value()));
    }

    private List<OutputSpec> byName(Node.Mapping outputs) {
        return outputs.entries().stream()
                .flatMap(entry -> entry.value() instanceof Node.Mapping output
                        ? output(Optional.of(entry.key()), output).stream()
                        : List.of(OutputSpec.named(entry.key(), entry.keyPosition())).stream())
                .toList();
    }

    /** Empty for what does not go into the body. */
    private Optional<OutputSpec> output(Optional<String> key, Node.Mapping node) {
        var output = Section.of(node, Part.OUTPUT, problems);
        var value = output.node("value")
                .or(() -> output.node("const"))
                .filter(it -> !Section.isNothing(it) || isQuotedNothing(it));
        var path = output.text("mapping")
                .filter(text -> !text.value().isBlank())
                .map(OutputReader::bare)
                .or(() -> value.flatMap(OutputReader::asPath));
        var isElsewhere =
                output.plain("in").filter(in -> !in.equalsIgnoreCase("body")).isPresent();
        return isElsewhere
                ? Optional.empty()
                : Optional.of(new OutputSpec(
                        key.or(() -> output.plain("name")),
                        output.plain("type").map(type -> type.toLowerCase(Locale.ROOT)),
                        path,
                        path.isPresent() ? Optional.empty() : value,
                        properties(output),
                        output.node("items").flatMap(this::item),
                        output.node("values").flatMap(this::item),
                        output.text("maxLength").flatMap(OutputReader::number),
                        output.position()));
    }

    private static boolean isQuotedNothing(Node node) {
        return node instanceof Node.Scalar text && !text.isPlain();
    }

    /** A value that begins like a path is one (format, section on output parameters, loader rule). */
    private static Optional<Located<String>> asPath(Node value) {
        return value instanceof Node.Scalar text
                ? Optional.of(bare(new Located<>(text.text(), text.position())))
                        .filter(path -> PATH.matcher(path.value()).matches())
                : Optional.empty();
    }

    /** Some files write {@code {{$.name}}}. */
    private static Located<String> bare(Located<String> path) {
        var inBraces = PATH_IN_BRACES.matcher(path.value().strip());
        return inBraces.matches() ? new Located<>(inBraces.group(1), path.position()) : path;
    }

    private List<OutputSpec> properties(Section output) {
        return output.node("properties")
                .map(node -> node instanceof Node.Mapping mapping ? byName(mapping) : outputs(node))
                .orElse(List.of());
    }

    /** What each element is: one output, or several named ones that are the members of an object. */
    private Optional<OutputSpec> item(Node node) {
        var outputs = outputs(node);
        var isOne = outputs.size() == 1
                && (outputs.get(0).name().isEmpty() || node instanceof Node.Mapping mapping && isOne(mapping));
        return outputs.isEmpty()
                ? Optional.empty()
                : Optional.of(isOne ? outputs.get(0) : OutputSpec.objectOf(outputs, node.position()));
    }

    private static Optional<Integer> number(Located<String> text) {
        return text.value().matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text.value())) : Optional.empty();
    }
}
