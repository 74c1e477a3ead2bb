package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules on texts that are shown as Markdown, which may come from strangers: nothing in them may be a program. */
final class MarkdownRules {
    private static final Pattern SCRIPT = Pattern.compile("<script", Pattern.CASE_INSENSITIVE);

    /** A word of its own, so that "retrieval(s)" is none. */
    private static final Pattern EVAL = Pattern.compile("\\beval\\(");

    private final Problems problems;

    MarkdownRules(Problems problems) {
        this.problems = problems;
    }

    void check(Outline file) {
        Stream.of(
                        file.info().stream(),
                        file.consumes().stream(),
                        file.imports().stream().map(Outline.Import::section),
                        file.exposes().stream().flatMap(MarkdownRules::shown),
                        file.aggregates().stream(),
                        file.functions())
                .flatMap(sections -> sections)
                .forEach(this::texts);
    }

    /** An adapter, and what its callers see of it. */
    private static Stream<Section> shown(Outline.Adapter adapter) {
        var section = adapter.section();
        var parts = switch (adapter.type()) {
            case "rest" ->
                section.named("resources", Part.REST_RESOURCE).stream()
                        .flatMap(resource -> resource.has("operations")
                                ? Stream.concat(Stream.of(resource), Outline.operations(resource))
                                : Stream.of(resource));
            case "mcp" ->
                Stream.of(
                                section.named("tools", Part.UNIT),
                                section.named("resources", Part.MCP_RESOURCE),
                                section.named("prompts", Part.PROMPT))
                        .flatMap(sections -> sections.stream());
            case "skill" -> section.named("skills", Part.SKILL).stream();
            default -> Stream.<Section>empty();
        };
        return Stream.concat(Stream.of(section), parts);
    }

    private void texts(Section section) {
        if (section.knows("label")) {
            section.text("label").ifPresent(this::text);
        }
        if (section.knows("description")) {
            section.text("description").ifPresent(this::text);
        }
    }

    private void text(Located<String> text) {
        if (text.value().indexOf('<') >= 0 && SCRIPT.matcher(text.value()).find()) {
            problems.add(
                    ProblemCode.NO_SCRIPT_TAGS_IN_MARKDOWN,
                    text.position(),
                    "this text has a '<script' tag, which would run where the text is shown as HTML; take it out");
        }
        if (text.value().contains("eval(") && EVAL.matcher(text.value()).find()) {
            problems.add(
                    ProblemCode.NO_EVAL_IN_MARKDOWN,
                    text.position(),
                    "this text has a call of 'eval(', which might run where the text is shown; take it out");
        }
    }
}
