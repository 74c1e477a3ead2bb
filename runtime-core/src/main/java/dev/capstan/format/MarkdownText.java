package dev.capstan.format;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** Words without their marks: blocks are set apart by an empty line, items of lists by a line break; HTML is left out. */
final class MarkdownText {
    private final StringBuilder text = new StringBuilder();

    /** The words of one block or cell. */
    static String of(Node node) {
        var text = new MarkdownText();
        text.add(node);
        return text.toString();
    }

    /**
     * Adds the words of a block. Goes from node to node rather than into them, because they may be nested deeply.
     *
     * @return the tables in it, whose words are not added
     */
    List<TableBlock> add(Node top) {
        var tables = new ArrayList<TableBlock>();
        for (Node node = top; ; ) {
            if (node instanceof TableBlock table) {
                tables.add(table);
            } else {
                enter(node);
            }
            if (node.getFirstChild() != null && !(node instanceof TableBlock)) {
                node = node.getFirstChild();
                continue;
            }
            leave(node);
            while (node != top && node.getNext() == null) {
                node = node.getParent();
                leave(node);
            }
            if (node == top) {
                return tables;
            }
            node = node.getNext();
        }
    }

    private void enter(Node node) {
        if (node instanceof Text words) {
            text.append(words.getLiteral());
        } else if (node instanceof Code code) {
            text.append(code.getLiteral());
        } else if (node instanceof FencedCodeBlock code) {
            text.append(code.getLiteral());
        } else if (node instanceof IndentedCodeBlock code) {
            text.append(code.getLiteral());
        } else if (node instanceof SoftLineBreak || node instanceof HardLineBreak) {
            text.append('\n');
        }
    }

    private void leave(Node node) {
        if (node instanceof Block) {
            endLines(node.getParent() instanceof ListItem || node instanceof ListItem ? 1 : 2);
        }
    }

    private void endLines(int wanted) {
        var there = 0;
        while (there < wanted && there < text.length() && text.charAt(text.length() - 1 - there) == '\n') {
            there++;
        }
        if (there < text.length()) {
            text.append("\n".repeat(wanted - there));
        }
    }

    @Override
    public String toString() {
        return text.toString().strip();
    }
}
