package dev.capstan.catalog;

import dev.capstan.exposure.RoutePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds what stands at a path. Text beats a variable, segment by segment from the left; where that leads nowhere, the
 * variable is tried. The cost of a look-up does not depend on how many paths there are. Filled once, then read by many
 * threads.
 */
final class PathTrie<T> {
    private final Node<T> root = new Node<>();

    private static final class Node<T> {
        final Map<String, Node<T>> literals = new HashMap<>();

        @Nullable Node<T> variable;

        @Nullable T here;
    }

    /** @param values what stood at the variables, encoded as it came */
    record Match<T>(T found, List<String> values) {}

    /** What stands at the path; made when there is nothing yet. */
    T at(RoutePath path, Supplier<T> empty) {
        var node = root;
        for (var segment : path.segments()) {
            node = segment instanceof RoutePath.Segment.Literal literal
                    ? node.literals.computeIfAbsent(literal.text(), text -> new Node<>())
                    : variableOf(node);
        }
        if (node.here == null) {
            node.here = empty.get();
        }
        return node.here;
    }

    private static <T> Node<T> variableOf(Node<T> node) {
        if (node.variable == null) {
            node.variable = new Node<>();
        }
        return node.variable;
    }

    /** The first of what matches that is wanted; the others are shown to {@code wanted}, too. */
    Optional<Match<T>> find(PathSegments path, Predicate<T> wanted) {
        return find(root, path, 0, new ArrayList<>(), wanted);
    }

    private Optional<Match<T>> find(
            Node<T> node, PathSegments path, int depth, List<String> values, Predicate<T> wanted) {
        if (depth == path.size()) {
            return node.here != null && wanted.test(node.here)
                    ? Optional.of(new Match<>(node.here, List.copyOf(values)))
                    : Optional.empty();
        }
        var literal = node.literals.get(path.decoded(depth));
        if (literal != null) {
            var match = find(literal, path, depth + 1, values, wanted);
            if (match.isPresent()) {
                return match;
            }
        }
        if (node.variable == null) {
            return Optional.empty();
        }
        values.add(path.raw(depth));
        var match = find(node.variable, path, depth + 1, values, wanted);
        values.remove(values.size() - 1);
        return match;
    }
}
