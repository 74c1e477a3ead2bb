package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings file as it is written. */
public record SettingsSpec(List<PaginationSpec> pagination) {
    public SettingsSpec {
        pagination = List.copyOf(pagination);
    }

    /**
     * How pages are followed.
     *
     * @param operation {@code NAMESPACE.OPERATION}, or {@code NAMESPACE.*}
     * @param texts the values that are texts, by their keys; none is blank
     * @param numbers the values that are numbers, by their keys, each in its range
     */
    public record PaginationSpec(
            Located<String> operation, Map<String, Located<String>> texts, Map<String, Located<Integer>> numbers) {
        public PaginationSpec {
            texts = Map.copyOf(texts);
            numbers = Map.copyOf(numbers);
        }

        public Optional<Located<String>> text(String key) {
            return Optional.ofNullable(texts.get(key));
        }

        public Optional<Integer> number(String key) {
            return Optional.ofNullable(numbers.get(key)).map(Located::value);
        }

        /** Where a key has its value; empty when it is not there. */
        public Optional<Position> position(String key) {
            return text(key)
                    .map(Located::position)
                    .or(() -> Optional.ofNullable(numbers.get(key)).map(Located::position));
        }
    }
}
