package dev.capstan.format;

import com.squareup.wire.FieldEncoding;
import com.squareup.wire.ProtoReader;
import dev.capstan.format.AnswerFormat.Unreadable;
import dev.capstan.format.ProtoField.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
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
        entry.add(new ProtoField("key", KEY, key, Kind.IMPLICIT, -1));
        var kind = value instanceof ProtoMessage ? Kind.EXPLICIT : Kind.IMPLICIT;
        entry.add(new ProtoField("value", VALUE, value, kind, -1));
        return entry;
    }

    @Override
    public FieldEncoding encoding() {
        return FieldEncoding.LENGTH_DELIMITED;
    }

    @Override
    public JsonNode whenMissing() {
        return NODES.objectNode();
    }

    /** The whole answer, or the message that the reader stands before. */
    @Override
    public ObjectNode read(ProtoReader in, ValueCount count) throws IOException, Unreadable {
        return merge(in, count, empty(count));
    }

    private ObjectNode empty(ValueCount count) throws Unreadable {
        count.add(1L + fields.size());
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

    private ObjectNode merge(ProtoReader in, ValueCount count, ObjectNode object) throws IOException, Unreadable {
        var message = in.beginMessage();
        for (var number = in.nextTag(); number >= 0; number = in.nextTag()) {
            var field = byNumber.get(number);
            if (field == null || !isReadable(field, in)) {
                in.skip();
            } else {
                count.add(1);
                add(field, in, count, object);
            }
        }
        in.endMessageAndGetUnknownFields(message);
        return object;
    }

    /** Writers may pack numbers or not, whatever the schema says; any other difference makes a field unknown. */
    private static boolean isReadable(ProtoField field, ProtoReader in) {
        var encoding = in.peekFieldEncoding();
        if (encoding == field.type().encoding()) {
            return true;
        }
        return field.kind() == Kind.REPEATED
                && encoding == FieldEncoding.LENGTH_DELIMITED
                && in.nextFieldMinLengthInBytes() > 0;
    }

    /** The reader gives packed numbers one by one, as if they were not packed. */
    private void add(ProtoField field, ProtoReader in, ValueCount count, ObjectNode object)
            throws IOException, Unreadable {
        switch (field.kind()) {
            case REPEATED ->
                object.withArrayProperty(field.name()).add(field.type().read(in, count));
            case MAP -> addEntry(field.type().read(in, count), object.withObjectProperty(field.name()));
            case EXPLICIT, IMPLICIT -> set(field, in, count, object);
        }
    }

    private static void addEntry(JsonNode entry, ObjectNode map) {
        var value = entry.get("value");
        map.set(entry.path("key").asString(), value == null ? NODES.objectNode() : value);
    }

    /** A message that comes in parts is merged; of other values, and of those that exclude each other, the last counts. */
    private void set(ProtoField field, ProtoReader in, ValueCount count, ObjectNode object)
            throws IOException, Unreadable {
        if (field.oneof() >= 0 && !object.has(field.name())) {
            object.remove(oneofs.getOrDefault(field.oneof(), List.of()));
        }
        if (field.type() instanceof ProtoMessage message && object.get(field.name()) instanceof ObjectNode there) {
            message.merge(in, count, there);
        } else {
            object.set(field.name(), field.type().read(in, count));
        }
    }
}
