package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A REST call and a tool call reach the upstream alike, and as the file says. What the file says is read from its YAML by
 * an oracle that shares no code with Capstan. It runs on the examples in {@code src/test/resources/parity}, one for each
 * oddity of public files, and on a folder of public files where there is one beside the checkout.
 */
class ParityTest {
    private static final Path EXAMPLES = Path.of("src", "test", "resources", "parity");
    private static final Path CORPUS = Path.of("..", "..", "shared", "corpus");
    private static final int OPERATIONS_PER_FILE = 400;

    /** The whole environment of the examples. */
    private static final Map<String, String> VARIABLES = Map.of(
            "LANTERN_TOKEN", "t0ken",
            "LANTERN_USER", "keeper",
            "LANTERN_PASS", "pa:ss",
            "LANTERN_KEY", "k&y /+",
            "LANTERN_CLIENT", "client-7",
            "LANTERN_ZONE", "zone-3",
            "TENANT", "north");

    private static ParityServer server;

    @BeforeAll
    static void start() {
        server = new ParityServer(EXAMPLES, ParityTest::ofExamples, Map.of());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Optional<String> ofExamples(String variable) {
        return Optional.ofNullable(VARIABLES.get(variable));
    }

    /** Public files name thousands of variables; all that look like one are set. */
    private static Optional<String> ofCorpus(String variable) {
        return variable.matches("[A-Z][A-Z0-9_]*")
                ? Optional.of("value-of-" + variable.toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    static List<String> examples() throws Exception {
        try (var files = Files.list(EXAMPLES)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void anExampleMeansTheSameAtBothDoors(String name) {
        var comparison = new ParityComparison(server, ParityTest::ofExamples, Map.of());

        comparison.compare(EXAMPLES.resolve(name), Integer.MAX_VALUE);

        assertThat(comparison.notSimple()).as("what the oracle cannot tell").isEmpty();
        assertThat(report(comparison.mismatches())).isEmpty();
        assertThat(comparison.pairs()).as("operations that both doors have").isPositive();
    }

    @Test
    void publicFilesMeanTheSameAtBothDoors(TestReporter reporter) {
        assumeTrue(Files.isDirectory(CORPUS), "there are no public files in ../shared/corpus beside the checkout");
        var baseUris = standIns(CORPUS);
        try (var corpus = new ParityServer(CORPUS, ParityTest::ofCorpus, baseUris)) {
            var comparison = new ParityComparison(corpus, ParityTest::ofCorpus, baseUris);

            corpus.files().forEach(file -> comparison.compare(file, OPERATIONS_PER_FILE));

            var summary = comparison.requests() + " requests and " + comparison.pairs() + " pairs compared, "
                    + comparison.apart() + " operations called differently, left out "
                    + comparison.reasons();
            reporter.publishEntry(summary);
            assertThat(report(comparison.mismatches())).as(summary).isEmpty();
            assertThat(comparison.requests()).as("requests compared").isGreaterThan(2_000);
            assertThat(comparison.pairs()).as("operations that both doors have").isGreaterThan(1_000);
        }
    }

    /** Base URIs for the APIs that have none, or one that must be filled in. */
    private static Map<String, String> standIns(Path folder) {
        var standIns = new HashMap<String, String>();
        for (var path : ParityServer.filesIn(folder)) {
            ParityFile.read(path)
                    .ifPresent(file -> file.apis().stream()
                            .filter(api -> !api.namespace().isEmpty()
                                    && !ParityBaseUri.isPlain(
                                            api.yaml().text("baseUri").orElse("")))
                            .forEach(api -> standIns.put(api.namespace(), "https://stand-in.example.test/base")));
        }
        return standIns;
    }

    private static String report(List<String> mismatches) {
        return mismatches.isEmpty()
                ? ""
                : mismatches.size() + " requests are not as the file says:\n" + String.join("\n", mismatches);
    }
}
