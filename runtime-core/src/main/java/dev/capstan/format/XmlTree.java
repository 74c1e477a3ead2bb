package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * XML as fields. The root's name is dropped; attributes and child elements become fields without their prefixes; what is
 * repeated becomes a list. An element with nothing but text is a string, and an empty one {@code ""}; text beside
 * attributes or children, and that of the root, is the field {@code ""}. {@code xsi:nil="true"} is null.
 */
final class XmlTree {
    private static final String TEXT = "";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final XMLStreamReader reader;
    private final ValueCount count = new ValueCount();

    private XmlTree(XMLStreamReader reader) {
        this.reader = reader;
    }

    static JsonNode read(XMLStreamReader reader) throws XMLStreamException, Unreadable {
        return new XmlTree(reader).document();
    }

    private JsonNode document() throws XMLStreamException, Unreadable {
        toRoot();
        var root = element();
        while (reader.hasNext()) {
            reader.next();
        }
        return root.isString() && !root.asString().isEmpty()
                ? NODES.objectNode().set(TEXT, root)
                : root;
    }

    private void toRoot() throws XMLStreamException, Unreadable {
        for (var event = reader.next(); event != XMLStreamConstants.START_ELEMENT; event = reader.next()) {
            if (event == XMLStreamConstants.DTD) {
                throw new Unreadable("it has a document type (DOCTYPE), which is not read, at " + place());
            }
        }
    }

    /** The reader stands on the start of an element; afterwards on its end. */
    private JsonNode element() throws XMLStreamException, Unreadable {
        count.add(1);
        count.enter();
        var isNil = isNil();
        var fields = attributes();
        var text = new StringBuilder();
        for (var event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    addText(fields, text);
                    var name = reader.getLocalName();
                    add(fields, name, element());
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new Unreadable("it uses an entity that XML does not define, at " + place());
                default -> {
                    // Comments and processing instructions mean nothing here.
                }
            }
        }
        count.leave();
        return isNil ? NODES.nullNode() : content(fields, text);
    }

    private JsonNode content(ObjectNode fields, StringBuilder text) throws Unreadable {
        if (fields.isEmpty()) {
            return NODES.stringNode(text.toString());
        }
        addText(fields, text);
        return fields;
    }

    private ObjectNode attributes() throws Unreadable {
        var fields = NODES.objectNode();
        for (var i = 0; i < reader.getAttributeCount(); i++) {
            count.add(1);
            add(fields, reader.getAttributeLocalName(i), NODES.stringNode(reader.getAttributeValue(i)));
        }
        return fields;
    }

    private boolean isNil() {
        var nil = reader.getAttributeValue(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "nil");
        return nil != null && (nil.equals("true") || nil.equals("1"));
    }

    /** Blanks between elements only set the document out. */
    private void addText(ObjectNode fields, StringBuilder text) throws Unreadable {
        if (!text.toString().isBlank()) {
            count.add(1);
            add(fields, TEXT, NODES.stringNode(text.toString()));
        }
        text.setLength(0);
    }

    /** Nothing in XML is a list by itself, so a list here is of fields of the same name. */
    private static void add(ObjectNode fields, String name, JsonNode value) {
        var there = fields.get(name);
        if (there == null) {
            fields.set(name, value);
        } else if (there instanceof ArrayNode list) {
            list.add(value);
        } else {
            fields.set(name, NODES.arrayNode().add(there).add(value));
        }
    }

    private String place() {
        var place = reader.getLocation();
        return Unreadable.place(place.getLineNumber(), place.getColumnNumber());
    }
}
