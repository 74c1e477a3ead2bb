package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a YAML scalar means: the core schema (YAML 1.2.2, section 10.3.2). One thing differs: a number with a leading
 * zero, such as a postal code, is a text, because a number cannot keep the zero. What JSON has no number for is a text as
 * well.
 */
final class YamlScalar {
    private static final CoreScalarResolver CORE = new CoreScalarResolver(false);
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9].*");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private YamlScalar() {}

    static JsonNode of(ScalarEvent scalar) throws Unreadable {
        var text = scalar.getValue();
        if (scalar.getTag().isEmpty()) {
            return scalar.isPlain() ? plain(text) : NODES.stringNode(text);
        }
        var tag = new Tag(scalar.getTag().get());
        if (tag.equals(Tag.BINARY)) {
            return NODES.stringNode(text.replaceAll("\\s", ""));
        }
        return tag.equals(Tag.NULL) || tag.equals(Tag.BOOL) || tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)
                ? plain(text)
                : NODES.stringNode(text);
    }

    private static JsonNode plain(String text) throws Unreadable {
        var tag = CORE.resolve(text, true);
        if (tag.equals(Tag.NULL)) {
            return NODES.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return NODES.booleanNode(text.equalsIgnoreCase("true"));
        }
        if (!tag.equals(Tag.INT) && !tag.equals(Tag.FLOAT)
                || LEADING_ZERO.matcher(text).matches()) {
            return NODES.stringNode(text);
        }
        return tag.equals(Tag.INT) ? integer(text) : decimal(text);
    }

    private static JsonNode integer(String text) throws Unreadable {
        if (text.startsWith("0o")) {
            return Numbers.integer(text.substring(2), 8);
        }
        return text.startsWith("0x") ? Numbers.integer(text.substring(2), 16) : Numbers.integer(text, 10);
    }

    private static JsonNode decimal(String text) throws Unreadable {
        var last = text.charAt(text.length() - 1);
        if (last == 'n' || last == 'N') {
            return Numbers.of(Double.NaN);
        }
        if (last == 'f' || last == 'F') {
            return Numbers.of(text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        return Numbers.decimal(text);
    }
}
