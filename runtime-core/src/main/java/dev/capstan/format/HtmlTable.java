package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One table: named by the {@code th} of the first row of its {@code thead}, else of its first row; every row without
 * {@code th} is one object. A table inside of a cell belongs to itself alone, else a few nested ones would be read over
 * and over.
 */
final class HtmlTable {
    private static final Set<String> GROUPS = Set.of("thead", "tbody", "tfoot");

    private HtmlTable() {}

    /** The rows; empty for a table without a header. */
    static Optional<ArrayNode> read(Element table, ValueCount count) throws Unreadable {
        var rows = rows(table);
        var header = header(table, rows);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        var list = JsonNodeFactory.instance.arrayNode();
        for (var row : rows) {
            if (children(row, "th").isEmpty()) {
                list.add(TableRows.row(header, texts(children(row, "td")), count));
            }
        }
        return Optional.of(list);
    }

    private static List<Element> rows(Element table) {
        var rows = new ArrayList<Element>();
        for (var node : table.childNodes()) {
            if (!(node instanceof Element child)) {
                continue;
            }
            if (child.nameIs("tr")) {
                rows.add(child);
            } else if (GROUPS.contains(child.normalName())) {
                rows.addAll(children(child, "tr"));
            }
        }
        return rows;
    }

    private static List<String> header(Element table, List<Element> rows) {
        var head = children(table, "thead").stream()
                .flatMap(thead -> children(thead, "tr").stream())
                .findFirst()
                .map(row -> texts(children(row, "th")))
                .orElse(List.of());
        return head.isEmpty() && !rows.isEmpty() ? texts(children(rows.get(0), "th")) : head;
    }

    private static List<Element> children(Element parent, String name) {
        var found = new ArrayList<Element>();
        for (var node : parent.childNodes()) {
            if (node instanceof Element element && element.nameIs(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static List<String> texts(List<Element> cells) {
        return cells.stream().map(HtmlTable::text).toList();
    }

    private static String text(Element cell) {
        var text = new CellText();
        for (var child : cell.childNodes()) {
            child.filter(text);
        }
        return text.text.toString().strip();
    }

    /** The text as it looks: blanks are one space, and so are the edges of blocks. */
    private static final class CellText implements NodeFilter {
        private final StringBuilder text = new StringBuilder();

        @Override
        public FilterResult head(Node node, int depth) {
            if (node instanceof TextNode words) {
                words.getWholeText().chars().forEach(letter -> append((char) letter));
            }
            if (!(node instanceof Element element)) {
                return FilterResult.CONTINUE;
            }
            breakAt(element);
            return element.nameIs("table") ? FilterResult.SKIP_ENTIRELY : FilterResult.CONTINUE;
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            if (node instanceof Element element) {
                breakAt(element);
            }
            return FilterResult.CONTINUE;
        }

        private void breakAt(Element element) {
            if (element.isBlock() || element.nameIs("br")) {
                append(' ');
            }
        }

        private void append(char letter) {
            var isBlank = Character.isWhitespace(letter) || letter == '\u00A0';
            if (!isBlank) {
                text.append(letter);
            } else if (text.length() > 0 && text.charAt(text.length() - 1) != ' ') {
                text.append(' ');
            }
        }
    }
}
