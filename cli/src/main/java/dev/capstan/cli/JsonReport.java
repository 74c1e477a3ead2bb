package dev.capstan.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.capstan.catalog.Catalog;
import dev.capstan.catalog.CatalogEntry;
import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.SkillTool;
import dev.capstan.flow.Flow;
import dev.capstan.problem.Problem;
import dev.capstan.value.Variables;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of {@code list} and {@code validate}: a contract, so every name here is final. */
final class JsonReport {
    /** Writes what no character set of a terminal can spoil. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private JsonReport() {}

    private record Report(List<CapabilityJson> capabilities) {}

    private record CapabilityJson(
            String file,
            String label,
            String state,
            List<ProblemJson> problems,
            List<RouteJson> rest,
            List<ToolJson> tools,
            List<ResourceJson> resources,
            List<PromptJson> prompts,
            List<SkillJson> skills) {}

    private record ProblemJson(String severity, String code, String message, String file, int line, int column) {}

    /** @param authentication the type of what callers must show; left out where they need not */
    private record RouteJson(
            String method,
            String path,
            String canonicalPath,
            String operation,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> authentication) {}

    /** @param authentication the type of what callers must show; left out where they need not */
    private record ToolJson(
            String name,
            String qualifiedName,
            String operation,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> authentication) {}

    /**
     * @param operation left out where it is a folder
     * @param authentication the type of what callers must show; left out where they need not
     */
    private record ResourceJson(
            String name,
            String uri,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> operation,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> authentication) {}

    /** @param authentication the type of what callers must show; left out where they need not */
    private record PromptJson(
            String name,
            String qualifiedName,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> authentication) {}

    /** @param authentication the type of what callers must show; left out where they need not */
    private record SkillJson(
            String name,
            String listedName,
            String canonicalPath,
            List<String> tools,
            @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> authentication) {}

    static String of(Catalog catalog, Variables variables) {
        var capabilities = catalog.entries().stream()
                .map(entry -> capability(entry, variables))
                .toList();
        return JSON.writeValueAsString(new Report(capabilities));
    }

    private static CapabilityJson capability(CatalogEntry entry, Variables variables) {
        return new CapabilityJson(
                entry.file(),
                entry.label(),
                entry.state(variables).label(),
                entry.problems(variables).stream().map(JsonReport::problem).toList(),
                entry.routes().stream().map(JsonReport::route).toList(),
                entry.tools().stream().map(JsonReport::tool).toList(),
                entry.resources().stream().map(JsonReport::resource).toList(),
                entry.prompts().stream().map(JsonReport::prompt).toList(),
                entry.skills().stream().map(JsonReport::skill).toList());
    }

    private static ProblemJson problem(Problem problem) {
        return new ProblemJson(
                problem.severity().label(),
                problem.code().code(),
                problem.message(),
                problem.position().file(),
                problem.position().line(),
                problem.position().column());
    }

    private static RouteJson route(CatalogEntry.Route route) {
        return new RouteJson(
                route.route().method(),
                route.route().writtenPath(),
                route.canonicalPath(),
                route.route().flow().operation(),
                asked(route.authentication()));
    }

    private static Optional<String> asked(Authentication authentication) {
        return Optional.of(authentication).filter(it -> !it.isOpen()).map(Authentication::type);
    }

    private static ToolJson tool(CatalogEntry.NamedTool tool) {
        return new ToolJson(
                tool.tool().name(), tool.qualifiedName(), tool.tool().flow().operation(), asked(tool.authentication()));
    }

    private static ResourceJson resource(CatalogEntry.NamedResource resource) {
        var about = resource.resource().about();
        return new ResourceJson(
                about.name(),
                about.uri(),
                resource.resource().maker().map(Flow::operation),
                asked(resource.authentication()));
    }

    private static PromptJson prompt(CatalogEntry.NamedPrompt prompt) {
        return new PromptJson(prompt.prompt().name(), prompt.qualifiedName(), asked(prompt.authentication()));
    }

    private static SkillJson skill(CatalogEntry.NamedSkill skill) {
        return new SkillJson(
                skill.skill().name(),
                skill.listedName(),
                skill.canonicalPath(),
                skill.skill().tools().stream().map(SkillTool::name).toList(),
                asked(skill.authentication()));
    }
}
