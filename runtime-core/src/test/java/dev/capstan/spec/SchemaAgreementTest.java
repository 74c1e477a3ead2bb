package dev.capstan.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.capstan.compile.CapabilityCompiler;
import dev.capstan.compile.CompileSettings;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** The schema and the loader agree on whether the keys of a file are right, and of what kind their values are. */
class SchemaAgreementTest {
    private static final Path ROOT = Path.of("..");
    private static final Path CORPUS = ROOT.resolve(Path.of("..", "shared", "corpus"));

    /** What the schema must find. */
    private static final Set<ProblemCode> SHAPE =
            EnumSet.of(ProblemCode.NOT_A_CAPABILITY, ProblemCode.KEY_UNKNOWN, ProblemCode.WRONG_TYPE);

    /** What the schema may find: that something is missing, and values that are none of those that are known. */
    private static final Set<ProblemCode> VALUES = EnumSet.of(
            ProblemCode.KEY_MISSING,
            ProblemCode.IMPORT_FROM_REQUIRED,
            ProblemCode.METHOD_INVALID,
            ProblemCode.PORT_INVALID,
            ProblemCode.INPUT_UNSUPPORTED,
            ProblemCode.ADAPTER_UNSUPPORTED,
            ProblemCode.AUTHENTICATION_UNSUPPORTED,
            ProblemCode.FORMAT_INVALID,
            ProblemCode.STEP_INVALID);

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaTest.schema());
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void onTheFilesThatAreServed() throws IOException {
        assertThat(yaml(ROOT.resolve("capabilities"))).hasSize(5).allSatisfy(file -> {
            assertThat(findings(file)).isEmpty();
            assertThat(disagreement(file)).isEmpty();
        });
    }

    @Test
    void onTheGoldenFiles() throws IOException {
        try (var golden = Files.list(Path.of("src", "test", "resources", "golden"))) {
            assertThat(golden.toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(disagreement(file(
                                    file.getFileName() + ".yaml",
                                    Files.readString(file).split("----------\n", 2)[0])))
                            .isEmpty());
        }
    }

    @Test
    void onTheExamplesOfTheDocumentation() throws IOException {
        try (var pages = Files.list(ROOT.resolve("docs"))) {
            for (var page :
                    pages.filter(page -> page.toString().endsWith(".md")).toList()) {
                var examples = EXAMPLE.matcher(Files.readString(page)).results().toList();
                for (var example : examples) {
                    assertThat(disagreement(file("example.yaml", example.group(1))))
                            .as(page + ": " + example.group(1))
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void onTheExamplesOfParity() throws IOException {
        var examples = ROOT.resolve(Path.of("cli", "src", "test", "resources", "parity"));
        assumeThat(examples).isDirectory();

        assertThat(disagreements(examples)).isEmpty();
    }

    @Test
    void onPublicFiles() throws IOException {
        assumeThat(CORPUS).isDirectory();

        assertThat(disagreements(CORPUS)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "naftiko: 0.5",
                "ikanos: 1.0.0-beta5\nbinds: [TOKEN, {keys: TOKEN}, {keys: [A, B]}]",
                "naftiko: x\nbinds: TOKEN\nimports: [./a.yaml]",
                "naftiko: x\ncapability:\nconsumes:\nexposes: []",
                "naftiko: x\nexposes: {type: REST, port: '80', resources: {path: /, operations: {method: get}}}",
                "naftiko: x\ncapability: {exposes: [{port: '', tools: {a: , b: {hints: {readOnly: Yes}}}}]}",
                "naftiko: x\ncapability: {exposes: [{tools: [{call: {operation: a.b, with: {x: 1}}}]}]}",
                "naftiko: x\nconsumes: [{namespace: a, operations: {b: {inputParameters: {q: , r: {in: QUERY}}}}}]",
                "naftiko: x\nconsumes: {namespace: a, resources: [{path: /, method: GET}]}",
                "naftiko: x\nconsumes: [{namespace: a, authentication: {type: apikey, headerName: X, token: a}}]",
                "naftiko: x\nconsumes: [{namespace: a, authentication: {type: apikey, header: X, key: a}}]",
                "naftiko: x\nconsumes: [{namespace: a, authentication: {type: apikey, header: {X: a}}}]",
                "naftiko: x\nconsumes: [{namespace: a, authentication: {type: apiKey, headers: {X: a, Y: b}}}]",
                "naftiko: x\nconsumes: [{namespace: a, baseUri: 7, headers: {X: 1}, authentication: {type: Basic, username: a}}]",
            })
    void bothTake(String yaml) throws IOException {
        var file = file("taken.yaml", yaml);

        assertThat(findings(file)).isEmpty();
        assertThat(has(problems(file), SHAPE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing: else",
                "[naftiko]",
                "naftiko: x\nunknown: 1",
                "naftiko: x\nbinds: {keys: A, key: B}",
                "naftiko: x\ninfo: text",
                "naftiko: x\nconsumes: [text]",
                "naftiko: x\nconsumes: [{namespace: a, authentication: none}]",
                "naftiko: x\nconsumes: [{import: a, from: ./b.yaml, port: 1}]",
                "naftiko: x\nconsumes: [{namespace: a, operations: {get: text}}]",
                "naftiko: x\nconsumes: [{namespace: a, operations: {get: {inputParameters: [{name: b, requird: true}]}}}]",
                "naftiko: x\ncapability: {exposes: [{type: mcp, tools: [{name: a, hints: {readOnly: 1}}]}]}",
                "naftiko: x\ncapability: {exposes: [{type: mcp, tools: [{name: a, with: {b: [1]}}]}]}",
                "naftiko: x\ncapability: {exposes: [{type: rest, resources: [{path: /, operation: []}]}]}",
            })
    void bothFindFaults(String yaml) throws IOException {
        var file = file("faulty.yaml", yaml);

        assertThat(findings(file)).isNotEmpty();
        assertThat(has(problems(file), SHAPE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "consumes: [{baseUri: https://a.example}]",
                "consumes: [{import: a}]",
                "consumes: [{namespace: a, operations: [{method: GET}]}]",
                "consumes: [{namespace: a, inputParameters: [{in: query}]}]",
                "consumes: [{namespace: a, authentication: {token: b}}]",
                "consumes: [{namespace: a, authentication: {type: bearer}}]",
                "capability: {exposes: [{type: rest, resources: [{name: a}]}]}",
                "capability: {exposes: [{type: mcp, tools: [{description: A.}]}]}",
            })
    void bothMissWhatMustBeThere(String yaml) throws IOException {
        var file = file("incomplete.yaml", "naftiko: x\n" + yaml);

        assertThat(findings(file)).isNotEmpty();
        assertThat(problems(file))
                .extracting(Problem::code)
                .containsAnyOf(ProblemCode.KEY_MISSING, ProblemCode.IMPORT_FROM_REQUIRED);
    }

    /** Whatever mapping of a file has one key more, both find it or neither does. */
    @Test
    void onAKeyThatIsUnknownAnywhere() throws IOException {
        for (var file : yaml(ROOT.resolve("capabilities"))) {
            var document = json(file);
            for (var mapping : mappings(document).toList()) {
                mapping.put("unheardOf", "of");
                var changed = file(file.getFileName().toString(), document.toString());
                assertThat(disagreement(changed)).as(mapping.toString()).isEmpty();
                mapping.remove("unheardOf");
            }
        }
    }

    private static Stream<ObjectNode> mappings(JsonNode node) {
        return Stream.concat(
                node instanceof ObjectNode mapping ? Stream.of(mapping) : Stream.empty(),
                node.valueStream().flatMap(SchemaAgreementTest::mappings));
    }

    private List<String> disagreements(Path files) throws IOException {
        return yaml(files).stream()
                .flatMap(file -> disagreement(file).stream().map(what -> file + ": " + what))
                .toList();
    }

    private static List<Path> yaml(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList();
        }
    }

    private Path file(String name, String yaml) throws IOException {
        return Files.writeString(folder.resolve(name), yaml);
    }

    /** What one of the two says and the other does not. */
    private static Optional<String> disagreement(Path file) {
        var problems = problems(file);
        if (has(problems, EnumSet.of(ProblemCode.YAML_INVALID))) {
            return Optional.empty();
        }
        var errors = SCHEMA.validate(json(file));
        if (has(problems, SHAPE)) {
            return errors.isEmpty() ? Optional.of("only the loader says " + problems) : Optional.empty();
        }
        var surplus = has(problems, VALUES)
                ? List.<Error>of()
                : errors.stream().filter(error -> !isUnchecked(error)).toList();
        return surplus.isEmpty() ? Optional.empty() : Optional.of("only the schema says " + surplus);
    }

    private static boolean has(List<Problem> problems, Set<ProblemCode> codes) {
        return problems.stream().anyMatch(problem -> codes.contains(problem.code()));
    }

    /** Whether it is about what the loader keeps as it is written; there the schema knows more. */
    private static boolean isUnchecked(Error error) {
        var place = error.getSchemaLocation().toString();
        return SchemaTest.UNCHECKED.stream().anyMatch(name -> place.contains("/$defs/" + name + "/"));
    }

    /** The problems of a file itself, without those of files that it imports. */
    private static List<Problem> problems(Path file) {
        var problems = new Problems();
        CapabilityCompiler.compile(file, file.toString(), CompileSettings.NONE, problems);
        return problems.toList().stream()
                .filter(problem -> problem.position().file().equals(file.toString()))
                .toList();
    }

    private static List<String> findings(Path file) {
        return SCHEMA.validate(json(file)).stream().map(Error::toString).toList();
    }

    /** The file as an editor sees it: with the kinds of values that YAML 1.2 gives them. */
    private static JsonNode json(Path file) {
        var settings = LoadSettings.builder()
                .setAllowDuplicateKeys(true)
                .setCodePointLimit(Integer.MAX_VALUE)
                .build();
        try {
            var text = Files.readString(file);
            var documents = new Load(settings).loadAllFromString(text.startsWith("\uFEFF") ? text.substring(1) : text);
            return JSON.valueToTree(documents.iterator().next());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
