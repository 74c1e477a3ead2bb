package dev.capstan.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.csv.CsvFactory;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/**
 * Rows of cells: a list of objects, named by the first row (RFC 4180, section 2, with a separator of choice). Cells are
 * strings. A short row has no fields for what is missing, cells beyond the header are left out, empty lines are skipped.
 */
final class SeparatedAnswers implements AnswerFormat {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** One for all: to make one takes longer than to load a file. */
    private static final CsvMapper MAPPER = new CsvMapper(CsvFactory.builder()
            .enable(CsvReadFeature.WRAP_AS_ARRAY, CsvReadFeature.SKIP_EMPTY_LINES)
            .disable(CsvReadFeature.ALLOW_TRAILING_COMMA)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build());

    private final String name;
    private final ObjectReader rows;

    SeparatedAnswers(String name, char separator) {
        this.name = name;
        this.rows = MAPPER.reader(
                CsvSchema.emptySchema().withColumnSeparator(separator).withoutEscapeChar());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        try (var parser = rows.createParser(AnswerText.read(body, contentType))) {
            return read(parser);
        } catch (JacksonException e) {
            var location = e.getLocation();
            throw location == null
                    ? new Unreadable("it cannot be read")
                    : Unreadable.at(location.getLineNr(), location.getColumnNr());
        }
    }

    private static JsonNode read(JsonParser parser) throws Unreadable {
        var count = new ValueCount();
        var list = NODES.arrayNode();
        parser.nextToken();
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            return list;
        }
        var header = header(parser, count);
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            list.add(row(parser, header, count));
        }
        return list;
    }

    private static List<String> header(JsonParser parser, ValueCount count) throws Unreadable {
        var names = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            count.add(1);
            names.add(parser.getString());
        }
        return names;
    }

    private static ObjectNode row(JsonParser parser, List<String> header, ValueCount count) throws Unreadable {
        count.add(1);
        var row = NODES.objectNode();
        for (var i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            count.add(1);
            if (i < header.size()) {
                row.put(header.get(i), parser.getString());
            }
        }
        return row;
    }
}
