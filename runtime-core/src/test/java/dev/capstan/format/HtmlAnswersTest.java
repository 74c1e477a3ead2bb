package dev.capstan.format;

import static dev.capstan.format.Answers.format;
import static dev.capstan.format.Answers.read;
import static dev.capstan.format.Answers.why;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HtmlAnswersTest {
    private static final String PAGE = """
            <h1>Rates</h1>
            <table class=rates id=a><thead><tr><th>City<th> Rate </thead>
              <tr><td>Oslo<td>1<b>2</b>
              <tr><th>Sum<td>9
              <tr><td>Rome
              <tr><td>Bonn<td>3<td>4
            </table>
            <div class=old><table><tr><td>no header</table>
              <table><tr><th>k</th></tr><tr><td>a<br>b &amp; <p>c</p></td></tr></table></div>
            """;

    private static String select(String selector) throws Unreadable {
        return read(format("html", selector), PAGE.getBytes(UTF_8));
    }

    @Test
    void tablesWithAHeader() throws Unreadable {
        var rates = "[{\"City\":\"Oslo\",\"Rate\":\"12\"},{\"City\":\"Rome\",\"Rate\":\"\"},"
                + "{\"City\":\"Bonn\",\"Rate\":\"3\"}]";

        assertThat(select("")).isEqualTo("{\"tables\":[" + rates + ",[{\"k\":\"a b & c\"}]]}");
        assertThat(select("table.rates")).isEqualTo("{\"tables\":[" + rates + "]}");
        assertThat(select("div.old")).isEqualTo("{\"tables\":[[{\"k\":\"a b & c\"}]]}");
        assertThat(select("h1 ~ table, #a")).isEqualTo("{\"tables\":[" + rates + "]}");
        assertThat(select("table.none")).isEqualTo("{\"tables\":[]}");
    }

    @Test
    void aTableInACellBelongsToItself() throws Unreadable {
        assertThat(read(
                        "html",
                        "<table><tr><th>o</th></tr><tr><td>x<table><tr><th>i</th></tr><tr><td>y</td></tr></table>z</td>"
                                + "</tr></table>"))
                .isEqualTo("{\"tables\":[[{\"o\":\"x z\"}],[{\"i\":\"y\"}]]}");
    }

    @Test
    void aSelectorThatIsNoneIsRefused() {
        assertThat(AnswerFormats.of("html", "table[", List.of()))
                .get()
                .isInstanceOfSatisfying(
                        FormatChoice.Refused.class,
                        refused -> assertThat(refused.message())
                                .isEqualTo("'table[' is not a CSS selector, such as table.prices"));
    }

    @Test
    void theCharsetIsThatOfTheHeaderOrThePage() throws Unreadable {
        var html = format("html", "");
        var table = "<table><tr><th>é<tr><td>ü</table>";
        var page = "<meta charset=iso-8859-1>" + table;

        assertThat(read(html, page.getBytes(ISO_8859_1))).isEqualTo("{\"tables\":[[{\"é\":\"ü\"}]]}");
        assertThat(read(html, table.getBytes(UTF_8))).isEqualTo("{\"tables\":[[{\"é\":\"ü\"}]]}");
        assertThat(html.read(page.getBytes(UTF_8), Optional.of("text/html; charset=utf-8")))
                .hasToString("{\"tables\":[[{\"é\":\"ü\"}]]}");
    }

    @Test
    void isBounded() throws Unreadable {
        var tooMany = "it has more than 1000000 values";
        var nested = "<table><tr><th>h<tr><td>x";
        var wide = "<table><tr>" + "<th>h".repeat(2_000) + "<tr><td>".repeat(2_000);

        assertThat(read("html", nested.repeat(5_000))).contains("tables");
        assertThat(why("html", "<p>".repeat(1_100_000))).isEqualTo(tooMany);
        assertThat(read("html", "<b><i>".repeat(50_000))).isEqualTo("{\"tables\":[]}");
        assertThat(why("html", "<a><b><p>".repeat(200_000))).isNotBlank();
        assertThat(read("html", "<".repeat(3_000_000))).isEqualTo("{\"tables\":[]}");
        assertThat(read("html", "<!--".repeat(700_000))).isEqualTo("{\"tables\":[]}");
        assertThat(read("html", "<a " + "b='1' ".repeat(100_000) + ">")).isEqualTo("{\"tables\":[]}");
        assertThat(read("html", "&".repeat(2_000_000))).isEqualTo("{\"tables\":[]}");
        assertThat(why("html", wide)).isEqualTo(tooMany);
        assertThat(read("html", "<table><tr><th>a" + "<tr><td>".repeat(100_000)))
                .hasSizeGreaterThan(800_000);
        assertThat(read("html", "<table>".repeat(100_000))).isEqualTo("{\"tables\":[]}");
        assertThat(read("html", "<table>" + "x<a>".repeat(30_000))).isEqualTo("{\"tables\":[]}");
    }
}
