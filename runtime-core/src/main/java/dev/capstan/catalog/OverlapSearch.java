package dev.capstan.catalog;

import dev.capstan.exposure.RoutePath.Segment;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a path that fits some of the same requests as another and is preferred to it, although neither says more:
 * {@code /a/{x}} is preferred to {@code /{y}/b}, because text beats variables from the left. Used for one path.
 */
final class OverlapSearch<T, R> {
    /** A path that begins with many variables could lead to everything; one example is enough, and so is giving up. */
    private static final int MAX_STEPS = 2_000;

    private final List<Segment> path;
    private final Function<T, Optional<R>> wanted;
    private int steps;

    /** @param wanted what of that which stands at a path is an answer */
    OverlapSearch(List<Segment> path, Function<T, Optional<R>> wanted) {
        this.path = path;
        this.wanted = wanted;
    }

    /** What is preferred where both fit. */
    Optional<R> preferred(PathTrie<T> paths) {
        return search(paths.root(), 0, false, false);
    }

    /**
     * @param behind whether the other path has said more before, so that it is preferred
     * @param ahead whether this one has said more since then
     */
    private Optional<R> search(PathTrie.@Nullable Node<T> node, int depth, boolean behind, boolean ahead) {
        if (node == null || steps++ > MAX_STEPS) {
            return Optional.empty();
        }
        if (depth == path.size()) {
            return behind && ahead && node.here != null ? wanted.apply(node.here) : Optional.empty();
        }
        if (path.get(depth) instanceof Segment.Literal literal) {
            var same = search(node.literals.get(literal.text()), depth + 1, behind, ahead);
            // Without being behind it would be preferred itself.
            return same.isPresent() || !behind ? same : search(node.variable, depth + 1, true, true);
        }
        if (!(path.get(depth) instanceof Segment.Variable)) {
            return Optional.empty();
        }
        var same = search(node.variable, depth + 1, behind, ahead);
        if (same.isPresent()) {
            return same;
        }
        for (var literal : node.literals.values()) {
            var found = search(literal, depth + 1, true, ahead);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
