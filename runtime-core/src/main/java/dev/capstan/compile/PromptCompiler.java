package dev.capstan.compile;

import dev.capstan.exposure.Prompt;
import dev.capstan.exposure.Prompt.Argument;
import dev.capstan.exposure.Prompt.Message;
import dev.capstan.exposure.Prompt.Source;
import dev.capstan.exposure.PromptText;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.spec.McpSpec.ArgumentSpec;
import dev.capstan.spec.McpSpec.MessageSpec;
import dev.capstan.spec.McpSpec.PromptSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compiles the prompts of MCP adapters. One without messages is left out; the others are served (format, section on MCP
 * prompts). Used for one file.
 */
final class PromptCompiler {
    private static final int MAX_TOLD = 10;
    private static final int MAX_NAME = 60;

    private final List<Path> roots;
    private final Problems problems;

    /** @param roots the folders below which the files of prompts must lie; none means anywhere */
    PromptCompiler(List<Path> roots, Problems problems) {
        this.roots = roots;
        this.problems = problems;
    }

    /** @param file the file that has them */
    List<Prompt> compile(List<PromptSpec> specs, Path file) {
        var prompts = new LinkedHashMap<String, Prompt>();
        for (var spec : specs) {
            var prompt = prompt(spec, file);
            if (prompt.isPresent() && prompts.putIfAbsent(prompt.get().name(), prompt.get()) != null) {
                duplicate("prompt", spec.name(), "");
            }
        }
        return List.copyOf(prompts.values());
    }

    private Optional<Prompt> prompt(PromptSpec prompt, Path file) {
        var arguments = arguments(prompt);
        return source(prompt, arguments.keySet(), file)
                .map(source -> new Prompt(
                        prompt.name().value(),
                        prompt.label()
                                .orElseGet(() -> McpCompiler.title(prompt.name().value())),
                        prompt.description(),
                        Icons.compile(prompt.icons(), problems),
                        List.copyOf(arguments.values()),
                        source,
                        prompt.position()));
    }

    private Map<String, Argument> arguments(PromptSpec prompt) {
        var arguments = new LinkedHashMap<String, Argument>();
        for (var argument : prompt.arguments()) {
            if (arguments.putIfAbsent(argument.name().value(), argument(argument)) != null) {
                duplicate("argument", argument.name(), " of this prompt");
            }
        }
        return arguments;
    }

    private static Argument argument(ArgumentSpec argument) {
        var name = argument.name().value();
        return new Argument(
                name,
                argument.label().orElseGet(() -> McpCompiler.title(name)),
                argument.description(),
                argument.required(),
                argument.choices());
    }

    private void duplicate(String what, Located<String> name, String where) {
        problems.add(
                ProblemCode.PROMPT_DUPLICATE,
                name.position(),
                "there is another " + what + " " + name.value() + where
                        + " before this one; this one is never reached");
    }

    private Optional<Source> source(PromptSpec prompt, Set<String> arguments, Path file) {
        if (prompt.location().isPresent()) {
            reportTwoSources(prompt);
            return FileLocation.of(prompt.location().get(), FileLocation.Use.PROMPT, file, roots, problems)
                    .map(path -> new Source.File(path, roots));
        }
        if (prompt.messages().isEmpty()) {
            problems.add(
                    ProblemCode.PROMPT_INVALID,
                    prompt.position(),
                    "the prompt " + prompt.name().value()
                            + " has no 'template' with messages and no 'location' of a file with its text (expected: one of"
                            + " them); it is not served");
            return Optional.empty();
        }
        return Optional.of(new Source.Inline(prompt.messages().stream()
                .map(message -> message(message, arguments))
                .toList()));
    }

    private void reportTwoSources(PromptSpec prompt) {
        if (!prompt.messages().isEmpty()) {
            problems.add(
                    ProblemCode.CALL_ASSUMED,
                    prompt.messages().get(0).content().position(),
                    "these messages stand beside 'location', which counts; they are not sent");
        }
    }

    private Message message(MessageSpec message, Set<String> arguments) {
        var text = message.content();
        PromptText.unknown(text.value(), arguments).stream()
                .limit(MAX_TOLD)
                .forEach(name -> problems.add(
                        ProblemCode.REFERENCE_UNKNOWN,
                        text.position(),
                        "{{" + shortened(name) + "}} is no argument of this prompt (declared: " + told(arguments)
                                + "); it stays as it is"));
        return new Message(message.role(), PromptText.of(text.value(), arguments));
    }

    private static String shortened(String name) {
        return name.length() > MAX_NAME ? name.substring(0, MAX_NAME) + "..." : name;
    }

    private static String told(Set<String> arguments) {
        return arguments.isEmpty()
                ? "none"
                : arguments.stream().limit(MAX_TOLD).collect(Collectors.joining(", "))
                        + (arguments.size() > MAX_TOLD ? ", ..." : "");
    }
}
