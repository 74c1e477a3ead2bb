package dev.capstan.format;

import dev.capstan.value.ByteOrderMark;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;
import org.jsoup.select.Evaluator;
import org.jsoup.select.NodeVisitor;
import org.jsoup.select.Selector;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The tables of an HTML page, as {@code {"tables": [[{header: cell}]]}}; see {@link HtmlTable}. A CSS selector chooses:
 * tables that it matches, and those inside of what it matches. The charset is that of a byte order mark, of the
 * Content-Type, of the page's {@code meta}, or UTF-8; bytes that do not fit become U+FFFD, as in browsers.
 */
final class HtmlAnswers implements AnswerFormat {
    /** Where browsers look for the charset (HTML, section 13.2.3.2). */
    private static final int PRESCAN = 1024;

    private final Evaluator selector;

    private HtmlAnswers(Evaluator selector) {
        this.selector = selector;
    }

    /**
     * With a selector, or all tables when that is blank.
     *
     * @throws InvalidSchema when it is not a CSS selector
     */
    static HtmlAnswers of(String selector) throws InvalidSchema {
        try {
            return new HtmlAnswers(Selector.evaluatorOf(selector.isBlank() ? "*" : selector.strip()));
        } catch (Selector.SelectorParseException | IllegalArgumentException e) {
            throw new InvalidSchema("'" + selector.strip() + "' is not a CSS selector, such as table.prices");
        }
    }

    @Override
    public String name() {
        return "html";
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        var count = new ValueCount();
        var page = page(text(body, contentType));
        var tables = JsonNodeFactory.instance.arrayNode();
        for (var table : tables(page)) {
            count.add(1);
            HtmlTable.read(table, count).ifPresent(tables::add);
        }
        return JsonNodeFactory.instance.objectNode().set("tables", tables);
    }

    private static String text(byte[] body, Optional<String> contentType) throws Unreadable {
        var named = AnswerText.charset(body, contentType);
        return ByteOrderMark.removed(new String(body, named.isPresent() ? named.get() : ownCharset(body)));
    }

    /** UTF-8 when the page names none. */
    private static Charset ownCharset(byte[] body) throws Unreadable {
        var head = Arrays.copyOf(body, Math.min(body.length, PRESCAN));
        try {
            return Jsoup.parse(new ByteArrayInputStream(head), null, "").charset();
        } catch (IOException e) {
            throw new Unreadable("its charset cannot be found");
        }
    }

    /** Step by step, because a few letters can make many elements. */
    private static Document page(String text) throws Unreadable {
        try (var parser = new StreamParser(Parser.htmlParser()).parse(text, "")) {
            var count = new ValueCount();
            for (var elements = parser.iterator(); elements.hasNext(); elements.next()) {
                count.add(1);
            }
            return parser.document();
        }
    }

    private Iterable<Element> tables(Document page) {
        Set<Element> matched = Collections.newSetFromMap(new IdentityHashMap<>());
        matched.addAll(page.select(selector));
        // A selector remembers the last page that it saw in this thread.
        new Document("").select(selector);
        var tables = new MatchedTables(matched);
        page.traverse(tables);
        return tables.found;
    }

    /** In the order of the page, whether or not one is inside of another. */
    private static final class MatchedTables implements NodeVisitor {
        private final Set<Element> matched;
        private final List<Element> found = new ArrayList<>();
        private int inside;

        MatchedTables(Set<Element> matched) {
            this.matched = matched;
        }

        @Override
        public void head(Node node, int depth) {
            if (!(node instanceof Element element)) {
                return;
            }
            if (matched.contains(element)) {
                inside++;
            }
            if (inside > 0 && element.nameIs("table")) {
                found.add(element);
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element && matched.contains(element)) {
                inside--;
            }
        }
    }
}
