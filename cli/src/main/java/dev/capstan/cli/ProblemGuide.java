package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.problem.ProblemCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What {@code docs/problems.md} says about each code; the page is in the JAR. Immutable. */
final class ProblemGuide {
    private static final Pattern HEADING = Pattern.compile("(?m)^## ");
    private static final Pattern SEVERITY = Pattern.compile("(?m)^Severity: .*\\R+");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)]\\([^)]+\\)");
    private static final Pattern SENTENCE = Pattern.compile("(?s)^.*?[.](?=\\s|$)");

    private final Map<String, Entry> entries;

    /**
     * What is to know about a code.
     *
     * @param summary the first sentence
     * @param text all of it, in Markdown, without links
     */
    record Entry(String summary, String text) {}

    private ProblemGuide(Map<String, Entry> entries) {
        this.entries = Map.copyOf(entries);
    }

    static ProblemGuide load() {
        try (var in = ProblemGuide.class.getResourceAsStream("problems.md")) {
            return in == null ? new ProblemGuide(Map.of()) : parse(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProblemGuide parse(String page) {
        var entries = new HashMap<String, Entry>();
        HEADING.splitAsStream(page).skip(1).forEach(section -> {
            var parts = section.split("\\R", 2);
            entries.put(parts[0].strip(), entry(parts.length > 1 ? parts[1] : ""));
        });
        return new ProblemGuide(entries);
    }

    private static Entry entry(String section) {
        // Links lead to other pages, which are not where a report is read.
        var text = LINK.matcher(SEVERITY.matcher(section).replaceFirst(""))
                .replaceAll("$1")
                .strip();
        var sentence = SENTENCE.matcher(text);
        return new Entry(sentence.find() ? sentence.group() : text, text);
    }

    Entry of(ProblemCode code) {
        return entries.getOrDefault(code.code(), new Entry(code.code(), code.code()));
    }
}
