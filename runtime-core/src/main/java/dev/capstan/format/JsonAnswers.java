package dev.capstan.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * JSON (RFC 8259): in UTF-8, whatever the Content-Type says (section 8.1). Numbers keep their digits; of a repeated name
 * the last member counts.
 */
final class JsonAnswers implements AnswerFormat {
    /** Depth and numbers are limited by {@link ValueCount} and {@link Numbers}. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Override
    public String name() {
        return "json";
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        return read(AnswerText.decode(body, UTF_8));
    }

    static JsonNode read(String text) throws Unreadable {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new Unreadable("it is empty");
            }
            var value = value(parser, new ValueCount());
            if (parser.nextToken() != null) {
                throw new Unreadable("there is more text after the value, at " + place(parser.currentTokenLocation()));
            }
            return value;
        } catch (JacksonException e) {
            var location = e.getLocation();
            throw new Unreadable(location == null ? "it cannot be read" : "at " + place(location));
        }
    }

    private static JsonNode value(JsonParser parser, ValueCount count) throws Unreadable {
        count.add(1);
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, count);
            case START_ARRAY -> array(parser, count);
            case VALUE_STRING -> NODES.stringNode(parser.getString());
            case VALUE_NUMBER_INT -> Numbers.integer(parser.getString(), 10);
            case VALUE_NUMBER_FLOAT -> Numbers.decimal(parser.getString());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private static JsonNode object(JsonParser parser, ValueCount count) throws Unreadable {
        count.enter();
        var object = NODES.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            object.set(name, value(parser, count));
        }
        count.leave();
        return object;
    }

    private static JsonNode array(JsonParser parser, ValueCount count) throws Unreadable {
        count.enter();
        var array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, count));
        }
        count.leave();
        return array;
    }

    private static String place(TokenStreamLocation location) {
        return Unreadable.place(location.getLineNr(), location.getColumnNr());
    }
}
