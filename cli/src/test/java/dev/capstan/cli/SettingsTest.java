package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings file is read strictly: a mistake in it stops the command. */
class SettingsTest extends CommandFixture {
    private String settings;

    @BeforeEach
    void files() throws IOException {
        write(
                "a.yaml",
                FolderFixture.simple("shop", "/things", "read-thing", "/thing")
                        .replace(
                                "- {name: read, method: GET}",
                                "- {name: read, method: GET}\n      - {name: add, method: post}"));
        settings = folder.resolve("settings").toString();
    }

    private String told(String... command) {
        var result = run(command);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        return result.err().replace(folder.toString(), "FOLDER");
    }

    private String told(String yaml) throws IOException {
        write("settings", yaml);
        return told("list", folder.toString(), "--settings", settings);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1]                                                 | 1:1  | 'the document' is a list (expected: a mapping)
            paginaton: {}                                       | 1:1  | the key 'paginaton' is not known here (did you mean 'pagination'?)
            tls: {}                                             | 1:1  | the key 'tls' is not known here (known: pagination)
            pagination: [shop.read]                             | 1:13 | 'pagination' is a list (expected: a mapping)
            pagination: {shop.read: link}                       | 1:25 | 'shop.read' is 'link' (expected: a mapping)
            pagination: {shop.read: {}}                         | 1:14 | the key 'follow' is missing (expected: link, cursor, offset or page)
            pagination: {shop.read: {follow: next}}             | 1:34 | 'follow' is 'next' (expected: link, cursor, offset or page)
            pagination: {shop.read: {follow: [link]}}           | 1:34 | 'follow' is a list (expected: a text)
            pagination: {shop.read: {follow: link, maxPage: 1}} | 1:40 | the key 'maxPage' is not known here (did you mean 'maxPages'?)
            pagination: {shop.read: {follow: page, maxPages: '3'}} | 1:50 | 'maxPages' is '3' (expected: a number from 1 to 1000)
            pagination: {shop.read: {follow: page, maxPages: 0}} | 1:50 | 'maxPages' is 0 (expected: a number from 1 to 1000)
            pagination: {shop.read: {follow: page, first: -1}}  | 1:47 | 'first' is -1 (expected: a number from 0 to 1000000)
            pagination: {shop.read: {follow: page, size: 1e3}}  | 1:46 | 'size' is 1e3 (expected: a number from 1 to 100000)
            pagination: {shop.read: {follow: link, cursor: $.a}} | 1:48 | 'cursor' means nothing where 'follow' is link
            pagination: {shop.read: {follow: offset, first: 1}} | 1:49 | 'first' means nothing where 'follow' is offset
            pagination: {shop.read: {follow: cursor}}           | 1:14 | the key 'cursor' is missing: the JSONPath of the next page in an answer
            pagination: {shop.read: {follow: cursor, cursor: '$[('}} | 1:50 | 'cursor' is '$[(', which is no JSONPath
            pagination: {shop.read: {follow: link, items: '$.a[*]'}} | 1:47 | 'items' is $.a[*] (expected: the members that lead to one list, such as $.data or $.result.rows)
            pagination: {shop.read: {follow: link, sizeParameter: n}} | 1:55 | 'sizeParameter' needs a 'size' to ask for
            pagination: {read: {follow: link}}                  | 1:14 | 'read' names no operation (expected: NAMESPACE.OPERATION or NAMESPACE.*)
            pagination: {shop.raed: {follow: link}}             | 1:14 | no file consumes an operation 'shop.raed' (known: shop.add, shop.read)
            pagination: {shap.*: {follow: link}}                | 1:14 | no file consumes an API 'shap' (known: shop)
            pagination: {shop.add: {follow: link}}              | 1:14 | 'shop.add' is called with POST; pages are followed for GET only
            """)
    void aMistakeIsToldWithItsPlace(String yaml, String place, String message) throws IOException {
        assertThat(told(yaml))
                .isEqualTo("capstan: the settings cannot be used:\n  FOLDER/settings:" + place + ": " + message
                        + System.lineSeparator());
    }

    @Test
    void allMistakesAreTold() throws IOException {
        assertThat(
                        told(
                                "pagination:\n  shop.*: {folow: link}\n  shop.read: {follow: link}\n  shop.read: {follow: link}\nx: 1\n"))
                .contains(":2:12: the key 'folow'", ":4:3: the key 'shop.read' is here twice", ":5:1: the key 'x'");
        assertThat(told("a: [")).contains("not valid YAML");
        assertThat(told(
                        "list",
                        folder.toString(),
                        "--settings",
                        folder.resolve("gone").toString()))
                .contains("FOLDER/gone:1:1: there is no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "validate", "explain", "call", "serve"})
    void everyCommandTakesIt(String command) throws IOException {
        write("settings", "pagination: {shop.gone: {follow: link}}");
        var arguments = command.equals("explain") || command.equals("call")
                ? new String[] {command, folder.toString(), "read-thing", "--settings", settings}
                : command.equals("serve")
                        ? new String[] {
                            command,
                            folder.toString(),
                            "--settings",
                            settings,
                            "--rest-port",
                            "0",
                            "--mcp-port",
                            "0",
                            "--control-port",
                            "0"
                        }
                        : new String[] {command, folder.toString(), "--settings", settings};

        assertThat(told(arguments)).contains("no file consumes an operation 'shop.gone'");
    }

    @Test
    void aFileThatCannotBeReadMayHaveTheOperation() throws IOException {
        write("settings", "pagination: {other.list: {follow: link}}");
        write("broken.yaml", "naftiko: [");

        assertThat(run("list", folder.toString(), "--settings", settings).code())
                .isZero();
    }

    @Test
    void nothingInItIsFine() throws IOException {
        for (var yaml : new String[] {"pagination:\n", "{}", "pagination: {shop.*: {follow: link}}"}) {
            write("settings", yaml);
            assertThat(run("list", folder.toString(), "--settings", settings).code())
                    .isZero();
        }
    }

    @Test
    void explainShowsWhatIsFollowed() throws IOException {
        write(
                "settings",
                "pagination:\n  shop.read: {follow: cursor, cursor: $.next, parameter: after, size: 50, sizeParameter: limit}");

        assertThat(printed("explain", folder.toString(), "read-thing", "--settings", settings))
                .contains("GET https://shop.test/thing?limit=50\n")
                .containsPattern("  pages +\\$\\.next as after, 10 pages at most +FOLDER/settings:2:3\n");
    }
}
