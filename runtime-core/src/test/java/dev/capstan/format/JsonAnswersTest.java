package dev.capstan.format;

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
import org.junit.jupiter.params.provider.ValueSource;

class JsonAnswersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890123456789",
                "1.50",
                "0.0",
                "-3",
                "3.141592653589793238462643383279",
                "9007199254740993",
                "{\"b\":[1,true,null,\"x\"],\"a\":{}}",
                "\"a text\"",
                "null"
            })
    void keepsWhatItReads(String json) throws Unreadable {
        assertThat(read("json", json)).isEqualTo(json);
    }

    @Test
    void aLargeExponentTakesNoRoom() throws Unreadable {
        assertThat(read("json", "[1e1000000000,-1e-1000000000]")).isEqualTo("[1E+1000000000,-1E-1000000000]");
    }

    @Test
    void theLastMemberOfANameCounts() throws Unreadable {
        assertThat(read("json", "{\"a\":1,\"b\":2,\"a\":3}")).isEqualTo("{\"a\":3,\"b\":2}");
    }

    @Test
    void toleratesAByteOrderMark() throws Unreadable {
        assertThat(read("json", "\uFEFF[1]")).isEqualTo("[1]");
    }

    @Test
    void isAlwaysInUtf8() throws Unreadable {
        var charset = Optional.of("application/json; charset=ISO-8859-1");

        assertThat(AnswerFormat.JSON.read("\"ä\"".getBytes(UTF_8), charset).asString())
                .isEqualTo("ä");
        assertThat(why(AnswerFormat.JSON, "\"ä\"".getBytes(ISO_8859_1))).isEqualTo("it is not in UTF-8");
        assertThat(why(AnswerFormat.JSON, "[1]".getBytes(UTF_16))).isEqualTo("it is not in UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "~~; it is empty",
                "[1,; at line 1, column 4",
                "{'a':1}; at line 1, column 2",
                "1 2; there is more text after the value, at line 1, column 3",
                "NaN; at line 1, column 4",
                "1e99999999999; a number has an exponent of more than 32 bits"
            })
    void saysWhereItIsWrong(String text, String reason) {
        assertThat(why("json", text == null ? "" : text)).isEqualTo(reason);
    }

    @Test
    void isBounded() {
        assertThat(why("json", "[".repeat(3_000_000))).isEqualTo("it is nested deeper than 500 levels");
        assertThat(why("json", "[" + "0,".repeat(2_000_000) + "0]")).isEqualTo("it has more than 1000000 values");
        assertThat(why("json", "9".repeat(3_000_000))).isEqualTo("a number has more than 1000 digits");
    }

    @Test
    void readsWhatIsJustWithinTheBounds() throws Unreadable {
        assertThat(read("json", "[".repeat(500) + "]".repeat(500))).hasSize(1000);
        assertThat(read("json", "[" + "0,".repeat(999_998) + "0]")).hasSize(1_999_999);
        assertThat(read("json", "\"" + "a".repeat(5_000_000) + "\"")).hasSize(5_000_002);
    }
}
