package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the first document of a YAML text, from parser events. An alias is what it stands for, and counts as much. Keys
 * are texts; of a repeated key the last one counts. Tags create no objects.
 */
final class YamlTree {
    /** The parser copies what it looks ahead in for each buffer; with small ones a long text takes quadratic time. */
    private static final int LARGE = 256 * 1024;

    private static final LoadSettings SETTINGS = settings(4 * 1024);
    private static final LoadSettings SETTINGS_FOR_LARGE = settings(LARGE);
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What an anchor names, how many values it has with everything in it, and how many levels. */
    private record Anchored(JsonNode node, int size, int height) {}

    private final Iterator<Event> events;
    private final ValueCount count = new ValueCount();
    private final Map<String, Anchored> anchors = new HashMap<>();

    /** How many levels the value that was read last has below it. */
    private int height;

    private YamlTree(Iterator<Event> events) {
        this.events = events;
    }

    /** @throws Unreadable with line and column, both from 1 */
    static JsonNode read(String text) throws Unreadable {
        try {
            var settings = text.length() < LARGE ? SETTINGS : SETTINGS_FOR_LARGE;
            return new YamlTree(new Parse(settings).parseString(text).iterator()).document();
        } catch (MarkedYamlEngineException e) {
            throw e.getProblemMark().map(YamlTree::at).orElseGet(() -> new Unreadable("it cannot be read"));
        } catch (YamlEngineException e) {
            throw new Unreadable("it has a character that YAML does not allow");
        }
    }

    private static LoadSettings settings(int buffer) {
        return LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                .setBufferSize(buffer)
                .build();
    }

    private JsonNode document() throws Unreadable {
        while (events.hasNext()) {
            if (events.next() instanceof NodeEvent node) {
                return value(node);
            }
        }
        throw new Unreadable("it is empty");
    }

    private JsonNode value(Event event) throws Unreadable {
        if (event instanceof AliasEvent alias) {
            return aliased(alias);
        }
        var before = count.values();
        count.add(1);
        var node = plain(event);
        if (event instanceof NodeEvent named && named.getAnchor().isPresent()) {
            anchors.put(named.getAnchor().get().getValue(), new Anchored(node, count.values() - before, height));
        }
        return node;
    }

    private JsonNode aliased(AliasEvent alias) throws Unreadable {
        var anchored = anchors.get(alias.getAlias().getValue());
        if (anchored == null) {
            throw new Unreadable("there is no anchor before an alias, "
                    + alias.getStartMark().map(mark -> "at " + place(mark)).orElse("somewhere"));
        }
        count.add(anchored.size());
        count.requireDepth(anchored.height());
        height = anchored.height();
        return anchored.node();
    }

    private JsonNode plain(Event event) throws Unreadable {
        height = 0;
        if (event instanceof MappingStartEvent) {
            return mapping();
        }
        return event instanceof SequenceStartEvent ? sequence() : YamlScalar.of((ScalarEvent) event);
    }

    private JsonNode mapping() throws Unreadable {
        count.enter();
        var highest = 0;
        var object = NODES.objectNode();
        for (var next = events.next(); next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
            var key = key(next);
            object.set(key, value(events.next()));
            highest = Math.max(highest, height);
        }
        count.leave();
        height = highest + 1;
        return object;
    }

    private String key(Event event) throws Unreadable {
        if (event instanceof ScalarEvent scalar) {
            value(event);
            return scalar.getValue();
        }
        var start = event.getStartMark().map(mark -> ", at " + place(mark)).orElse("");
        if (event instanceof AliasEvent alias) {
            var node = aliased(alias);
            if (node.isValueNode()) {
                return node.asString();
            }
        }
        throw new Unreadable("a key is a list or an object" + start);
    }

    private JsonNode sequence() throws Unreadable {
        count.enter();
        var highest = 0;
        var array = NODES.arrayNode();
        for (var next = events.next(); next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
            array.add(value(next));
            highest = Math.max(highest, height);
        }
        count.leave();
        height = highest + 1;
        return array;
    }

    private static Unreadable at(Mark mark) {
        return new Unreadable("at " + place(mark));
    }

    private static String place(Mark mark) {
        return Unreadable.place(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
