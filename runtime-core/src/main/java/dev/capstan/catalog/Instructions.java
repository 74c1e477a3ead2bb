package dev.capstan.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.regex.Pattern;

/** What models are told of an endpoint that has the tools of several adapters: short, since each model reads it first. */
final class Instructions {
    private static final String BEGINNING =
            "Each tool calls an HTTP API. A result with isError says what went wrong and what to change.";

    private static final int MAX = 2_000;
    private static final int MAX_SENTENCE = 200;
    private static final int MAX_LAST_LINE = 30;
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?] ");

    private Instructions() {}

    /** A line for each adapter, sorted by namespace; up to {@value #MAX} characters in all. */
    static String of(Collection<McpOffer> adapters) {
        var lines = adapters.stream()
                .sorted(Comparator.comparing(McpOffer::name))
                .map(Instructions::line)
                .toList();
        var told = new ArrayList<String>();
        told.add(BEGINNING);
        var length = BEGINNING.length();
        for (var line : lines) {
            length += 1 + line.length();
            if (length > MAX - MAX_LAST_LINE) {
                told.add("- and " + (lines.size() - told.size() + 1) + " more");
                break;
            }
            told.add(line);
        }
        return String.join("\n", told);
    }

    private static String line(McpOffer adapter) {
        var sentence = sentence(adapter.instructions());
        return "- " + adapter.name() + (sentence.isEmpty() ? "" : ": " + sentence);
    }

    private static String sentence(String text) {
        var line = BLANKS.matcher(text.substring(0, Math.min(text.length(), 2 * MAX_SENTENCE)))
                .replaceAll(" ")
                .strip();
        var end = SENTENCE_END.matcher(line);
        var first = end.find() ? line.substring(0, end.start() + 1) : line;
        return first.codePointCount(0, first.length()) > MAX_SENTENCE
                ? first.substring(0, first.offsetByCodePoints(0, MAX_SENTENCE - 3))
                                .stripTrailing() + "..."
                : first;
    }
}
