package dev.capstan.format;

import static dev.capstan.format.Answers.format;
import static dev.capstan.format.Answers.read;
import static dev.capstan.format.Answers.why;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XmlAnswersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "<r><a>1</a><b>x</b></r> | {\"a\":\"1\",\"b\":\"x\"}",
                "<r id='7'><a/></r> | {\"id\":\"7\",\"a\":\"\"}",
                "<r><a>1</a><b/><a>2</a><a>3</a></r> | {\"a\":[\"1\",\"2\",\"3\"],\"b\":\"\"}",
                "<r><a k='v'>t</a></r> | {\"a\":{\"k\":\"v\",\"\":\"t\"}}",
                "<r>t</r> | {\"\":\"t\"}",
                "<r/> | \"\"",
                "<r a='1'><a>2</a></r> | {\"a\":[\"1\",\"2\"]}",
                "<r>x<b>y</b>z</r> | {\"\":[\"x\",\"z\"],\"b\":\"y\"}",
                "<s:r xmlns:s='urn:s' s:k='v'><s:a>1</s:a></s:r> | {\"k\":\"v\",\"a\":\"1\"}",
                "<r><a><![CDATA[<&>]]> &amp; &#x41;<!-- c --></a></r> | {\"a\":\"<&> & A\"}",
                "<r xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><a i:nil='true'/></r> | {\"a\":null}"
            })
    void fields(String xml, String json) throws Unreadable {
        assertThat(read("xml", xml)).isEqualTo(json);
    }

    @Test
    void blanksBetweenElementsMeanNothing() throws Unreadable {
        assertThat(read("xml", "<?xml version='1.0'?>\n<r>\n  <a>\n    <b> x </b>\n  </a>\n</r>\n"))
                .isEqualTo("{\"a\":{\"b\":\" x \"}}");
    }

    @Test
    void theCharsetIsThatOfTheMarkTheHeaderOrTheDocument() throws Unreadable {
        var xml = format("xml", "");
        var latin = "<?xml version='1.0' encoding='ISO-8859-1'?><r><a>é</a></r>";

        assertThat(read(xml, latin.getBytes(ISO_8859_1))).isEqualTo("{\"a\":\"é\"}");
        assertThat(read(xml, "<r><a>é</a></r>".getBytes(UTF_16))).isEqualTo("{\"a\":\"é\"}");
        assertThat(xml.read(latin.getBytes(UTF_8), Optional.of("application/xml;charset=utf-8")))
                .hasToString("{\"a\":\"é\"}");
        assertThat(why(xml, "<r><a>é</a></r>".getBytes(ISO_8859_1))).isEqualTo("it is not in UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | it is empty",
                "<r> | at line 1, column 4",
                "<r><a></r> | at line 1, column 9",
                "no XML | at line 1, column 1",
                "<r/>x | at line 1, column 5",
                "<s:r/> | at line 1, column 7",
                "<!DOCTYPE r><r/> | it has a document type (DOCTYPE), which is not read, at line 1, column 13",
                "<r>&x;</r> | at line 1, column 7"
            })
    void saysWhereItIsWrong(String xml, String reason) {
        assertThat(why("xml", xml == null ? "" : xml)).isEqualTo(reason);
    }

    @Test
    void documentTypesAreRefused() {
        var refused = "it has a document type (DOCTYPE), which is not read, at line ";

        assertThat(why("xml", "<!DOCTYPE r [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><r>&b;</r>"))
                .startsWith(refused);
        assertThat(why("xml", "<!DOCTYPE r SYSTEM 'http://127.0.0.1:1/r.dtd'><r/>"))
                .startsWith(refused);
        assertThat(why("xml", "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><r>&x;</r>"))
                .startsWith(refused);
        assertThat(why("xml", "<!DOCTYPE r [<!ENTITY % x SYSTEM 'file:///etc/hostname'> %x;]><r/>"))
                .isNotBlank();
        assertThat(why("xml", "<r>&x;</r>")).isEqualTo("at line 1, column 7");
    }

    @Test
    void isBounded() throws Unreadable {
        assertThat(why("xml", "<a>".repeat(1_000_000))).isEqualTo("it is nested deeper than 500 levels");
        assertThat(why("xml", "<r>" + "<a/>".repeat(1_100_000) + "</r>")).isEqualTo("it has more than 1000000 values");
        assertThat(why("xml", "<r " + "a".repeat(3_000_000) + "='1'/>")).startsWith("at line 1");
        assertThat(read("xml", "<r>" + "&amp;".repeat(700_000) + "</r>")).hasSizeGreaterThan(700_000);
        assertThat(read("xml", "<r>" + "<![CDATA[x]]>".repeat(300_000) + "</r>"))
                .hasSizeGreaterThan(300_000);
        assertThat(read("xml", "<r>" + "<!---->".repeat(500_000) + "</r>")).isEqualTo("\"\"");
        assertThat(read("xml", "<r>" + "x<a/>".repeat(300_000) + "</r>")).hasSizeGreaterThan(300_000);
    }

    @Test
    void manyAttributesAreReadOrRefused() {
        var attributes = new StringBuilder("<r");
        for (var i = 0; i < 200_000; i++) {
            attributes.append(" a").append(i).append("=''");
        }

        assertThat(why("xml", attributes.append("/>").toString())).startsWith("at line 1");
    }
}
