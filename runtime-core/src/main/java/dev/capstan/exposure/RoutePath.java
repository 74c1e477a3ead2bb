package dev.capstan.exposure;

import java.util.List;

/**
 * The path of a route, normalised: no empty segments, no dot segments.
 *
 * @param segments in order
 */
public record RoutePath(List<Segment> segments) {
    public RoutePath {
        segments = List.copyOf(segments);
    }

    /** One segment. */
    public sealed interface Segment {
        /** Text, decoded. */
        record Literal(String text) implements Segment {}

        /** A variable that takes a whole segment. */
        record Variable(String name) implements Segment {}
    }

    /** The names of the variables, in order. */
    public List<String> variables() {
        return segments.stream()
                .filter(Segment.Variable.class::isInstance)
                .map(segment -> ((Segment.Variable) segment).name())
                .toList();
    }

    /** This path below a first segment. */
    public RoutePath below(String first) {
        var all = new java.util.ArrayList<Segment>(segments.size() + 1);
        all.add(new Segment.Literal(first));
        all.addAll(segments);
        return new RoutePath(all);
    }

    /** The path as text, with variables in braces. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (var segment : segments) {
            text.append('/')
                    .append(
                            segment instanceof Segment.Variable variable
                                    ? "{" + variable.name() + "}"
                                    : ((Segment.Literal) segment).text());
        }
        return text.isEmpty() ? "/" : text.toString();
    }
}
