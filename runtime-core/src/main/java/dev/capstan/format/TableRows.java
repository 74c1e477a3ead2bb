package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rows of a table with a header. */
final class TableRows {
    private TableRows() {}

    /** A row by the names of the columns: missing cells are empty, cells beyond the header are left out. */
    static ObjectNode row(List<String> header, List<String> cells, ValueCount count) throws Unreadable {
        count.add(1L + header.size());
        var row = JsonNodeFactory.instance.objectNode();
        for (var i = 0; i < header.size(); i++) {
            row.put(header.get(i), i < cells.size() ? cells.get(i) : "");
        }
        return row;
    }
}
