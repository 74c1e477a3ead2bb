package dev.capstan.spec;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * What a file does that is not YAML, in the words of who writes it: the parser's are about its tokens.
 *
 * @param words what is wrong, and what would be right
 * @param mark where, as far as the parser knows
 */
record SyntaxMistake(String words, Optional<Mark> mark) {
    /**
     * @param pattern in the parser's words: what it found, with what it was about in front
     * @param words made of the groups of the pattern
     * @param isWhereItBegan whether the mistake is where the parser began, and was only noticed later
     */
    private record Kind(Pattern pattern, Function<MatchResult, String> words, boolean isWhereItBegan) {}

    /** In this order. */
    private static final List<Kind> KINDS = List.of(
            noticedLater("quoted scalar: found unexpected", match -> "the quote that begins here is never closed"),
            noticedLater(
                    "expected ',' or '(.)', but got <stream end>",
                    match -> "what begins here is never closed (expected: '" + match.group(1) + "')"),
            found(
                    "expected ',' or '(.)'",
                    match -> "a ',' or '" + match.group(1)
                            + "' is missing before this (expected: quotes around a text that"
                            + " has brackets, braces or ': ' in it)"),
            noticedLater(
                    "could not find expected ':'",
                    match -> "this is no key, as no colon follows (expected: 'key: value')"),
            found(
                    "found '<stream end>'",
                    match ->
                            "the file ends before a value that it began (expected: a ']' for each '[', a '}' for each '{')"),
            found("'\\\\t\\(TAB\\)' that cannot start", match -> "a tab stands in the indentation (expected: blanks)"),
            found(
                    "found unknown escape character (.)",
                    match -> "there is no \\" + match.group(1)
                            + " between double quotes (expected: \\\\ for a backslash, or single quotes)"),
            found(
                    "character '(.+)' that cannot start|expected the node content, but found '(.)'",
                    match -> "a text cannot begin with " + (match.group(1) == null ? match.group(2) : match.group(1))
                            + " (expected: quotes around it)"),
            found(
                    "mapping values are not allowed",
                    match ->
                            "a colon cannot stand here (expected: quotes around a text that has ': ' in it, or a key on"
                                    + " a line of its own, indented like its neighbours)"),
            found(
                    "sequence entries are not allowed",
                    match -> "a list cannot begin here (expected: each '- ' on a line of its own)"),
            found(
                    "expected <block end>, but found '([\\]},])'",
                    match -> "the '" + match.group(1)
                            + "' belongs to no bracket or brace (expected: quotes around a text that has it)"),
            found(
                    "expected <block end>, but found '<scalar>'",
                    match ->
                            "the value was complete before this (expected: quotes around all of it; one within '...' is"
                                    + " written twice, one within \"...\" has a \\ before it)"),
            found(
                    "expected <block end>",
                    match ->
                            "this line is indented like nothing above it (expected: as far as the keys or list entries it"
                                    + " belongs to)"));

    private static Kind found(String pattern, Function<MatchResult, String> words) {
        return new Kind(Pattern.compile(pattern), words, false);
    }

    private static Kind noticedLater(String pattern, Function<MatchResult, String> words) {
        return new Kind(Pattern.compile(pattern), words, true);
    }

    static SyntaxMistake of(MarkedYamlEngineException fault) {
        var problem = fault.getProblem().strip().lines().findFirst().orElse("it cannot be read");
        for (var kind : KINDS) {
            var match = kind.pattern.matcher(fault.getContext() + ": " + problem);
            if (match.find()) {
                var words = kind.words.apply(match.toMatchResult());
                return kind.isWhereItBegan && fault.getContextMark().isPresent()
                        ? new SyntaxMistake(words, fault.getContextMark())
                        : new SyntaxMistake(words + began(fault), fault.getProblemMark());
            }
        }
        return new SyntaxMistake(problem + began(fault), fault.getProblemMark());
    }

    /** What is never closed may be noticed far from where the mistake is. */
    private static String began(MarkedYamlEngineException fault) {
        return fault.getContextMark()
                .filter(mark -> fault.getProblemMark()
                        .filter(end -> end.getLine() != mark.getLine())
                        .isPresent())
                .map(mark -> ", in what begins at line " + (mark.getLine() + 1))
                .orElse("");
    }
}
