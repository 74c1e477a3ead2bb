package dev.capstan.exposure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The path of a route, normalised: no empty segments, no dot segments.
 *
 * @param segments in order; a {@link Segment.Rest} is the last
 */
public record RoutePath(List<Segment> segments, List<String> variables) {
    public RoutePath {
        segments = List.copyOf(segments);
        variables = List.copyOf(variables);
    }

    public RoutePath(List<Segment> segments) {
        this(segments, segments.stream().flatMap(Segment::variables).toList());
    }

    /** One segment, or with {@link Rest} all that are left. */
    public sealed interface Segment {
        /** Text, decoded. */
        record Literal(String text) implements Segment {
            @Override
            public String toString() {
                return text;
            }
        }

        /** A variable that takes a whole segment. */
        record Variable(String name) implements Segment {
            @Override
            public String toString() {
                return "{" + name + "}";
            }
        }

        /** Variables beside other text, such as {@code {id}:cancel}; two variables have text between them. */
        record Mixed(List<Segment> pieces) implements Segment {
            public Mixed {
                pieces = List.copyOf(pieces);
            }

            @Override
            public String toString() {
                return pieces.stream().map(Segment::toString).collect(Collectors.joining());
            }
        }

        /** A variable that takes the rest of the path, at least one segment. */
        record Rest(String name) implements Segment {
            @Override
            public String toString() {
                return "{" + name + "+}";
            }
        }

        /** The names of its variables, in order. */
        default Stream<String> variables() {
            if (this instanceof Variable variable) {
                return Stream.of(variable.name());
            }
            if (this instanceof Rest rest) {
                return Stream.of(rest.name());
            }
            return this instanceof Mixed mixed ? mixed.pieces().stream().flatMap(Segment::variables) : Stream.empty();
        }
    }

    /** This path below a first segment. */
    public RoutePath below(String first) {
        var all = new ArrayList<Segment>(segments.size() + 1);
        all.add(new Segment.Literal(first));
        all.addAll(segments);
        return new RoutePath(all);
    }

    /** The path without the names of its variables: two paths of one shape cannot be told apart. */
    public List<Object> shape() {
        return segments.stream().map(RoutePath::shape).toList();
    }

    private static Object shape(Segment segment) {
        if (segment instanceof Segment.Mixed mixed) {
            return mixed.pieces().stream().map(RoutePath::shape).toList();
        }
        return segment instanceof Segment.Literal literal ? literal.text() : segment.getClass();
    }

    /** The path as text, with variables in braces. */
    @Override
    public String toString() {
        if (segments.isEmpty()) {
            return "/";
        }
        var text = new StringBuilder();
        for (var segment : segments) {
            text.append('/').append(segment);
        }
        return text.toString();
    }
}
