package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A message type. Its fields come later, since it may be used inside of itself; then it does not change any more. */
final class ProtoMessage implements ProtoType {
    private static final int KEY = 1;
    private static final int VALUE = 2;

    private final Map<Integer, ProtoField> byNumber = new HashMap<>();
    private final List<ProtoField> fields = new ArrayList<>();

    /** The names of the fields that exclude each other. */
    private final Map<Integer, List<String>> oneofs = new HashMap<>();

    void add(ProtoField field) {
        byNumber.put(field.number(), field);
        fields.add(field);
        if (field.oneof() >= 0) {
            oneofs.computeIfAbsent(field.oneof(), group -> new ArrayList<>()).add(field.name());
        }
    }

    /** What a map consists of: the same as a message with two fields. */
    static ProtoMessage entry(ProtoType key, ProtoType value) {
        var entry = new ProtoMessage();
        entry.add(new ProtoField("key", KEY, key, ProtoField.Kind.IMPLICIT, -1));
        var kind = value instanceof ProtoMessage ? ProtoField.Kind.EXPLICIT : ProtoField.Kind.IMPLICIT;
        entry.add(new ProtoField("value", VALUE, value, kind, -1));
        return entry;
    }

    @Override
    public int wire() {
        return ProtoInput.LENGTH;
    }

    @Override
    public JsonNode whenMissing() {
        return NODES.objectNode();
    }

    /** The message that fills all of the input. */
    @Override
    public ObjectNode read(ProtoInput in) throws Unreadable {
        return merge(in, empty(in));
    }

    private ObjectNode empty(ProtoInput in) throws Unreadable {
        in.count().add(1L + fields.size());
        var object = NODES.objectNode();
        for (var field : fields) {
            switch (field.kind()) {
                case IMPLICIT -> object.set(field.name(), field.type().whenMissing());
                case REPEATED -> object.set(field.name(), NODES.arrayNode());
                case MAP -> object.set(field.name(), NODES.objectNode());
                case EXPLICIT -> {
                    // Nothing tells that it is not there.
                }
            }
        }
        return object;
    }

    private ObjectNode merge(ProtoInput in, ObjectNode object) throws Unreadable {
        in.count().enter();
        while (in.hasMore()) {
            var tag = in.tag();
            var field = byNumber.get(tag >>> 3);
            if (field == null || !read(field, tag & 7, in, object)) {
                in.skip(tag);
            }
        }
        in.count().leave();
        return object;
    }

    /** Whether the field has this wire type; another one makes it unknown. */
    private boolean read(ProtoField field, int wire, ProtoInput in, ObjectNode object) throws Unreadable {
        var type = field.type();
        if (field.kind() == ProtoField.Kind.REPEATED && wire == ProtoInput.LENGTH && type.wire() != wire) {
            readPacked(type, in.inner(), list(field, object));
            return true;
        }
        if (type.wire() != wire) {
            return false;
        }
        in.count().add(1);
        switch (field.kind()) {
            case REPEATED -> list(field, object).add(value(type, in));
            case MAP -> readEntry((ProtoMessage) type, in.inner(), object.withObjectProperty(field.name()));
            case EXPLICIT, IMPLICIT -> readSingle(field, in, object);
        }
        return true;
    }

    private static ArrayNode list(ProtoField field, ObjectNode object) {
        return object.withArrayProperty(field.name());
    }

    private static JsonNode value(ProtoType type, ProtoInput in) throws Unreadable {
        return type instanceof ProtoMessage message ? message.read(in.inner()) : type.read(in);
    }

    /** Writers may pack numbers or not, whatever the schema says. */
    private static void readPacked(ProtoType type, ProtoInput in, ArrayNode list) throws Unreadable {
        while (in.hasMore()) {
            in.count().add(1);
            list.add(type.read(in));
        }
    }

    private static void readEntry(ProtoMessage type, ProtoInput in, ObjectNode map) throws Unreadable {
        var entry = type.read(in);
        var value = entry.get("value");
        map.set(entry.path("key").asString(), value == null ? NODES.objectNode() : value);
    }

    /** A message that comes in parts is merged; of other values, and of those that exclude each other, the last counts. */
    private void readSingle(ProtoField field, ProtoInput in, ObjectNode object) throws Unreadable {
        if (field.oneof() >= 0 && !object.has(field.name())) {
            object.remove(oneofs.getOrDefault(field.oneof(), List.of()));
        }
        if (field.type() instanceof ProtoMessage message && object.get(field.name()) instanceof ObjectNode there) {
            message.merge(in.inner(), there);
        } else {
            object.set(field.name(), value(field.type(), in));
        }
    }
}
