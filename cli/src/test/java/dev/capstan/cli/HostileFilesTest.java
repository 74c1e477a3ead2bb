package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.catalog.CapabilityFiles;
import dev.capstan.catalog.LoadedFile;
import dev.capstan.compile.CompileSettings;
import dev.capstan.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files that are made to harm: each is its own problem, and the others serve. What once took for ever would run into the
 * time-out; nothing here measures time.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class HostileFilesTest extends FolderFixture {
    private LoadedFile load(String text) throws IOException {
        write("hostile.yaml", text);
        return CapabilityFiles.load(folder.resolve("hostile.yaml"), CompileSettings.NONE);
    }

    private static String codes(LoadedFile file) {
        return file.problems().stream()
                .map(problem -> problem.code().code())
                .distinct()
                .collect(Collectors.joining(" "));
    }

    @Test
    void aliasesCountAsDeepAsWhatTheyStandFor() throws IOException {
        var deep = IntStream.range(1, 190)
                .mapToObj(i -> "- &a" + i + " " + "[".repeat(50) + "*a" + (i - 1) + "]".repeat(50) + "\n")
                .collect(Collectors.joining("", "- &a0 [x]\n", ""));
        assertThat(codes(load(deep))).isEqualTo("yaml-invalid");
        assertThat(load(deep).problems().get(0).message()).contains("with its aliases");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
            a: [1, 2 # 1:4: what begins here is never closed (expected: ']')
            a: {b: 1 # 1:4: what begins here is never closed (expected: '}')
            tools: [ # 2:1: the file ends before a value that it began
            a: [x;b: c;d: e # 2:2: a ',' or ']' is missing before this
            a: 1;b: 'x;c: y # 2:4: the quote that begins here is never closed
            a: "x;---;b # 1:4: the quote that begins here is never closed
            a: 1;foo;b: 2 # 2:1: this is no key, as no colon follows
            a:;\tb: c # 2:1: a tab stands in the indentation
            a: "\\d+" # 1:6: there is no \\d between double quotes
            a: @foo # 1:4: a text cannot begin with @ (expected: quotes around it)
            a: ] # 1:4: a text cannot begin with ]
            a: b: c # 1:5: a colon cannot stand here (expected: quotes around
            a: - b # 1:4: a list cannot begin here
            a: [1]] # 1:7: the ']' belongs to no bracket or brace
            a: 'it's' # 1:8: the value was complete before this
            a:;  - b; - c # 3:2: this line is indented like nothing above it
            a:;  b: c; d: e # 3:2: this line is indented like nothing above it
            a: |x # 1:5: expected chomping or indentation indicators
            """)
    void whatIsNoYamlIsToldInWordsOfWhoWritesIt(String text, String words) throws IOException {
        var problem = load(text.replace(";", "\n") + "\n").problems().get(0);
        assertThat(problem.code()).isEqualTo(ProblemCode.YAML_INVALID);
        assertThat(problem.position().line() + ":" + problem.position().column() + ": " + problem.message())
                .startsWith(words.replaceFirst(": ", ": this is not valid YAML: "));
    }

    @Test
    void whatCannotBeReadIsToldInWordsOfItsOwn() throws IOException {
        assertThat(load("%YAML 9.9\n---\nnaftiko: 1.0.0-alpha2\n").problems().get(0))
                .hasToString(folder.resolve("hostile.yaml") + ":1:1: error: this is not valid YAML: the directive %YAML"
                        + " names a version that nobody knows (expected: %YAML 1.2, or none) [yaml-invalid]");
        assertThat(load("naftiko: 1.0.0-alpha2\ntoken: {{env.TOKEN}}\n")
                        .problems()
                        .get(0))
                .hasToString(
                        folder.resolve("hostile.yaml") + ":2:10: error: this is not valid YAML: braces make a mapping"
                                + " here, which cannot be a key (expected: quotes around a text such as \"{{NAME}}\")"
                                + " [yaml-invalid]");
        var loop = Files.createSymbolicLink(folder.resolve("loop.yaml"), Path.of("loop.yaml"));
        assertThat(CapabilityFiles.load(loop, CompileSettings.NONE).problems().get(0))
                .hasToString(loop + ":1:1: error: this is a link that leads to itself [file-unreadable]");
    }

    @Test
    void ofAKeyThatIsThereTwiceTheLastCounts() throws IOException {
        write(
                "a.yaml",
                THING.replace("capability:", """
                binds:
                - {namespace: env, location: env, keys: {WHO: FIRST, WHO: LAST}}
                capability:""")
                        .replace(
                                "- {name: read, method: GET}",
                                "- {name: read, method: GET, method: GET, inputParameters: [{name: who, in: query, value: '{{WHO}}'}]}"));
        try (var server = server().variables(Map.of("FIRST", "1", "LAST", "2")).start()) {
            server.get(server.rest("/door/thing"));
            assertThat(requestLine()).isEqualTo("GET /thing?who=2 HTTP/1.1");
            assertThat(server.server().catalog().entries().get(0).fileProblems())
                    .filteredOn(problem -> problem.code() == ProblemCode.KEY_DUPLICATE)
                    .hasSize(2);
        }
    }

    @Test
    void aliasesCountAsMuchAsWhatTheyStandFor() throws IOException {
        var bomb = IntStream.range(1, 12)
                .mapToObj(i -> "a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(9) + "*a" + (i - 1) + "]\n")
                .collect(Collectors.joining("", "naftiko: 0.5\na0: &a0 [x]\n", ""));
        assertThat(codes(load(bomb))).isEqualTo("yaml-invalid");
    }

    @Test
    void blanksAfterABraceAreReadOnce() throws IOException {
        var blanks = " ".repeat(200_000);
        var file = load(simple("one", "/one", "read", "/thing")
                + "info2: \"{" + blanks + "\"\n"
                + "info3: \"{{" + blanks + "<<" + blanks + "\"\n");
        assertThat(file.capability()).isPresent();
        assertThat(codes(load(simple("one", "/one", "read", "'/x/{" + blanks + "'"))))
                .doesNotContain("yaml-invalid");
    }

    @Test
    void slashesAndLongKeysAreReadOnce() throws IOException {
        var file = load(simple("one", "/one", "read", "/thing")
                        .replace("https://one.test", "https://one.test" + "/".repeat(300_000) + "x")
                + "? " + "k".repeat(300_000) + "\n: 1\n");
        assertThat(codes(file)).contains("key-unknown");
        assertThat(file.problems())
                .allSatisfy(problem -> assertThat(problem.message()).hasSizeLessThan(1_000));
    }

    @Test
    void problemsDoNotGrowWithoutEnd() throws IOException {
        var keys = IntStream.range(0, 20_000).mapToObj(i -> "x" + i + ": 1\n").collect(Collectors.joining());
        assertThat(load("naftiko: 0.5\n" + keys).problems().size()).isLessThan(6_000);
    }

    @Test
    void importsThatMultiplyAreFetchedOnce() throws IOException {
        for (var i = 0; i < 19; i++) {
            write("f" + i + ".yaml", """
                    naftiko: 1.0.0-alpha2
                    consumes:
                    - {from: ./f%1$d.yaml}
                    - {from: ./f%1$d.yaml}
                    """.formatted(i + 1));
        }
        write("f19.yaml", "naftiko: 1.0.0-alpha2\nconsumes:\n- {namespace: last, baseUri: 'https://last.test'}\n");
        assertThat(load("naftiko: 1.0.0-alpha2\ncapability: {consumes: [{from: ./f0.yaml}]}\n")
                        .capability())
                .isPresent();
    }

    @Test
    void importsInACircleAreNotUnfolded() throws IOException {
        for (var file : new String[] {"p", "q"}) {
            var other = file.equals("p") ? "q" : "p";
            var entries = IntStream.range(0, 12)
                    .mapToObj(i -> "- {import: a" + i + ", from: ./" + other + ".yaml}\n")
                    .collect(Collectors.joining());
            write(file + ".yaml", "naftiko: 1.0.0-alpha2\nconsumes:\n" + entries);
        }
        assertThat(codes(load("naftiko: 1.0.0-alpha2\ncapability: {consumes: [{import: a0, from: ./p.yaml}]}\n")))
                .contains("import-failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"./folder", "/dev/zero", "file:///dev/zero", "./nowhere.yaml", ".", "http://one.test/a.yaml"})
    void whatIsNoFileIsNotImported(String location) throws IOException {
        Files.createDirectories(folder.resolve("folder"));
        assertThat(codes(load(
                        "naftiko: 1.0.0-alpha2\ncapability: {consumes: [{import: a, from: '" + location + "'}]}\n")))
                .contains("import-failed");
    }

    @Test
    void aLinkThatLeadsNowhereIsToldAndOneToAnotherFileIsThatFile() throws IOException {
        write("good.yaml", simple("one", "/one", "read", "/thing"));
        Files.createSymbolicLink(folder.resolve("same.yaml"), Path.of("good.yaml"));
        Files.createSymbolicLink(folder.resolve("lost.yaml"), Path.of("nowhere.yaml"));
        try (var server = server().start()) {
            assertThat(server.get(server.rest("/one")).statusCode()).isEqualTo(200);
            assertThat(server.server().catalog().entries())
                    .extracting(entry -> Path.of(entry.file()).getFileName() + " " + entry.served())
                    .containsExactly("good.yaml true", "lost.yaml false");
        }
    }

    @Test
    void dashesAloneMakeNoSecondDocument() throws IOException {
        var file = simple("one", "/one", "read", "/thing");
        for (var text :
                new String[] {file + "---\n", file + "--- # end\n", file + "---\n---\n...\n", "---\n---\n" + file}) {
            assertThat(codes(load(text)))
                    .as(text)
                    .doesNotContain("yaml-invalid")
                    .doesNotContain("not-a-capability");
        }
        assertThat(codes(load(file + "---\nmore: 1\n"))).contains("yaml-invalid");
    }

    @Test
    void nullIsNothingHoweverItIsWritten() throws IOException {
        for (var nothing : new String[] {"~", "null", "Null", "NULL", ""}) {
            var file = load("naftiko: 1.0.0-alpha2\nbinds: " + nothing + "\n"
                    + simple("one", "/one", "read", "/thing")
                            .substring("naftiko: 1.0.0-alpha2\n".length())
                            .replace("call: one.read}", "call: one.read, with: " + nothing + "}"));
            assertThat(codes(file)).as(nothing).doesNotContain("wrong-type").doesNotContain("variable");
        }
    }
}
