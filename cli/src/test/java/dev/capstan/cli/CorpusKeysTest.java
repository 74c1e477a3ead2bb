package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Public files have no key in common that {@code docs/reference.md} says nothing of. The script {@code .ci/keys} runs this
 * on other folders, given by {@code -Dkeys.folders=A:B}, and then it prints all such keys.
 */
class CorpusKeysTest {
    private static final Path CORPUS = Path.of("..", "..", "shared", "corpus");

    /** What only few files have may be a slip of their authors; when it is loaded it is told. */
    private static final int FEW = 3;

    private static final FormatParts PARTS = new FormatParts();

    /** A key without a row. */
    private record Missing(String key, TreeSet<String> files) {
        @Override
        public String toString() {
            return files.size() + " files: " + key + " (such as " + files.first() + ")";
        }
    }

    @Test
    void whatManyFilesHaveIsInTheTable() throws IOException {
        var given = System.getProperty("keys.folders", "");
        assumeTrue(!given.isEmpty() || Files.isDirectory(CORPUS), "there are no public files beside the checkout");
        var folders = given.isEmpty()
                ? List.of(CORPUS)
                : Arrays.stream(given.split(":", -1)).map(Path::of).toList();

        var missing = missing(folders);
        if (!given.isEmpty()) {
            missing.forEach(System.out::println);
        }

        assertThat(missing).filteredOn(each -> each.files().size() > FEW).isEmpty();
    }

    /** The most frequent first. */
    private static List<Missing> missing(List<Path> folders) throws IOException {
        var known = KeyTable.rows().stream()
                .flatMap(row -> row.spellings().stream().map(key -> row.part() + "." + key))
                .collect(Collectors.toSet());
        var files = new TreeMap<String, TreeSet<String>>();
        for (var folder : folders) {
            for (var file : yaml(folder)) {
                for (var key : keys(file)) {
                    if (!known.contains(key)) {
                        files.computeIfAbsent(key, any -> new TreeSet<>()).add(file.toString());
                    }
                }
            }
        }
        return files.entrySet().stream()
                .map(entry -> new Missing(entry.getKey(), entry.getValue()))
                .sorted((one, other) -> other.files().size() - one.files().size())
                .toList();
    }

    private static List<Path> yaml(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList();
        }
    }

    private static Set<String> keys(Path file) throws IOException {
        var keys = new TreeSet<String>();
        for (var document : documents(file)) {
            if (document instanceof Map<?, ?> map && (map.containsKey("naftiko") || map.containsKey("ikanos"))) {
                PARTS.visit(document, new FormatParts.Visitor() {
                    @Override
                    public void part(String name, Map<String, Object> mapping) {
                        mapping.keySet().forEach(key -> keys.add(name + "." + key));
                    }

                    @Override
                    public void unknown(String name, Map<String, Object> mapping) {
                        mapping.keySet().forEach(key -> keys.add(name + "[" + mapping.get("type") + "]." + key));
                    }
                });
            }
        }
        return keys;
    }

    private static List<Object> documents(Path file) throws IOException {
        try {
            return FormatDocuments.read(Files.readString(file));
        } catch (MalformedInputException e) {
            return new ArrayList<>();
        }
    }
}
