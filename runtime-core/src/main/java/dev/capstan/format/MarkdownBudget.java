package dev.capstan.format;

import dev.capstan.format.AnswerFormat.Unreadable;

/**
 * Refuses Markdown that would grow without bound. Rows are filled up to the width of their table (GFM, section 4.10), so a
 * small text can make many cells; the parser limits those of one table only.
 */
final class MarkdownBudget {
    private static final String MARKS = "*_`[]<!&\\|~\n";

    private MarkdownBudget() {}

    static void require(String text) throws Unreadable {
        var count = new ValueCount();
        var width = 0;
        for (var from = 0; from < text.length(); ) {
            var newline = text.indexOf('\n', from);
            var end = newline < 0 ? text.length() : newline;
            width = widthAfter(text, from, end, width, count);
            from = end + 1;
        }
    }

    /** How many cells the next line may get, if it is in a table. */
    private static int widthAfter(String text, int from, int end, int width, ValueCount count) throws Unreadable {
        var pipes = 0;
        var isDelimiter = true;
        var isBlank = true;
        for (var i = from; i < end; i++) {
            var letter = text.charAt(i);
            pipes += letter == '|' ? 1 : 0;
            isBlank &= letter <= ' ';
            isDelimiter &= letter <= ' ' || letter == '|' || letter == '-' || letter == ':' || letter == '>';
            if (MARKS.indexOf(letter) >= 0) {
                count.add(1);
            }
        }
        count.add(1L + width);
        if (isBlank) {
            return 0;
        }
        return isDelimiter && pipes > 0 ? Math.max(width, pipes + 1) : width;
    }
}
