package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tables of all keys in {@code docs/reference.md}, one for each part of a file. */
final class KeyTable {
    private static final Path PAGE = Path.of("..", "docs", "reference.md");
    private static final String BEGIN = "\n## Every key\n";
    private static final Pattern TITLE = Pattern.compile("### `([A-Za-z0-9.]+)`.*");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern EFFECT = Pattern.compile("(read|told|for people|not yet)\\b.*");

    private KeyTable() {}

    /** What becomes of a key. */
    enum Effect {
        /** Without it, or with another value, callers or upstreams see something else. */
        READ,
        /** A problem is told; without the key it is not. */
        TOLD,
        /** It is for people: whatever it says, nothing changes. */
        FOR_PEOPLE,
        /** It has a meaning, and we do nothing about it. */
        NOT_YET
    }

    /**
     * A row: one key.
     *
     * @param spellings all words that mean the same, the preferred one first
     * @param code of the problem that is told
     * @param example the name of the file that shows it
     */
    record Row(
            String part,
            List<String> spellings,
            String versions,
            Effect effect,
            Optional<String> code,
            String example) {
        String key() {
            return spellings.get(0);
        }

        @Override
        public String toString() {
            return part + "." + key();
        }
    }

    static List<Row> rows() {
        try {
            var text = Files.readString(PAGE);
            var begin = text.indexOf(BEGIN);
            assertThat(begin).as("'## Every key' in " + PAGE).isPositive();
            var rows = new ArrayList<Row>();
            var part = "";
            for (var line : text.substring(begin).lines().toList()) {
                var title = TITLE.matcher(line);
                if (title.matches()) {
                    part = title.group(1);
                } else if (line.startsWith("| `")) {
                    rows.add(row(part, line));
                } else if (line.startsWith("## ") && !rows.isEmpty()) {
                    break;
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String part, String line) {
        var cells = Arrays.stream(line.substring(1).split("(?<!\\\\)\\|", -1))
                .map(String::strip)
                .toList();
        assertThat(cells).as(line).hasSize(5);
        var effect = EFFECT.matcher(cells.get(2));
        assertThat(effect.matches()).as("what we do: " + line).isTrue();
        var told =
                effect.group(1).equals("told") ? quoted(cells.get(2)).stream().findFirst() : Optional.<String>empty();
        return new Row(
                part,
                quoted(cells.get(0)),
                cells.get(1),
                Effect.valueOf(effect.group(1).toUpperCase(Locale.ROOT).replace(' ', '_')),
                told,
                quoted(cells.get(3)).get(0));
    }

    private static List<String> quoted(String cell) {
        return QUOTED.matcher(cell).results().map(found -> found.group(1)).toList();
    }
}
