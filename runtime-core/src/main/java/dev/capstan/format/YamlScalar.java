package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a YAML scalar means: the core schema (YAML 1.2.2, section 10.3.2). One thing differs: a number with a leading
 * zero, such as a postal code, is a text, because a number cannot keep the zero. What JSON has no number for is a text as
 * well.
 */
final class YamlScalar {
    private static final String STANDARD = "tag:yaml.org,2002:";
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
    private static final Set<String> NAN = Set.of(".nan", ".NaN", ".NAN");
    private static final Set<String> INFINITY = Set.of(".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF");
    private static final Set<String> MINUS_INFINITY = Set.of("-.inf", "-.Inf", "-.INF");
    private static final Pattern INTEGER = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(?:\\.[0-9]+|(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private YamlScalar() {}

    static JsonNode of(ScalarEvent scalar) throws Unreadable {
        var text = scalar.getValue();
        if (scalar.getTag().isEmpty()) {
            return scalar.isPlain() ? plain(text) : NODES.stringNode(text);
        }
        return switch (scalar.getTag().get()) {
            case STANDARD + "null", STANDARD + "bool", STANDARD + "int", STANDARD + "float" -> plain(text);
            case STANDARD + "binary" -> NODES.stringNode(text.replaceAll("\\s", ""));
            default -> NODES.stringNode(text);
        };
    }

    private static JsonNode plain(String text) throws Unreadable {
        if (NULL.contains(text)) {
            return NODES.nullNode();
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return NODES.booleanNode(TRUE.contains(text));
        }
        return isNumberLike(text.charAt(0)) ? number(text) : NODES.stringNode(text);
    }

    private static boolean isNumberLike(char first) {
        return first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.';
    }

    private static JsonNode number(String text) throws Unreadable {
        if (INTEGER.matcher(text).matches()) {
            return Numbers.integer(text, 10);
        }
        if (OCTAL.matcher(text).matches()) {
            return Numbers.integer(text.substring(2), 8);
        }
        if (HEXADECIMAL.matcher(text).matches()) {
            return Numbers.integer(text.substring(2), 16);
        }
        if (DECIMAL.matcher(text).matches()) {
            return Numbers.decimal(text);
        }
        return special(text);
    }

    private static JsonNode special(String text) {
        if (NAN.contains(text)) {
            return Numbers.of(Double.NaN);
        }
        if (INFINITY.contains(text)) {
            return Numbers.of(Double.POSITIVE_INFINITY);
        }
        return MINUS_INFINITY.contains(text) ? Numbers.of(Double.NEGATIVE_INFINITY) : NODES.stringNode(text);
    }
}
