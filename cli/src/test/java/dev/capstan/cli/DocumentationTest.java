package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.catalog.CapabilityFiles;
import dev.capstan.compile.CompileSettings;
import dev.capstan.failure.FailureCode;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The documentation says what the program does, and nothing else. */
class DocumentationTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern HEADING = Pattern.compile("(?m)^## ([a-z0-9-]+)$");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]+");

    @TempDir
    Path folder;

    private static List<String> headings(String page) throws IOException {
        return HEADING.matcher(Files.readString(DOCS.resolve(page)))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void everyProblemCodeHasItsEntry() throws IOException {
        assertThat(headings("problems.md"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::code)
                        .toList());
    }

    @Test
    void theGuideInTheJarSaysWhatThePageSays() {
        var guide = ProblemGuide.load();

        assertThat(ProblemCode.values()).allSatisfy(code -> {
            assertThat(guide.of(code).summary()).endsWith(".").doesNotContain("Severity", "\n\n");
            assertThat(guide.of(code).text()).contains("Cure: ");
        });
    }

    @Test
    void everyFailureCodeHasItsEntry() throws IOException {
        assertThat(headings("errors.md"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(FailureCode.values())
                        .map(FailureCode::code)
                        .toList());
    }

    static Stream<Arguments> problemExamples() throws IOException {
        var text = Files.readString(DOCS.resolve("problems.md"));
        var headings = HEADING.matcher(text).results().toList();
        return EXAMPLE.matcher(text).results().map(example -> {
            var heading = headings.stream()
                    .filter(candidate -> candidate.start() < example.start())
                    .reduce((first, second) -> second)
                    .map(MatchResult::group)
                    .orElseThrow();
            return Arguments.of(heading.substring(3), example.group(1));
        });
    }

    @ParameterizedTest
    @MethodSource("problemExamples")
    void anExampleShowsItsProblem(String code, String yaml) throws IOException {
        var file = Files.writeString(folder.resolve("example.yaml"), yaml);

        var problems = CapabilityFiles.load(file, CompileSettings.NONE).problems();

        assertThat(problems).extracting(problem -> problem.code().code()).contains(code);
        assertThat(problems)
                .extracting(Problem::message)
                .allSatisfy(message -> assertThat(message).isNotBlank());
    }

    @Test
    void everyOptionIsDescribed() throws IOException {
        var settings = Files.readString(DOCS.resolve("settings.md"));
        var commands = Capstan.commandLine().getSubcommands().values();

        assertThat(commands)
                .isNotEmpty()
                .allSatisfy(command -> command.getCommandSpec()
                        .options()
                        .forEach(option -> assertThat(settings).contains(option.longestName())));
    }

    /** Options of other programs that the pages show. */
    private static final List<String> FOREIGN =
            List.of("--json", "--cli", "--transport", "--method", "--tool-name", "--tool-arg", "--tool-args-json");

    @Test
    void noPageShowsAnOptionThatDoesNotExist() throws IOException {
        var known = Capstan.commandLine().getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .flatMap(option -> Arrays.stream(option.names()))
                .toList();
        for (var page : pages()) {
            Files.readAllLines(page).stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).contains("capstan "))
                    .flatMap(line -> OPTION.matcher(line).results().map(MatchResult::group))
                    .forEach(option -> assertThat(known).as("in " + page).containsAnyOf(option, foreign(option)));
        }
    }

    /** Links of a page to files beside it and to headings, as GitHub names those; what stands in blocks is no link. */
    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (var page : pages()) {
            var text = BLOCK.matcher(Files.readString(page)).replaceAll("");
            for (var link : LINK.matcher(text).results().toList()) {
                var target = link.group(1).isEmpty()
                        ? page
                        : page.resolveSibling(link.group(1)).normalize();
                assertThat(target).as("in " + page).exists();
                if (link.group(2) != null) {
                    assertThat(anchors(target))
                            .as("in " + page + ", of " + target)
                            .contains(link.group(2));
                }
            }
        }
    }

    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.matches("#{1,6} .*"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    private static List<Path> pages() throws IOException {
        var pages = new ArrayList<Path>();
        for (var page : List.of("README.md", "CONTRIBUTING.md", "bench/README.md")) {
            pages.add(Path.of("..").resolve(page));
        }
        try (var found = Files.walk(DOCS)) {
            found.filter(page -> page.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    private static String foreign(String option) {
        return FOREIGN.contains(option) ? "--help" : option;
    }
}
