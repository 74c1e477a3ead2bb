package dev.capstan.catalog;

import dev.capstan.exposure.RoutePath;
import dev.capstan.exposure.RoutePath.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds what stands at a path. Segment by segment from the left, text beats text with variables in it, that beats a
 * variable, and that beats the rest of the path; where the better one leads nowhere, the next is tried. The cost of a
 * look-up does not depend on how many paths there are. Filled once, then read by many threads.
 */
final class PathTrie<T> {
    private final Node<T> root = new Node<>();

    static final class Node<T> {
        Map<String, Node<T>> literals = Map.of();

        @Nullable MixedSegments<Node<T>> mixed;

        @Nullable Node<T> variable;

        /** Where the rest of the path ends; it has nothing below it. */
        @Nullable Node<T> rest;

        @Nullable T here;
    }

    /** @param values what stood at the variables, encoded as it came */
    record Match<T>(T found, List<String> values) {}

    Node<T> root() {
        return root;
    }

    /** What stands at the path; made when there is nothing yet. */
    T at(RoutePath path, Supplier<T> empty) {
        var node = root;
        for (var segment : path.segments()) {
            node = next(node, segment);
        }
        if (node.here == null) {
            node.here = empty.get();
        }
        return node.here;
    }

    /** What stands at a path of that shape; nothing is made. */
    Optional<T> existing(RoutePath path) {
        @Nullable Node<T> node = root;
        for (var segment : path.segments()) {
            node = node == null ? null : existing(node, segment);
        }
        return node == null ? Optional.empty() : Optional.ofNullable(node.here);
    }

    private static <T> @Nullable Node<T> existing(Node<T> node, Segment segment) {
        if (segment instanceof Segment.Literal literal) {
            return node.literals.get(literal.text());
        }
        if (segment instanceof Segment.Mixed mixed) {
            return node.mixed == null ? null : node.mixed.existing(mixed);
        }
        return segment instanceof Segment.Rest ? node.rest : node.variable;
    }

    private static <T> Node<T> next(Node<T> node, Segment segment) {
        if (segment instanceof Segment.Literal literal) {
            return literal(node, literal.text());
        }
        if (segment instanceof Segment.Mixed mixed) {
            if (node.mixed == null) {
                node.mixed = new MixedSegments<>();
            }
            return node.mixed.at(mixed, Node::new);
        }
        if (segment instanceof Segment.Rest) {
            node.rest = node.rest == null ? new Node<>() : node.rest;
            return node.rest;
        }
        node.variable = node.variable == null ? new Node<>() : node.variable;
        return node.variable;
    }

    /** Most have one or none below them, and a map of one is as small as that. */
    private static <T> Node<T> literal(Node<T> node, String text) {
        @Nullable Node<T> known = node.literals.get(text);
        if (known != null) {
            return known;
        }
        var made = new Node<T>();
        if (node.literals.isEmpty()) {
            node.literals = Map.of(text, made);
        } else {
            if (node.literals.size() == 1) {
                node.literals = new HashMap<>(node.literals);
            }
            node.literals.put(text, made);
        }
        return made;
    }

    /** The first of what matches that is wanted; the others are shown to {@code wanted}, too. */
    Optional<Match<T>> find(PathSegments path, Predicate<T> wanted) {
        return find(root, path, 0, new ArrayList<>(), wanted);
    }

    private Optional<Match<T>> find(
            Node<T> node, PathSegments path, int depth, List<String> values, Predicate<T> wanted) {
        if (depth == path.size()) {
            return here(node, values, wanted);
        }
        var literal = node.literals.get(path.decoded(depth));
        if (literal != null) {
            var match = find(literal, path, depth + 1, values, wanted);
            if (match.isPresent()) {
                return match;
            }
        }
        if (node.mixed != null) {
            for (var mixed : node.mixed.find(path.decoded(depth), path.raw(depth))) {
                var match = with(mixed.values(), mixed.node(), path, depth + 1, values, wanted);
                if (match.isPresent()) {
                    return match;
                }
            }
        }
        if (node.variable != null) {
            var match = with(List.of(path.raw(depth)), node.variable, path, depth + 1, values, wanted);
            if (match.isPresent()) {
                return match;
            }
        }
        return node.rest == null
                ? Optional.empty()
                : with(List.of(path.rawFrom(depth)), node.rest, path, path.size(), values, wanted);
    }

    private Optional<Match<T>> with(
            List<String> more, Node<T> node, PathSegments path, int depth, List<String> values, Predicate<T> wanted) {
        values.addAll(more);
        var match = find(node, path, depth, values, wanted);
        values.subList(values.size() - more.size(), values.size()).clear();
        return match;
    }

    private static <T> Optional<Match<T>> here(Node<T> node, List<String> values, Predicate<T> wanted) {
        return node.here != null && wanted.test(node.here)
                ? Optional.of(new Match<>(node.here, List.copyOf(values)))
                : Optional.empty();
    }
}
