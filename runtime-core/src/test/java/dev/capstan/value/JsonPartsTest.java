package dev.capstan.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** JSON cut into its parts is what a parser reads, and what would be cut wrongly is refused before. */
class JsonPartsTest {
    private static JsonNode together(Value.Json value) {
        var nodes = JsonNodeFactory.instance;
        switch (value.kind()) {
            case OBJECT -> {
                var object = nodes.objectNode();
                JsonText.members(value).forEach((name, member) -> object.set(name, together(member)));
                return object;
            }
            case ARRAY -> {
                var array = nodes.arrayNode();
                JsonText.elements(value).forEach(element -> array.add(together(element)));
                return array;
            }
            default -> {
                return JsonText.tree(value.json());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " [ ] ",
                "[[],{},[[]],{\"a\":{}}]",
                "{\"a\":1,\"b\":-2.50e3,\"c\":true,\"d\":false,\"e\":null,\"f\":\"g\"}",
                "\n{ \"a\" :\t[ 1 , \"b\" ,\r\n{ \"c\" : null } ] , \"d\" : 0 }\n",
                "{\"}\":\"]\",\"[\":\"{\",\",\":\":\"}",
                "{\"quote \\\" and \\\\\":\"ends in \\\\\",\"next\":\"\\\\\\\"\"}",
                "{\"\\u0061\":\"\\u00e4\\ud83d\\ude00\",\"ä😀\":\"ä😀\"}",
                "{\"\":\"\",\" \":\" \"}",
                "{\"a\":1,\"b\":2,\"a\":{\"a\":3}}",
                "\uFEFF {\"a\":[1]}",
                "12",
                "\"text\"",
                "null"
            })
    void cutsWhatAParserReads(String text) throws JsonText.NotJson {
        assertThat(together(JsonText.check(text.getBytes(UTF_8)))).isEqualTo(JsonText.tree(text.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":[1}",
                "{\"a\":[1,}]",
                "{\"a\":1]",
                "{\"a\" 1}",
                "{\"a\":1,}",
                "{a:1}",
                "[1 2]",
                "[1,,2]",
                "{\"a\":01}",
                "{\"a\":tru}",
                "{\"a\":truely}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":[\"b]}",
                "{} {}",
                "{}]"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> JsonText.members(text.getBytes(UTF_8))).isInstanceOf(JsonText.NotJson.class);
    }

    @Test
    void keepsValuesAsTheyAreWritten() throws JsonText.NotJson {
        var members = JsonText.members("{ \"a\" : 1.50 , \"b\" : [ 1, 2 ] }".getBytes(UTF_8))
                .orElseThrow();
        assertThat(members.get("a").raw()).isEqualTo("1.50");
        assertThat(members.get("b").raw()).isEqualTo("[ 1, 2 ]");
    }
}
