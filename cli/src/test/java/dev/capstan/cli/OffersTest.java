package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.capstan.catalog.CapabilityFiles;
import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.Composer;
import dev.capstan.catalog.LoadedFile;
import dev.capstan.catalog.McpSite;
import dev.capstan.compile.CompileSettings;
import dev.capstan.exposure.Prompt;
import dev.capstan.exposure.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resources and prompts of MCP adapters: what becomes of many files, and of hostile ones. */
class OffersTest extends CommandFixture {
    private static final String SHIP = "- {name: ship, uri: 'ship://{id}', call: one.read, with: {id: tools.id}}\n";

    private static final String OUTSIDE =
            "lies outside of the folders that are served; allow it with --import-root if you trust this file";
    private static final String NO_FILE = "; no file of this resource is listed until that changes [location-unusable]";
    private static final String NO_PROMPT =
            "; the prompt is listed, and asking for it is an error until that changes [location-unusable]";

    /** A file with an MCP adapter that has nothing but these resources and prompts. */
    private static String offering(String namespace, String resources, String prompts) {
        return """
                naftiko: 1.0.0-alpha2
                info: {label: %1$s, tags: [test]}
                capability:
                  consumes:
                  - namespace: one
                    description: Things.
                    baseUri: https://one.test
                    resources: [{path: '/things/{id}', operations: [{name: read, method: GET}]}]
                  exposes:
                  - type: mcp
                    namespace: %1$s
                    description: "What %1$s has. And more."
                    resources:
                %2$s
                    prompts:
                %3$s
                """.formatted(namespace, resources.indent(4), prompts.indent(4));
    }

    private static String prompt(String name) {
        return "- {name: " + name + ", template: [{role: user, content: 'Hello {{x}}'}]}\n";
    }

    private Catalog catalog() throws IOException {
        try (var files = Files.list(folder)) {
            return Composer.compose(loaded(
                    files.filter(file -> file.toString().endsWith(".yaml")).toList()));
        }
    }

    private static List<LoadedFile> loaded(List<Path> files) {
        return files.stream()
                .map(file -> CapabilityFiles.load(file, CompileSettings.NONE))
                .toList();
    }

    private static McpSite site(Catalog catalog) {
        return catalog.mcp().values().iterator().next();
    }

    private static List<String> told(Catalog catalog, String code) {
        return catalog.entries().stream()
                .flatMap(entry -> entry.fileProblems().stream())
                .filter(problem -> problem.code().code().equals(code))
                .map(problem -> problem.message())
                .toList();
    }

    // --- many files ---

    @Test
    void aPromptThatSeveralHaveIsQualifiedAndAlwaysFoundUnderItsQualifiedName() throws IOException {
        write("a.yaml", offering("one", "- {name: a, uri: 'a://a', location: .}\n", prompt("ask") + prompt("own")));
        write("b.yaml", offering("two", "- {name: b, uri: 'b://b', location: .}\n", prompt("ask")));

        var catalog = catalog();
        var site = site(catalog);

        assertThat(site.all().prompts().listed().keySet()).containsExactly("one__ask", "own", "two__ask");
        assertThat(site.all().prompts().find("one__own")).map(Prompt::name).hasValue("own");
        assertThat(site.byNamespace().get("one").prompts().listed().keySet()).containsExactly("ask", "own");
        assertThat(site.promptOwners()).containsEntry("two__ask", "two").containsEntry("one__own", "one");
        assertThat(site.allBut(Set.of("two")).prompts().listed().keySet()).containsExactly("one__ask", "own");
        assertThat(told(catalog, "prompt-qualified"))
                .containsExactly(
                        "the prompt name ask is used by 2 adapters, so this one is listed as one__ask",
                        "the prompt name ask is used by 2 adapters, so this one is listed as two__ask");
    }

    @Test
    void aUriThatSeveralHaveIsNobodysWhereAllAreTogether() throws IOException {
        write("a.yaml", offering("two", SHIP + "- {name: own, uri: 'own://{id}', call: one.read}\n", prompt("a")));
        write("b.yaml", offering("one", SHIP, prompt("b")));

        var catalog = catalog();
        var site = site(catalog);

        assertThat(site.all().resources().listed().keySet()).containsExactly("own://{id}");
        assertThat(site.all().ambiguous()).containsOnlyKeys("ship://{id}");
        assertThat(site.all().ambiguous().get("ship://{id}")).containsExactly("one", "two");
        assertThat(site.allBut(Set.of("one")).ambiguous().get("ship://{id}")).containsExactly("two");
        assertThat(site.allBut(Set.of("one", "two")).ambiguous()).isEmpty();
        assertThat(site.resourceOwners()).containsOnlyKeys("own://{id}").containsValue("two");
        assertThat(site.byNamespace().get("one").resources().listed()).containsOnlyKeys("ship://{id}");
        assertThat(told(catalog, "resource-ambiguous"))
                .containsExactly(
                        "the URI ship://{id} is used by 2 adapters, so this one is read at /mcp/two only",
                        "the URI ship://{id} is used by 2 adapters, so this one is read at /mcp/one only");
    }

    @Test
    void theOrderOfFilesIsNoMatter() throws IOException {
        write("a.yaml", offering("one", SHIP, prompt("ask")));
        write("b.yaml", offering("two", SHIP, prompt("ask")));
        write("c.yaml", offering("three", SHIP.replace("ship", "boat"), prompt("three__ask")));
        var files = new ArrayList<>(loaded(Stream.of("a", "b", "c")
                .map(name -> folder.resolve(name + ".yaml"))
                .toList()));
        var first = site(Composer.compose(files)).all();
        Collections.reverse(files);
        var second = site(Composer.compose(files)).all();

        assertThat(second.prompts().listed().keySet())
                .containsExactlyElementsOf(first.prompts().listed().keySet());
        assertThat(second.ambiguous()).isEqualTo(first.ambiguous());
        assertThat(second.instructions()).isEqualTo(first.instructions());
    }

    @Test
    void theInstructionsOfAllNameEachAdapterThatARequestMayUse() throws IOException {
        write("a.yaml", offering("one", SHIP, prompt("a")));
        write("b.yaml", offering("two", SHIP, prompt("b")).replace("\"What two has. And more.\"", "' '"));

        var site = site(catalog());

        assertThat(site.all().instructions().lines().skip(1)).containsExactly("- one: What one has.", "- two");
        assertThat(site.allBut(Set.of("one")).instructions().lines().skip(1)).containsExactly("- two");
    }

    @Test
    void theInstructionsOfAllStayShort() throws IOException {
        var sentence = "x".repeat(150) + "😀".repeat(100);
        for (var i = 10; i < 40; i++) {
            write(
                    i + ".yaml",
                    offering("n" + i, SHIP, prompt("p" + i))
                            .replace("What n" + i + " has.", "A\\n\\u0007 " + sentence));
        }

        var instructions = site(catalog()).all().instructions();

        assertThat(instructions).hasSizeLessThanOrEqualTo(2000);
        assertThat(instructions.lines().skip(1).findFirst().orElseThrow())
                .startsWith("- n10: A xxx")
                .endsWith("😀...")
                .satisfies(line -> assertThat(line.codePointCount(0, line.length()))
                        .isLessThanOrEqualTo("- n10: ".length() + 200));
        assertThat(instructions).containsPattern("\n- and 2\\d more$");
    }

    @Test
    void whatAnAdapterDoesNotSayItsFileMay() throws IOException {
        write(
                "a.yaml",
                offering("one", SHIP, prompt("a"))
                        .replace("tags: [test]", "tags: [test], version: 7, description: The file.")
                        .replace("    description: \"What one has. And more.\"\n", ""));

        var offer = site(catalog()).byNamespace().get("one");

        assertThat(offer.instructions()).isEqualTo("The file.");
        assertThat(offer.version()).hasValue("7");
    }

    // --- reports ---

    @Test
    void theReportsShowThem() throws IOException {
        write("a.yaml", offering("one", SHIP, prompt("ask")));
        write("b.yaml", offering("two", SHIP + "- {name: doc, uri: 'doc://x', location: .}\n", prompt("ask")));

        assertThat(printed("list", folder.toString())).isEqualToNormalizingNewlines("""
                STATE  ROUTES  TOOLS  RESOURCES  PROMPTS  COLLIDING  LABEL  FILE
                ready       0      0          1        1          2  one    FOLDER/a.yaml
                ready       0      0          2        1          2  two    FOLDER/b.yaml

                2 files: 2 ready, 0 degraded, 0 rejected; 0 routes, 0 tools, 3 resources, 2 prompts
                Colliding in 2 files: 0 routes (300 at the bare path, called at the canonical one), 0 tools (listed under the qualified name), 2 prompts (the same), 2 resources (read at /mcp/NAMESPACE only)
                """);
        assertThat(printed("list", folder.toString(), "--details")).contains("""
                FOLDER/b.yaml  ready  two
                    resource  ship://{id}  ->  one.read
                    resource  doc://x      ->  FOLDER
                    prompt    two__ask     ->  1 message
                """);
        var files = json(run("list", folder.toString(), "--json").out()).get("capabilities");
        assertThat(files.at("/1/resources").toString())
                .isEqualTo("[{\"name\":\"ship\",\"uri\":\"ship://{id}\",\"operation\":\"one.read\"},"
                        + "{\"name\":\"doc\",\"uri\":\"doc://x\"}]");
        assertThat(files.at("/1/prompts").toString()).isEqualTo("[{\"name\":\"ask\",\"qualifiedName\":\"two__ask\"}]");
    }

    @Test
    void aResourceIsExplainedByItsUri() throws IOException {
        var file = write("a.yaml", offering("one", SHIP, prompt("ask")));

        assertThat(printed("explain", file.toString(), "ship://a%2Fb"))
                .startsWith("ship://{id}  ->  one.read")
                .contains("GET https://one.test/things/a%2Fb\n");
        assertThat(run("explain", file.toString(), "boat://1").err())
                .contains("no call makes the resource boat://1; 'capstan list --details' shows the URIs");

        write("b.yaml", offering("two", SHIP, prompt("ask")));
        assertThat(run("explain", folder.toString(), "ship://1").err())
                .contains("several capabilities have the resource ship://{id}; name the file of one of them");
    }

    @Test
    void aVariableThatIsNotSetDegradesTheFile() throws IOException {
        write("a.yaml", offering("one", SHIP, prompt("ask")).replace("https://one.test", "https://{{HOST_NAME}}.test"));

        assertThat(printed("list", folder.toString())).startsWith("FOLDER/a.yaml  degraded  one\n");
    }

    // --- folders and files ---

    @Test
    void whatLiesOutsideOfTheServedFoldersIsToldAndKeptForLater() throws IOException {
        var served = Files.createDirectories(folder.resolve("served/inside"));
        Files.writeString(Files.createDirectories(folder.resolve("secret")).resolve("a.md"), "A secret.");
        Files.createSymbolicLink(folder.resolve("served/link"), folder.resolve("secret"));
        Files.createSymbolicLink(folder.resolve("served/link.md"), folder.resolve("secret/a.md"));
        Files.writeString(served.resolve("b.md"), "A text.");
        Files.writeString(
                folder.resolve("served/a.yaml"), offering("one", """
                        - {name: inside, uri: 'a://1', location: 'file:///./inside'}
                        - {name: up, uri: 'a://2', location: 'file:///../secret'}
                        - {name: link, uri: 'a://3', location: 'file:///./link'}
                        - {name: far, uri: 'a://4', location: 'file://%s'}
                        - {name: file, uri: 'a://5', location: 'file:///./inside/b.md'}
                        - {name: below, uri: 'a://6', location: 'file:///inside'}
                        """.formatted(folder.resolve("secret")), """
                        - {name: inside, location: 'file:///./inside/b.md'}
                        - {name: up, location: 'file:///../secret/a.md'}
                        - {name: link, location: 'file:///./link.md'}
                        - {name: folder, location: 'file:///./inside'}
                        """));

        var out = run("list", folder.resolve("served").toString(), "--details")
                .out()
                .replace(folder.toString(), "FOLDER");
        var problems = out.lines()
                .filter(line -> line.contains("[location-"))
                .map(line -> line.replaceAll(".*?warning: ", ""))
                .toList();

        assertThat(problems)
                .containsExactly(
                        "'file:///../secret' " + OUTSIDE + NO_FILE,
                        "'file:///./link' " + OUTSIDE + NO_FILE,
                        "'file://FOLDER/secret' " + OUTSIDE + NO_FILE,
                        "'file:///./inside/b.md' is no folder" + NO_FILE,
                        "there is no /inside, so the folder of that path below the folder of this file is taken; write"
                                + " file:///./inside [location-assumed]",
                        "'file:///../secret/a.md' " + OUTSIDE + NO_PROMPT,
                        "'file:///./link.md' " + OUTSIDE + NO_PROMPT,
                        "'file:///./inside' is no file" + NO_PROMPT);
        assertThat(out).contains("resource  a://3   ->  FOLDER/served/link\n");
    }

    // --- hostile files ---

    @Test
    void thousandsOfResourcesAndPromptsAreServed() throws IOException {
        var resources = IntStream.range(0, 5000)
                .mapToObj(i -> "- {name: r" + i + ", uri: 'ship://" + i + "/{id}', call: one.read}\n")
                .collect(Collectors.joining());
        var prompts = IntStream.range(0, 5000).mapToObj(i -> prompt("p" + i)).collect(Collectors.joining());
        write("a.yaml", offering("one", resources, prompts));

        var all = site(catalog()).all();

        assertThat(all.resources().listed()).hasSize(5000);
        assertThat(all.prompts().listed()).hasSize(5000);
        assertThat(((Resource.Made) all.resources().listed().get("ship://4999/{id}"))
                        .uri()
                        .match("ship://4999/x"))
                .hasValueSatisfying(values -> assertThat(values).containsEntry("id", "x"));
    }

    @Test
    void aPromptWithHundredsOfThousandsOfBracesIsOneText() throws IOException {
        var braces = "{".repeat(300_000) + "{{x".repeat(50_000) + "}".repeat(300_000);
        write("a.yaml", offering("one", SHIP, "- {name: a, template: [{role: user, content: '" + braces + "'}]}\n"));

        var prompt = site(catalog()).all().prompts().listed().get("a");

        var text = ((Prompt.Source.Inline) prompt.source()).messages().get(0).text();
        assertThat(text.with(Map.of())).isEqualTo(braces);
    }

    @Test
    void aHugeEnumIsKept() throws IOException {
        var values = IntStream.range(0, 50_000).mapToObj(i -> "v" + i).collect(Collectors.joining(", "));
        write(
                "a.yaml",
                offering(
                        "one",
                        SHIP,
                        "- {name: a, arguments: [{name: x, enum: [" + values
                                + "]}], template: [{role: user, content: '{{x}}'}]}\n"));

        assertThat(site(catalog())
                        .all()
                        .prompts()
                        .listed()
                        .get("a")
                        .arguments()
                        .get(0)
                        .choices())
                .hasSize(50_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- {name: a, uri: 'a://%s'}",
                "- {name: a, uri: 'a://{%s}', call: one.read}",
                "- {name: a, uri: '%s:x', call: one.read}",
                "- {name: \"a\\0b\", uri: \"a://x\\0\", location: \"\\0\"}",
                "- {name: \"a\\uD800\", uri: 'a://x', outputParameters: [{name: x, value: y}]}",
                "- {name: a, uri: 'a://x', location: 'file:///%s'}",
                "- {name: a, uri: 'a://x', location: 'file:///../../../../../../etc/passwd'}",
                "- {name: a, uri: 'file:///etc/passwd', location: .}",
                "- {name: a, uri: {a: b}, location: [c]}",
                "- {name: a, uri: 'a://x', binary: perhaps, ttlMs: 99999999999999999999999, call: one.read}",
                "- [a, b]",
                "- null",
                "  {}",
            })
    void nothingOddStopsTheLoad(String resource) throws IOException {
        write("a.yaml", offering("one", resource.replace("%s", "x".repeat(100_000)), prompt("p")));

        assertThatCode(this::catalog).doesNotThrowAnyException();
        assertThat(site(catalog()).all().prompts().listed()).containsKey("p");
    }

    @Test
    void aUriWithThousandsOfVariablesIsNone() throws IOException {
        var variables = IntStream.range(0, 200).mapToObj(i -> "{v" + i + "}").collect(Collectors.joining("/"));
        write("a.yaml", offering("one", "- {name: a, uri: 'a://" + variables + "', call: one.read}\n", prompt("p")));

        assertThat(told(catalog(), "resource-invalid"))
                .hasSize(1)
                .allSatisfy(message ->
                        assertThat(message).endsWith("...' has more than 30 variables; the resource a is not served"));
    }
}
