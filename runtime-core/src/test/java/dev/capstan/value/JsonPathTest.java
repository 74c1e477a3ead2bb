package dev.capstan.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths in the dialect of the format, and what would cost too much. */
class JsonPathTest {
    private static final String DOCUMENT = """
            {"name":"ship","flag code":"DE","list":[1,2,3],"deep":{"list":[{"n":1,"s":"Ann"},{"n":2,"s":"Bo"}]},"none":null}""";

    private static String found(String path) {
        return JsonPath.of(path)
                .orElseThrow()
                .find(JsonText.tree(DOCUMENT.getBytes(UTF_8)))
                .map(node -> new String(JsonText.write(node), UTF_8))
                .orElse("nothing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "$.name ! \"ship\"",
                "name ! \"ship\"",
                "$.name. ! \"ship\"",
                "$.flag code ! \"DE\"",
                "$['flag code'] ! \"DE\"",
                "$.list[-1] ! 3",
                "$.list[0:2] ! [1,2]",
                "list[0] ! 1",
                "$..n ! [1,2]",
                "$.deep.list[?(@.n > 1)].s ! [\"Bo\"]",
                "$.deep.list[?(@.s =~ /.*n.*/)].n ! [1]",
                "$.deep.list[?(@.s =~ /[A-B]o+/i)].n ! [2]",
                "$.deep.list[?(@.s in ['Bo'])].n ! [2]",
                "$.list.length() ! 3",
                "$.list.sum() ! 6.0",
                "$.name.sum() ! nothing",
                "$.gone.max() ! nothing",
                "$.list.index(9) ! nothing",
                "$.none ! null",
                "$.none.x ! nothing",
            })
    void leadTo(String path, String expected) {
        assertThat(found(path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$.items[?(",
                "$.list[",
                "$.name.match(x)",
                "$.distinct($.list)",
                "$..a..b",
                "$.o[?(@.t =~ /(.*a){25}b/)]",
                "$.o[?(@.t =~ /(a+)+b/)]",
                "$.o[?(@.t =~ /.*a.*b/)]",
                "$.o[?(@.t =~ /.*a+b/)]",
                "$.o[?(@.t =~ /(a)\\1/)]",
                "$.o[?(@.t =~ /(?=a)b/)]",
            })
    void areNoneWhenTheyCannotBeReadOrCostTooMuch(String path) {
        assertThat(JsonPath.of(path)).isEmpty();
    }

    @Test
    void areNotTooLong() {
        assertThat(JsonPath.of("$" + "[*]".repeat(3000))).isEmpty();
        assertThat(JsonPath.of("$" + "[*]".repeat(300))).isPresent();
    }
}
