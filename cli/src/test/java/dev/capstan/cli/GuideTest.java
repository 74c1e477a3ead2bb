package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.mcp.McpExtras;
import dev.capstan.mcp.McpSettings.Confirmation;
import dev.capstan.mcp.StateKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that pages show whole are files without problems, and the guide's answers are what comes back. */
class GuideTest extends FolderFixture {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern FILE = Pattern.compile("(?ms)^```yaml\\n((?:naftiko|ikanos): [^\\n]*\\n.*?)^```$");
    private static final Pattern CALL =
            Pattern.compile("(?ms)^```sh\\ncurl http://127\\.0\\.0\\.1:9090(\\S+) --json '([^']*)'\\n```\\n\\n"
                    + "```json\\n(.*?)\\n```$");

    /** The first line alone is no file. */
    private static List<String> files(String page) throws IOException {
        return FILE.matcher(Files.readString(DOCS.resolve(page)))
                .results()
                .map(file -> file.group(1))
                .filter(file -> file.contains("capability:"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"guide.md", "reference.md"})
    void aFileThatIsShownWholeHasNoErrors(String page) throws IOException {
        var files = files(page);
        assertThat(files).hasSizeGreaterThan(1);
        for (var file : files) {
            write("shown.yaml", file);
            assertThat(CommandFixture.run("validate", folder.toString()).out()).contains("0 errors");
        }
    }

    @Test
    void whatTheGuideCallsAnswersWhatItShows() throws IOException {
        var page = Files.readString(DOCS.resolve("guide.md"));
        var number = 0;
        for (var file : files("guide.md")) {
            write("shown-" + number++ + ".yaml", file);
        }
        upstream.behave(
                socket -> FakeUpstream.write(socket, FakeUpstream.ok("{\"title\": \"Milk\", \"price\": 1.10}\n")));
        var calls = CALL.matcher(page).results().toList();
        assertThat(calls).hasSizeGreaterThan(3);
        try (var plain = server().start();
                var confirming = server().mcp(
                                new McpChoices(0, Confirmation.DESTRUCTIVE, StateKey.random(), McpExtras.NONE))
                        .start()) {
            for (var call : calls) {
                var asks = page.substring(0, call.start()).contains("--mcp-confirm");
                compare(asks ? confirming : plain, call);
            }
        }
    }

    private static void compare(TestServer server, MatchResult call) {
        var answer = server.post(server.mcp(call.group(1)), call.group(2));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestServer.JSON.readTree(answer.body())).isEqualTo(TestServer.JSON.readTree(call.group(3)));
    }
}
