package dev.capstan.format;

import static dev.capstan.format.Answers.read;
import static dev.capstan.format.Answers.why;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.format.AnswerFormat.Unreadable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms of YAML 1.2.2, chapter 2, with values of our own. */
class YamlAnswersTest {
    @Test
    void collections() throws Unreadable {
        assertThat(read("yaml", "- Oslo\n- Bergen\n")).isEqualTo("[\"Oslo\",\"Bergen\"]");
        assertThat(read("yaml", "runs: 65\navg: 0.278 # so far\n")).isEqualTo("{\"runs\":65,\"avg\":0.278}");
        assertThat(read("yaml", "north:\n  - a\n  - b\nsouth:\n- c\n"))
                .isEqualTo("{\"north\":[\"a\",\"b\"],\"south\":[\"c\"]}");
        assertThat(read("yaml", "-\n  name: x\n  n: 1\n- {name: y, n: 2}\n- [z, 3]"))
                .isEqualTo("[{\"name\":\"x\",\"n\":1},{\"name\":\"y\",\"n\":2},[\"z\",3]]");
    }

    @Test
    void onlyTheFirstDocument() throws Unreadable {
        assertThat(read("yaml", "# list\n---\n- a\n- b\n...\n---\n- c\n")).isEqualTo("[\"a\",\"b\"]");
        assertThat(read("yaml", "---\na: 1\n---\n{ broken")).isEqualTo("{\"a\":1}");
        assertThat(read("yaml", "--- >\n  folded\n  text\n")).isEqualTo("\"folded text\\n\"");
    }

    @Test
    void anAliasIsWhatItStandsFor() throws Unreadable {
        assertThat(read("yaml", "hr:\n- &SS Sammy\n- Mark\nrbi:\n- *SS\n- *SS\n"))
                .isEqualTo("{\"hr\":[\"Sammy\",\"Mark\"],\"rbi\":[\"Sammy\",\"Sammy\"]}");
        assertThat(read("yaml", "a: &k key\n*k : 1")).isEqualTo("{\"a\":\"key\",\"key\":1}");
    }

    @Test
    void textsInBlocksAndQuotes() throws Unreadable {
        assertThat(read(
                        "yaml",
                        "a: |\n  1\n   2\nb: >-\n  x\n  y\n\n  z\nc: \"\\u263A\\tq\"\nd: 'it''s'\ne: one\n  two"))
                .isEqualTo("{\"a\":\"1\\n 2\\n\",\"b\":\"x y\\nz\",\"c\":\"☺\\tq\",\"d\":\"it's\",\"e\":\"one two\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "12345; 12345",
                "+12_345; \"+12_345\"",
                "+12345; 12345",
                "0o14; 12",
                "0xC; 12",
                "12345678901234567890; 12345678901234567890",
                "1.2300; 1.2300",
                "1.23015e+3; 1230.15",
                "-.inf; \"-Infinity\"",
                ".nan; \"NaN\"",
                "01067; \"01067\"",
                "~; null",
                "Null; null",
                "True; true",
                "yes; \"yes\"",
                "2001-12-14; \"2001-12-14\"",
                "12:30; \"12:30\"",
                "'012345'; \"012345\"",
                "!!str 12; \"12\"",
                "!!int \"3\"; 3",
                "!local 5; \"5\"",
                "!!binary R0lG; \"R0lG\""
            })
    void scalars(String yaml, String json) throws Unreadable {
        assertThat(read("yml", yaml)).isEqualTo(json);
    }

    @Test
    void keysAreTextsAndTheLastOneCounts() throws Unreadable {
        assertThat(read("yaml", "1: a\ntrue: b\n1: c")).isEqualTo("{\"1\":\"c\",\"true\":\"b\"}");
        assertThat(why("yaml", "? [a]\n: b")).isEqualTo("a key is a list or an object, at line 1, column 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "``; it is empty",
                "# nothing; it is empty",
                "a: [1; at line 1, column 6",
                "a: *b; there is no anchor before an alias, at line 1, column 4",
                "&a [*a]; there is no anchor before an alias, at line 1, column 5"
            })
    void saysWhereItIsWrong(String yaml, String reason) {
        assertThat(why("yaml", yaml == null ? "" : yaml)).isEqualTo(reason);
    }

    @Test
    void aliasesCannotGrow() {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 10; i++) {
            bomb.append("a").append(i).append(": &a").append(i).append(" [");
            bomb.append(("*a" + (i - 1) + " ,").repeat(10)).append("]\n");
        }
        var tower = new StringBuilder("- &a0 []\n");
        for (var i = 1; i < 600; i++) {
            tower.append("- &a").append(i).append(" [*a").append(i - 1).append(" ]\n");
        }

        assertThat(why("yaml", bomb.toString())).isEqualTo("it has more than 1000000 values");
        assertThat(why("yaml", tower.toString())).isEqualTo("it is nested deeper than 500 levels");
    }

    @Test
    void isBounded() {
        assertThat(why("yaml", "[".repeat(1_000_000))).isEqualTo("it is nested deeper than 500 levels");
        assertThat(why("yaml", "- ".repeat(1_000_000))).isEqualTo("it is nested deeper than 500 levels");
        assertThat(why("yaml", "? ".repeat(1_000_000))).contains("key");
        assertThat(why("yaml", "[" + "a,".repeat(1_100_000) + "a]")).isEqualTo("it has more than 1000000 values");
        assertThat(why("yaml", "{" + "a,".repeat(1_100_000) + "a]")).isEqualTo("it has more than 1000000 values");
        assertThat(why("yaml", "9".repeat(2_000_000))).isEqualTo("a number has more than 1000 digits");
    }

    @Test
    void longTextsAreRead() throws Unreadable {
        assertThat(read("yaml", "a: \"" + "\\n\n".repeat(700_000) + "\"")).hasSizeGreaterThan(1_000_000);
        assertThat(read("yaml", "a: |\n" + "  x\n".repeat(700_000))).hasSizeGreaterThan(1_000_000);
        assertThat(read("yaml", "#\n".repeat(1_000_000) + "a")).isEqualTo("\"a\"");
        assertThat(read("yaml", "a b ".repeat(500_000))).hasSizeGreaterThan(1_000_000);
    }
}
