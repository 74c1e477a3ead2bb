package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The pages of the tutorial: each command that one shows is run against the folder that it starts, with the upstream
 * that the reader starts, and what comes back is what the page shows below the command.
 */
class TutorialTest {
    private static final Path TUTORIAL = Path.of("..", "docs", "tutorial");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```([a-z]+)\\n(.*?)\\n?^```$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private static Process process;
    private static String upstream;

    @BeforeAll
    static void startUpstream() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        TUTORIAL.resolve("Upstream.java").toString(),
                        "0")
                .redirectErrorStream(true)
                .start();
        var out = process.inputReader(UTF_8);
        var line = String.valueOf(out.readLine());
        assertThat(line).startsWith("The APIs of the tutorial are at http://127.0.0.1:");
        upstream = line.substring(line.indexOf("http:"));
        drain(out);
    }

    /** It prints every request; nobody reading would stop it. */
    private static void drain(BufferedReader out) {
        var thread = new Thread(() -> out.lines().forEach(line -> {}), "upstream-of-the-tutorial");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterAll
    static void stopUpstream() {
        process.destroy();
    }

    private record Block(String kind, String text) {}

    static Stream<String> steps() throws IOException {
        try (var found = Files.list(TUTORIAL)) {
            return found
                    .filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static List<Block> blocks(String step) throws IOException {
        return BLOCK.matcher(Files.readString(TUTORIAL.resolve(step).resolve("README.md")))
                .results()
                .map(block -> new Block(block.group(1), block.group(2)))
                .toList();
    }

    @Test
    void theFirstPageHasEveryStep() throws IOException {
        assertThat(steps())
                .hasSize(11)
                .allSatisfy(step -> assertThat(Files.readString(TUTORIAL.resolve("README.md")))
                        .contains("(" + step + "/README.md)"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theYamlOfAPageIsThatOfItsFiles(String step) throws IOException {
        var files = new StringBuilder();
        try (var found = Files.list(TUTORIAL.resolve(step))) {
            for (var file :
                    found.filter(file -> file.toString().endsWith(".yaml")).toList()) {
                files.append(Files.readString(file));
            }
        }
        assertThat(blocks(step).stream().filter(block -> block.kind().equals("yaml")))
                .isNotEmpty()
                .allSatisfy(block -> assertThat(files).contains(block.text() + "\n"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void whatAPageCallsAnswersWhatItShows(String step) throws IOException {
        var blocks = blocks(step);
        var called = 0;
        try (var server =
                TestServer.of(TUTORIAL.resolve(step)).upstream(upstream).start()) {
            for (var i = 0; i < blocks.size(); i++) {
                if (!blocks.get(i).kind().equals("sh")) {
                    continue;
                }
                var words = words(blocks.get(i).text());
                if (words.get(0).equals("curl")) {
                    called++;
                    call(server, Curl.of(words), blocks.get(i + 1));
                } else if (words.get(1).equals("serve")) {
                    assertThat(words).containsExactly("./capstan", "serve", "docs/tutorial/" + step);
                } else {
                    run(words, blocks.get(i + 1));
                }
            }
        }
        assertThat(called).isGreaterThan(1);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void aStepHasNoProblems(String step) {
        var result = CommandFixture.run("validate", TUTORIAL.resolve(step).toString());

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("0 errors, 0 warnings");
    }

    /** Its output has more than the page shows. */
    private static void run(List<String> words, Block shown) {
        assertThat(words.get(0)).isEqualTo("./capstan");
        var arguments = words.stream()
                .skip(1)
                .map(word -> word.replace("docs/tutorial", "../docs/tutorial"))
                .toArray(String[]::new);

        assertThat(CommandFixture.run(arguments).out()).contains(shown.text());
    }

    private static void call(TestServer server, Curl curl, Block shown) {
        var response = server.send(
                curl.method(),
                curl.at(server),
                curl.body().map(body -> body.getBytes(UTF_8)).orElse(null),
                curl.headers());
        compare(curl, response, shown);
    }

    private static void compare(Curl curl, HttpResponse<byte[]> response, Block shown) {
        var body = new String(response.body(), UTF_8);
        switch (shown.kind()) {
            case "http" -> {
                var parts = shown.text().split("\n\n", 2);
                assertThat(parts[0]).startsWith("HTTP/1.1 " + response.statusCode() + " ");
                assertThat(json(body)).isEqualTo(json(parts.length > 1 ? parts[1] : ""));
            }
            case "json" -> {
                var expected = json(shown.text());
                var isText = curl.isTool() && !expected.has("jsonrpc");
                assertThat(json(isText ? text(body) : body)).isEqualTo(expected);
            }
            case "text" -> assertThat(curl.isTool() ? text(body) : body.strip()).isEqualTo(shown.text());
            default -> throw new AssertionError("an answer of the kind " + shown.kind() + " is shown for " + curl);
        }
    }

    private static String text(String reply) {
        return Door.answer(json(reply).get("result")).text();
    }

    private static JsonNode json(String text) {
        return TestServer.JSON.readTree(text.isEmpty() ? "null" : text);
    }

    private static List<String> words(String command) {
        return WORD.matcher(command).results().map(TutorialTest::word).toList();
    }

    private static String word(MatchResult word) {
        return word.group(1) == null ? word.group(2) : word.group(1);
    }

    /** A call as curl makes it of these words. */
    private record Curl(String method, URI uri, Optional<String> body, String... headers) {
        static Curl of(List<String> words) {
            var headers = new ArrayList<String>();
            var method = Optional.<String>empty();
            var body = Optional.<String>empty();
            var uri = Optional.<URI>empty();
            for (var word = words.listIterator(1); word.hasNext(); ) {
                var next = word.next();
                switch (next) {
                    case "-i", "-s" -> {}
                    case "-X" -> method = Optional.of(word.next());
                    case "-H" -> headers.addAll(List.of(word.next().split(": ", 2)));
                    case "--json" -> {
                        body = Optional.of(word.next());
                        headers.addAll(List.of("Content-Type", "application/json", "Accept", "application/json"));
                    }
                    default -> uri = Optional.of(URI.create(next));
                }
            }
            return new Curl(
                    method.orElse(body.isPresent() ? "POST" : "GET"),
                    uri.orElseThrow(),
                    body,
                    headers.toArray(String[]::new));
        }

        boolean isTool() {
            return uri.getPort() == 9090;
        }

        /** Where the tests have what the page has at a fixed port. */
        URI at(TestServer server) {
            var place = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
            return switch (uri.getPort()) {
                case 8000 -> URI.create(upstream + place);
                // On a free port skills are beside the routes.
                case 8080, 8100 -> server.rest(place);
                case 9090 -> server.mcp(place);
                default -> throw new AssertionError("nothing listens at " + uri);
            };
        }
    }
}
