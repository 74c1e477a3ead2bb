package dev.capstan.bind;

import dev.capstan.value.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads a YAML mapping of keys and values. Bounded in depth, and in what aliases can grow to. */
final class YamlValues {
    private static final int MAX_DEPTH = 100;
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setCodePointLimit(SmallFile.MAX_BYTES)
            .build();

    private final StringBuilder json = new StringBuilder();

    private YamlValues() {}

    static Map<String, String> read(String text) throws Unusable {
        var root = compose(text);
        if (root.isEmpty()) {
            return Map.of();
        }
        if (!(root.get() instanceof MappingNode mapping)) {
            throw new Unusable("it is YAML, but not a mapping of keys and values");
        }
        var values = new HashMap<String, String>();
        var size = 0;
        for (var entry : mapping.getValue()) {
            var value = value(entry.getValueNode());
            if (entry.getKeyNode() instanceof ScalarNode key && value.isPresent()) {
                values.put(key.getValue(), value.get());
                size += entry.getValueNode() instanceof ScalarNode
                        ? 0
                        : value.get().length();
                requireSmall(size);
            }
        }
        return values;
    }

    private static Optional<Node> compose(String text) throws Unusable {
        try {
            return new Compose(SETTINGS).composeString(text);
        } catch (MarkedYamlEngineException e) {
            // Its own text shows pieces of the file.
            throw new Unusable("it is not valid YAML"
                    + e.getProblemMark()
                            .map(mark -> ": line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
                            .orElse(""));
        } catch (YamlEngineException e) {
            throw new Unusable("it is not one document of valid YAML");
        } catch (StackOverflowError e) {
            throw tooDeep();
        }
    }

    private static Unusable tooDeep() {
        return new Unusable("it is nested deeper than " + MAX_DEPTH + " levels");
    }

    /** What aliases stand for is there each time. */
    private static void requireSmall(int size) throws Unusable {
        if (size > SmallFile.MAX_BYTES) {
            throw new Unusable("its aliases grow to more than 1 MiB");
        }
    }

    private static Optional<String> value(Node node) throws Unusable {
        if (node instanceof ScalarNode scalar) {
            return scalar.getTag().equals(Tag.NULL) ? Optional.empty() : Optional.of(scalar.getValue());
        }
        var values = new YamlValues();
        values.write(node, 1);
        return Optional.of(values.json.toString());
    }

    private void write(Node node, int depth) throws Unusable {
        if (depth > MAX_DEPTH) {
            throw tooDeep();
        }
        requireSmall(json.length());
        if (node instanceof ScalarNode scalar) {
            json.append(scalar(scalar));
        } else if (node instanceof SequenceNode sequence) {
            json.append('[');
            for (var items = sequence.getValue().iterator(); items.hasNext(); separate(items)) {
                write(items.next(), depth + 1);
            }
            json.append(']');
        } else if (node instanceof MappingNode mapping) {
            json.append('{');
            for (var entries = mapping.getValue().iterator(); entries.hasNext(); separate(entries)) {
                write(entries.next(), depth);
            }
            json.append('}');
        }
    }

    private void write(NodeTuple entry, int depth) throws Unusable {
        json.append(quoted(entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?"))
                .append(':');
        write(entry.getValueNode(), depth + 1);
    }

    private void separate(Iterator<?> rest) {
        if (rest.hasNext()) {
            json.append(',');
        }
    }

    /** A number that JSON can write keeps its digits; what only YAML can write is a text. */
    private static String scalar(ScalarNode scalar) {
        var text = scalar.getValue();
        if (scalar.getTag().equals(Tag.NULL)) {
            return "null";
        }
        if (scalar.getTag().equals(Tag.BOOL)) {
            return text.toLowerCase(Locale.ROOT);
        }
        var isNumber = scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT);
        return isNumber && JsonText.isNumber(text) ? text : quoted(text);
    }

    private static String quoted(String text) {
        return new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }
}
