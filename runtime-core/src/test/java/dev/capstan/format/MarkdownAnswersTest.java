package dev.capstan.format;

import static dev.capstan.format.Answers.format;
import static dev.capstan.format.Answers.why;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MarkdownAnswersTest {
    private static final String PAGE = """
            ---
            title: Report
            tags: [a, b]
            ---
            Intro.

            # Results of *May*

            One **bold** line
            and `code`.

            - first
            - second

            | Feature | State |
            |:--------|------:|
            | A \\| B | *done* |
            | C |
            | D | open | more |

            ## Details

            > quoted
            >
            > | x |
            > |---|
            > | 1 |

            Other
            =====

            ```
            # no heading
            ```
            """;

    private static JsonNode read(String markdown, String selector) throws Unreadable {
        return format("markdown", selector).read(markdown.getBytes(UTF_8), Optional.empty());
    }

    @Test
    void frontMatterTablesAndSections() throws Unreadable {
        var page = read(PAGE, "");

        assertThat(page.get("frontMatter")).hasToString("{\"title\":\"Report\",\"tags\":[\"a\",\"b\"]}");
        assertThat(page.get("tables"))
                .hasToString("[[{\"Feature\":\"A | B\",\"State\":\"done\"},{\"Feature\":\"C\",\"State\":\"\"},"
                        + "{\"Feature\":\"D\",\"State\":\"open\"}],[{\"x\":\"1\"}]]");
        assertThat(page.get("sections"))
                .hasToString("[{\"heading\":\"Results of May\",\"level\":1,"
                        + "\"content\":\"One bold line\\nand code.\\n\\nfirst\\nsecond\"},"
                        + "{\"heading\":\"Details\",\"level\":2,\"content\":\"quoted\"},"
                        + "{\"heading\":\"Other\",\"level\":1,\"content\":\"# no heading\"}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Results", "# Results", " ## Results of "})
    void aHeadingChoosesItsSectionAndTheTablesBelow(String selector) throws Unreadable {
        var page = read(PAGE, selector);

        assertThat(page.get("sections")).hasSize(1);
        assertThat(page.get("sections").get(0).get("heading").asString()).isEqualTo("Results of May");
        assertThat(page.get("tables")).hasSize(2);
    }

    @Test
    void otherHeadingsChooseLess() throws Unreadable {
        assertThat(read(PAGE, "## Details").get("tables")).hasToString("[[{\"x\":\"1\"}]]");
        assertThat(read(PAGE, "Other").get("tables")).isEmpty();
        assertThat(read(PAGE, "Missing").get("sections")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "text\n---\na: 1\n---\n", "---\na: 1\n", "---\n- a\n---\n", "---\na: [\n---\n", "---\n---\n"
            })
    void noFrontMatter(String markdown) throws Unreadable {
        assertThat(read(markdown, "").get("frontMatter")).isEmpty();
    }

    @Test
    void aTableWithoutRows() throws Unreadable {
        assertThat(read("a | b\n--|--\n", "").get("tables")).hasToString("[[]]");
    }

    /** What is known to hurt readers of Markdown. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[",
                "![",
                "[a](",
                "*a **a ",
                "_",
                "`",
                "``a",
                "<",
                "<a ",
                "&",
                "> ",
                "- ",
                "1. ",
                "[a]: b\n",
                "\\",
                "# a\n",
                "|a\n",
                "<!--",
                "a\n\n",
                "***",
                "[^a]",
                "\"",
                "(",
                "*a_ ",
                "~~~\n",
                "\t",
                " "
            })
    void doesNotHang(String part) throws Unreadable {
        var text = part.repeat(60_000 / part.length());

        assertThat(read(text, "").get("frontMatter")).isEmpty();
        assertThat(read("a\n" + text + "\n" + text, "").get("frontMatter")).isEmpty();
    }

    @Test
    void isBounded() {
        var wide = "|" + "a|".repeat(1_000) + "\n|" + "-|".repeat(1_000) + "\n" + "|x\n".repeat(200) + "\n";

        assertThat(why("md", wide.repeat(10))).isEqualTo("it has more than 1000000 values");
        assertThat(why("md", "*a*".repeat(600_000))).isEqualTo("it has more than 1000000 values");
        assertThat(why("md", "a\n\n".repeat(600_000))).isEqualTo("it has more than 1000000 values");
    }
}
