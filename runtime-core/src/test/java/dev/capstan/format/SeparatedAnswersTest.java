package dev.capstan.format;

import static dev.capstan.format.Answers.format;
import static dev.capstan.format.Answers.read;
import static dev.capstan.format.Answers.why;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules of RFC 4180, section 2, one by one. */
class SeparatedAnswersTest {
    @Test
    void linesEndWithOrWithoutABreak() throws Unreadable {
        var both = "[{\"a\":\"1\",\"b\":\"2\"},{\"a\":\"3\",\"b\":\"4\"}]";

        assertThat(read("csv", "a,b\r\n1,2\r\n3,4\r\n")).isEqualTo(both);
        assertThat(read("csv", "a,b\r\n1,2\r\n3,4")).isEqualTo(both);
        assertThat(read("csv", "a,b\n1,2\n\n3,4\n")).isEqualTo(both);
    }

    @Test
    void blanksBelongToTheCellButForThoseBeforeIt() throws Unreadable {
        assertThat(read("csv", "a,b\r\n 1,2 3 ")).isEqualTo("[{\"a\":\"1\",\"b\":\"2 3 \"}]");
    }

    @Test
    void quotesHoldSeparatorsBreaksAndDoubledQuotes() throws Unreadable {
        assertThat(read("csv", "\"a\",b\r\n\"x,\r\ny\",\"say \"\"hi\"\"\"\r\n\"\",\r\n"))
                .isEqualTo("[{\"a\":\"x,\\r\\ny\",\"b\":\"say \\\"hi\\\"\"},{\"a\":\"\",\"b\":\"\"}]");
    }

    @Test
    void aBackslashIsALetter() throws Unreadable {
        assertThat(read("csv", "a\nC:\\dir\\new")).isEqualTo("[{\"a\":\"C:\\\\dir\\\\new\"}]");
    }

    @Test
    void rowsMayBeShorterOrLonger() throws Unreadable {
        assertThat(read("csv", "a,b\n1\n1,2,3\n")).isEqualTo("[{\"a\":\"1\"},{\"a\":\"1\",\"b\":\"2\"}]");
    }

    @Test
    void otherSeparators() throws Unreadable {
        assertThat(read("TSV", "a\tb\n1,5\t2")).isEqualTo("[{\"a\":\"1,5\",\"b\":\"2\"}]");
        assertThat(read("tsv", "a\tb\tc\n\t\t2\n1\t\t"))
                .isEqualTo("[{\"a\":\"\",\"b\":\"\",\"c\":\"2\"},{\"a\":\"1\",\"b\":\"\",\"c\":\"\"}]");
        assertThat(read("psv", "a|b\n\"1|5\"|2")).isEqualTo("[{\"a\":\"1|5\",\"b\":\"2\"}]");
    }

    @Test
    void noRowsAreAnEmptyList() throws Unreadable {
        assertThat(read("csv", "")).isEqualTo("[]");
        assertThat(read("csv", "a,b\n")).isEqualTo("[]");
        assertThat(read("csv", "\n\n")).isEqualTo("[]");
    }

    @Test
    void theContentTypeNamesTheCharset() throws Unreadable {
        var csv = format("csv", "");
        var body = "größe\n1".getBytes(ISO_8859_1);

        assertThat(csv.read(body, Optional.of("text/csv; Charset=\"iso-8859-1\"; header=present")))
                .hasToString("[{\"größe\":\"1\"}]");
        assertThat(why(csv, body)).isEqualTo("it is not in UTF-8");
    }

    @Test
    void saysWhereItIsWrong() {
        assertThat(why("csv", "a,b\n1,\"2\n")).startsWith("at line ");
    }

    @Test
    void isBounded() throws Unreadable {
        assertThat(why("csv", ",".repeat(3_000_000))).isEqualTo("it has more than 1000000 values");
        assertThat(why("csv", "a\n" + "1\n".repeat(2_000_000))).isEqualTo("it has more than 1000000 values");
        assertThat(read("csv", "a\n\"" + "\"\"".repeat(2_000_000) + "\"")).hasSize(4_000_010);
        assertThat(why("csv", "a\n\"" + "\n".repeat(3_000_000))).startsWith("at line ");
    }
}
