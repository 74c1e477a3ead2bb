package dev.capstan.format;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The structure of a Markdown text: {@code {"frontMatter": {}, "tables": [[{header: cell}]], "sections": [{"heading",
 * "level", "content"}]}}, see {@link MarkdownTree}.
 */
final class MarkdownAnswers implements AnswerFormat {
    private final String prefix;

    /** @param selector what a heading begins with to be chosen, with or without its {@code #}; blank for all */
    MarkdownAnswers(String selector) {
        this.prefix = withoutMarks(selector.strip());
    }

    private static String withoutMarks(String selector) {
        var start = 0;
        while (start < selector.length() && selector.charAt(start) == '#') {
            start++;
        }
        return selector.substring(start).strip();
    }

    @Override
    public String name() {
        return "markdown";
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        return MarkdownTree.read(AnswerText.read(body, contentType), prefix);
    }
}
