package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The YAML object between two lines {@code ---} at the very start of a Markdown text, and what follows. */
record FrontMatter(ObjectNode fields, String rest) {
    private static final String FENCE = "---";

    /** Two lines of dashes with something else between them are Markdown: rules and a heading. */
    static FrontMatter of(String text) {
        var begin = endOfLine(text, 0);
        if (!isFence(text, 0, begin)) {
            return none(text);
        }
        for (var from = begin; from < text.length(); ) {
            var end = endOfLine(text, from);
            if (isFence(text, from, end)) {
                return between(text, begin, from, end);
            }
            from = end;
        }
        return none(text);
    }

    private static FrontMatter between(String text, int begin, int close, int end) {
        try {
            var yaml = text.substring(begin, close);
            if (yaml.isBlank()) {
                return none(text.substring(end));
            }
            return YamlTree.read(yaml) instanceof ObjectNode fields
                    ? new FrontMatter(fields, text.substring(end))
                    : none(text);
        } catch (Unreadable e) {
            return none(text);
        }
    }

    private static FrontMatter none(String text) {
        return new FrontMatter(JsonNodeFactory.instance.objectNode(), text);
    }

    private static boolean isFence(String text, int from, int to) {
        return text.startsWith(FENCE, from)
                && text.substring(from + FENCE.length(), to).isBlank();
    }

    private static int endOfLine(String text, int from) {
        var at = text.indexOf('\n', from);
        return at < 0 ? text.length() : at + 1;
    }
}
