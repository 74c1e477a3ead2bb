package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads CommonMark with the tables of GFM. A section is what stands between a heading and the next one, as plain text
 * without tables. With a prefix, only sections whose heading begins with it are there, and only tables in these and in
 * the sections below them.
 */
final class MarkdownTree {
    /** Each line is held against every open block. */
    private static final int MAX_OPEN_BLOCKS = 100;

    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(
                    TablesExtension.builder().maxCells(ValueCount.MAX_VALUES).build()))
            .maxOpenBlockParsers(MAX_OPEN_BLOCKS)
            .maxInlineNesting(MAX_OPEN_BLOCKS)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String prefix;
    private final ValueCount count = new ValueCount();
    private final ArrayNode tables = NODES.arrayNode();
    private final ArrayNode sections = NODES.arrayNode();

    /** The level of the chosen heading that this is below of; 0 when there is none. */
    private int chosen;

    private boolean isSection;
    private String heading = "";
    private int level;
    private MarkdownText text = new MarkdownText();

    private MarkdownTree(String prefix) {
        this.prefix = prefix;
    }

    /** @param prefix of headings; empty for all, and for tables before the first heading */
    static JsonNode read(String text, String prefix) throws Unreadable {
        var frontMatter = FrontMatter.of(text);
        MarkdownBudget.require(frontMatter.rest());
        var tree = new MarkdownTree(prefix);
        tree.blocks(PARSER.parse(frontMatter.rest()));
        var root = NODES.objectNode();
        root.set("frontMatter", frontMatter.fields());
        root.set("tables", tree.tables);
        root.set("sections", tree.sections);
        return root;
    }

    private void blocks(Node document) throws Unreadable {
        for (var block = document.getFirstChild(); block != null; block = block.getNext()) {
            if (block instanceof Heading title) {
                endSection();
                beginSection(title);
            } else {
                for (var table : text.add(block)) {
                    addTable(table);
                }
            }
        }
        endSection();
    }

    private void beginSection(Heading title) {
        heading = MarkdownText.of(title);
        level = title.getLevel();
        isSection = heading.startsWith(prefix);
        if (isSection) {
            chosen = chosen > 0 && level > chosen ? chosen : level;
        } else if (level <= chosen) {
            chosen = 0;
        }
        text = new MarkdownText();
    }

    private void endSection() throws Unreadable {
        if (isSection) {
            count.add(4);
            sections.add(NODES.objectNode()
                    .put("heading", heading)
                    .put("level", level)
                    .put("content", text.toString()));
        }
    }

    private void addTable(TableBlock table) throws Unreadable {
        if (chosen == 0 && !prefix.isEmpty()) {
            return;
        }
        var rows = NODES.arrayNode();
        var header = cells(table.getFirstChild().getFirstChild());
        var body = table.getLastChild();
        if (body != table.getFirstChild()) {
            for (var row = body.getFirstChild(); row != null; row = row.getNext()) {
                rows.add(TableRows.row(header, cells(row), count));
            }
        }
        tables.add(rows);
    }

    private static List<String> cells(Node row) {
        var cells = new ArrayList<String>();
        for (var cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
            cells.add(MarkdownText.of(cell));
        }
        return cells;
    }
}
