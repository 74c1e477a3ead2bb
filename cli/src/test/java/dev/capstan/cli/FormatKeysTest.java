package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.cli.KeyExample.Outcome;
import dev.capstan.cli.KeyTable.Effect;
import dev.capstan.cli.KeyTable.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables of all keys in {@code docs/reference.md} are whole, and true. Each row names an example that is run as it is
 * and without the key: what upstreams, callers and authors then see must differ where the row says that it matters, and
 * must not where the row says that it does not. Other spellings and the other form of lists must change nothing.
 *
 * <p>With {@code -Dkeys.update=true} the expected texts are written anew, to be read before they are committed.
 */
class FormatKeysTest extends FolderFixture {
    private static final FormatParts PARTS = new FormatParts();
    private static final List<Row> ROWS = KeyTable.rows();

    private int runs;

    static Stream<String> examples() {
        return KeyExample.all().stream().map(KeyExample::name);
    }

    private static KeyExample example(String name) {
        return KeyExample.all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no example " + name));
    }

    @Test
    void everyKeyHasItsRow() {
        var rows = new TreeMap<String, TreeSet<String>>();
        for (var row : ROWS) {
            for (var key : row.spellings()) {
                assertThat(rows.computeIfAbsent(row.part(), any -> new TreeSet<>())
                                .add(key))
                        .as("two rows for " + row.part() + "." + key)
                        .isTrue();
            }
        }
        var words = PARTS.words();

        assertThat(rows.keySet()).isEqualTo(words.keySet());
        words.forEach((part, keys) -> assertThat(rows.get(part)).as(part).isEqualTo(keys));
    }

    @Test
    void everyRowNamesAnExampleThatHasTheKey() {
        var keys = KeyExample.all().stream()
                .collect(Collectors.toMap(
                        KeyExample::name,
                        each -> KeyExample.keys(PARTS, each.file()).keySet()));

        assertThat(ROWS)
                .allSatisfy(row -> assertThat(keys.getOrDefault(row.example(), Set.of()))
                        .as(row + " in " + row.example())
                        .contains(row.toString()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleComesOutAsExpected(String name) throws IOException {
        var outcome = run(example(name), any -> {});
        var text = "problems: " + String.join(", ", new TreeSet<>(outcome.problems())) + "\n\n" + outcome.transcript();

        var expected = KeyExample.FOLDER.resolve(name + ".txt");
        if (Boolean.getBoolean("keys.update")) {
            Files.writeString(expected, text);
        }
        assertThat(text).isEqualTo(Files.readString(expected));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyKeyThatIsReadOrToldOfMatters(String name) {
        var example = example(name);
        var whole = run(example, any -> {});
        var wrong = new ArrayList<String>();
        for (var row : rows(example, EnumSet.of(Effect.READ, Effect.TOLD))) {
            var without = runUntilDifferent(example, whole, file -> without(example, row, file));
            if (row.effect() == Effect.READ && whole.transcript().equals(without.transcript())) {
                wrong.add(row + " has no effect on calls");
            }
            var code = row.code().orElse("none");
            if (row.effect() == Effect.TOLD && count(whole, code) <= count(without, code)) {
                wrong.add(code + " is not told of " + row);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void noOtherKeyMatters(String name) {
        var example = example(name);
        var forPeople = rows(example, EnumSet.of(Effect.FOR_PEOPLE));
        var others = rows(example, EnumSet.of(Effect.FOR_PEOPLE, Effect.NOT_YET));

        assertThat(different(example, others, (row, file) -> without(example, row, file)))
                .as("keys that matter")
                .isEmpty();
        assertThat(different(example, forPeople, FormatKeysTest::changed))
                .as("keys whose texts matter")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everySpellingMeansTheSame(String name) {
        var example = example(name);
        var rows = rows(example, EnumSet.allOf(Effect.class));
        var most = rows.stream().mapToInt(row -> row.spellings().size()).max().orElse(1);

        for (var i = 1; i < most; i++) {
            var spelling = i;
            var others = rows.stream()
                    .filter(row -> row.spellings().size() > spelling)
                    .toList();
            assertThat(different(
                            example,
                            others,
                            (row, file) -> renamed(row, row.spellings().get(spelling), file)))
                    .as("keys whose spelling " + spelling + " means something else")
                    .isEmpty();
        }
    }

    /** The rows that make a difference to calls; looked for one by one when all together make one. */
    private List<Row> different(KeyExample example, List<Row> rows, BiConsumer<Row, Object> change) {
        if (rows.isEmpty()) {
            return List.of();
        }
        var whole = run(example, any -> {}).transcript();
        return run(example, file -> rows.forEach(row -> change.accept(row, file)))
                        .transcript()
                        .equals(whole)
                ? List.of()
                : rows.stream()
                        .filter(row -> !run(example, file -> change.accept(row, file))
                                .transcript()
                                .equals(whole))
                        .toList();
    }

    private static List<Row> rows(KeyExample example, Set<Effect> effects) {
        return ROWS.stream()
                .filter(row -> row.example().equals(example.name()) && effects.contains(row.effect()))
                .toList();
    }

    private static long count(Outcome outcome, String code) {
        return outcome.problems().stream().filter(code::equals).count();
    }

    /** Without the key, or with the other value that the example gives it. */
    private static void without(KeyExample example, Row row, Object file) {
        var changes = example.part("changes");
        for (var mapping : places(row, file)) {
            if (changes.containsKey(row.toString())) {
                mapping.put(row.key(), changes.get(row.toString()));
            } else {
                mapping.remove(row.key());
            }
        }
    }

    private static List<Map<String, Object>> places(Row row, Object file) {
        return KeyExample.keys(PARTS, file).getOrDefault(row.toString(), List.of());
    }

    private static void changed(Row row, Object file) {
        for (var mapping : places(row, file)) {
            if (mapping.get(row.key()) instanceof String) {
                mapping.put(row.key(), "changed");
            }
        }
    }

    private static void renamed(Row row, String other, Object file) {
        places(row, file).forEach(mapping -> FormatDocuments.rename(mapping, row.key(), other));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void listsOfNamedThingsMayBeMappings(String name) {
        var example = example(name);

        assertThat(run(example, FormatKeysTest::keyed)).isEqualTo(run(example, any -> {}));
    }

    private static void keyed(Object file) {
        PARTS.visit(file, new FormatParts.Visitor() {
            @Override
            public void part(String part, Map<String, Object> mapping) {}

            @Override
            public void named(Map<String, Object> owner, String key) {
                byName((List<?>) owner.get(key)).ifPresent(things -> owner.put(key, things));
            }
        });
    }

    /** Empty when some have no name, or two have the same. */
    private static Optional<Map<String, Object>> byName(List<?> list) {
        var things = new LinkedHashMap<String, Object>();
        for (var item : list) {
            if (!(item instanceof Map<?, ?> thing)
                    || !(thing.get("name") instanceof String name)
                    || things.containsKey(name)) {
                return Optional.empty();
            }
            var rest = new LinkedHashMap<Object, Object>(thing);
            rest.remove("name");
            things.put(name, rest);
        }
        return Optional.of(things);
    }

    private Outcome run(KeyExample example, Consumer<Object> change) {
        return changed(example, change).run(folder.resolve("run" + runs++), upstream);
    }

    private Outcome runUntilDifferent(KeyExample example, Outcome whole, Consumer<Object> change) {
        return changed(example, change)
                .run(
                        folder.resolve("run" + runs++),
                        upstream,
                        text -> !whole.transcript().startsWith(text));
    }

    private static KeyExample changed(KeyExample example, Consumer<Object> change) {
        var file = FormatDocuments.copy(example.file());
        change.accept(file);
        return example.with(file);
    }
}
