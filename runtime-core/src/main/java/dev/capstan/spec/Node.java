package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A piece of YAML as it is written, with its position. */
public sealed interface Node {
    Position position();

    /** What a person calls this kind of node. */
    String kind();

    /** {@code key: value} pairs, in order. */
    record Mapping(List<Entry> entries, Position position) implements Node {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String kind() {
            return "a mapping";
        }

        /** The value of a key; of a repeated key the last one. */
        public Optional<Node> get(String key) {
            return Optional.ofNullable(find(key));
        }

        public boolean has(String key) {
            return find(key) != null;
        }

        /** As {@link #get}, for readers that ask for many words of which few are there. */
        @Nullable Node find(String key) {
            for (var i = entries.size() - 1; i >= 0; i--) {
                var entry = entries.get(i);
                if (entry.key().equals(key)) {
                    return entry.value();
                }
            }
            return null;
        }
    }

    /** One pair of a mapping. */
    record Entry(String key, Position keyPosition, Node value) {}

    /** A list. */
    record Sequence(List<Node> items, Position position) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * A single value, as its text; numbers and booleans too. A null is an empty text.
     *
     * @param isPlain whether it is a number, a boolean or null, and no text
     */
    record Scalar(String text, Position position, boolean isPlain) implements Node {
        /** A text. */
        public Scalar(String text, Position position) {
            this(text, position, false);
        }

        @Override
        public String kind() {
            return text.isEmpty() ? "nothing" : "'" + text + "'";
        }
    }
}
