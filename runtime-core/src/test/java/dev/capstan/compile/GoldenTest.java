package dev.capstan.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.catalog.CapabilityFiles;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.catalog.Composer;
import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Prompt;
import dev.capstan.exposure.Resource;
import dev.capstan.flow.Answer;
import dev.capstan.flow.Flow;
import dev.capstan.flow.Input;
import dev.capstan.flow.Step;
import dev.capstan.problem.ProblemCode;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.upstream.UpstreamTarget;
import dev.capstan.value.VariableUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of a file: pairs of a capability file and what it compiles to, problems included. A new case is a new
 * file in {@code golden/}: the YAML, a line {@code ----------}, and the expected text.
 */
class GoldenTest {
    private static final String SEPARATOR = "----------\n";

    /** Told of each part of nearly every case, so only the cases about the rules have them. */
    private static final Set<ProblemCode> OF_EVERY_CASE = Set.of(
            ProblemCode.CONSUMES_DESCRIPTION,
            ProblemCode.REST_RESOURCE_DESCRIPTION,
            ProblemCode.REST_OPERATION_DESCRIPTION);

    @TempDir
    Path folder;

    static Stream<Path> cases() throws IOException {
        try (var files = Files.list(Path.of("src", "test", "resources", "golden"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void compilesTo(Path golden) throws IOException {
        var parts = Files.readString(golden).split(SEPARATOR, 2);
        var file = Files.writeString(folder.resolve("file.yaml"), parts[0]);

        var catalog = Composer.compose(List.of(CapabilityFiles.load(file, CompileSettings.NONE)));

        var isAboutRules = golden.getFileName().toString().startsWith("rules-");
        var actual = describe(catalog.entries().get(0), isAboutRules ? Set.of() : OF_EVERY_CASE);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, parts[0] + SEPARATOR + actual);
        }
        assertThat(actual).isEqualTo(parts[1]);
    }

    private String describe(CatalogEntry entry, Set<ProblemCode> left) {
        var text = new StringBuilder();
        entry.routes()
                .forEach(route -> text.append(route.route().method())
                        .append(' ')
                        .append(route.route().barePath())
                        .append(access(route.authentication()))
                        .append(flow(route.route().flow())));
        entry.tools()
                .forEach(tool -> text.append("tool ")
                        .append(tool.listedName())
                        .append(access(tool.authentication()))
                        .append(flow(tool.tool().flow())));
        entry.resources().forEach(resource -> text.append(resource(resource)));
        entry.prompts().forEach(prompt -> text.append(prompt(prompt)));
        entry.skills()
                .forEach(skill ->
                        text.append("skill ").append(skill.canonicalPath()).append('\n'));
        entry.fileProblems().stream()
                .filter(problem -> !left.contains(problem.code()))
                .forEach(problem -> text.append(problem.toString().replace(entry.file() + ":", ""))
                        .append('\n'));
        // With a NUL in it, tools take a file for one of bytes.
        return text.toString()
                .replace(entry.file(), "file.yaml")
                .replace(folder.toString(), "FOLDER")
                .replace('\0', '␀');
    }

    private static String resource(CatalogEntry.NamedResource named) {
        var about = named.resource().about();
        return "resource " + about.uri() + " " + about.name() + " '" + about.title() + "' "
                + about.mimeType().orElse("-")
                + about.caching().ttlMillis().map(ttl -> " ttl " + ttl).orElse("")
                + about.caching()
                        .isPublic()
                        .map(isPublic -> isPublic ? " public" : " private")
                        .orElse("")
                + about.icons().stream().map(icon -> " " + icon).collect(Collectors.joining())
                + access(named.authentication())
                + (named.resource() instanceof Resource.Made made
                        ? (made.binary() ? " bytes" : "") + flow(made.flow())
                        : " -> " + ((Resource.Folder) named.resource()).path() + "\n");
    }

    private static String prompt(CatalogEntry.NamedPrompt named) {
        var prompt = named.prompt();
        var arguments = prompt.arguments().stream()
                .map(argument -> "    " + argument.name() + " '" + argument.title() + "'"
                        + (argument.required() ? ", required" : "")
                        + (argument.choices().isEmpty() ? "" : ", one of " + argument.choices())
                        + "\n")
                .collect(Collectors.joining());
        return "prompt " + named.listedName() + " '" + prompt.title() + "'" + access(named.authentication()) + " -> "
                + source(prompt.source()) + "\n" + arguments;
    }

    private static String source(Prompt.Source source) {
        return source instanceof Prompt.Source.File file
                ? file.path().toString()
                : ((Prompt.Source.Inline) source)
                        .messages().stream()
                                .map(message -> "\n    " + message.role() + ": "
                                        + message.text().pieces().stream()
                                                .map(piece ->
                                                        piece.isArgument() ? "<" + piece.text() + ">" : piece.text())
                                                .collect(Collectors.joining())
                                                .replace("\n", "\\n"))
                                .collect(Collectors.joining());
    }

    private static String access(Authentication authentication) {
        var uses = authentication.uses().stream().map(VariableUse::label).collect(Collectors.joining(", "));
        return authentication.isOpen()
                ? ""
                : " for " + authentication.asked() + (uses.isEmpty() ? "" : " using " + uses);
    }

    private static String flow(Flow flow) {
        var target = target(flow);
        var inputs = flow.inputs().list().stream().map(GoldenTest::input).collect(Collectors.joining());
        return " -> " + target + "\n" + inputs;
    }

    private static String target(Flow flow) {
        if (flow instanceof Flow.Call call) {
            var answer = call.answer() instanceof Answer.AsItCame ? "" : "\n    answer: " + call.answer();
            return upstream(call.upstream()) + answer;
        }
        if (flow instanceof Flow.Steps steps) {
            return "steps"
                    + steps.steps().stream()
                            .map(step -> "\n    " + step.name() + " = "
                                    + (step instanceof Step.Call call ? upstream(call.upstream()) : step))
                            .collect(Collectors.joining())
                    + steps.result().map(shape -> "\n    answer: " + shape).orElse("");
        }
        return flow instanceof Flow.Constant constant
                ? "constant " + constant.shape()
                : "unavailable: " + ((Flow.Unavailable) flow).failure().code().code();
    }

    private static String upstream(UpstreamOperation operation) {
        var parts = operation.parts().stream().map(part -> part.label()).collect(Collectors.joining(", "));
        var uses = operation.uses().stream().map(VariableUse::label).collect(Collectors.joining(", "));
        return operation.method() + " " + origin(operation.target()) + operation.path()
                + (parts.isEmpty() ? "" : " [" + parts + "]")
                + (uses.isEmpty() ? "" : " using " + uses);
    }

    private static String origin(UpstreamTarget target) {
        return target instanceof UpstreamTarget.Fixed fixed
                ? fixed.place().origin().toString()
                : target.baseUri() + " ";
    }

    private static String input(Input input) {
        var shape = input.shape();
        return "    " + input.name()
                + (input.name().equals(input.writtenName()) ? "" : " (" + input.writtenName() + ")") + ": "
                + input.type().label() + " " + input.location()
                + (input.required() ? ", required" : "")
                + (shape.choices().isEmpty() ? "" : ", one of " + shape.choices())
                + shape.standard().map(value -> ", default " + value).orElse("")
                + shape.items().map(type -> ", of " + type.label()).orElse("")
                + "\n";
    }
}
