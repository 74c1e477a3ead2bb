package dev.capstan.spec;

import dev.capstan.problem.Problems;

/**
 * The rules of the format about a file as it is written (format, section on lint rules). They look at each file once, and
 * not at what it imports. What breaks a rule is served as well as it can be, errors included.
 */
final class LintRules {
    private LintRules() {}

    static void check(Node.Mapping document, Problems problems) {
        var file = Outline.of(document);
        new NamespaceRules(problems).check(file);
        new ImportRules(problems).check(file);
        new DescriptionRules(problems).check(file);
        new MarkdownRules(problems).check(file);
        new PathRules(problems).check(file);
        new ListenerRules(problems).check(file);
        new OAuthRules(problems).check(file);
        new TunnelRules(problems).check(file);
        new StepRules(problems).check(file);
        new SemanticsRules(problems).check(file);
        new ParameterRules(problems).check(file);
    }
}
