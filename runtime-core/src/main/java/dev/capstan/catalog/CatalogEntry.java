package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Endpoint;
import dev.capstan.exposure.Prompt;
import dev.capstan.exposure.Resource;
import dev.capstan.exposure.RestRoute;
import dev.capstan.exposure.Skill;
import dev.capstan.exposure.Tool;
import dev.capstan.flow.Flow;
import dev.capstan.problem.Position;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.value.FileVariables;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One file in the catalogue.
 *
 * @param fileProblems what is wrong with the file itself, whatever the environment
 * @param variables of the file; none when it is not served
 */
public record CatalogEntry(
        String file,
        String label,
        boolean served,
        List<Problem> fileProblems,
        List<Route> routes,
        List<NamedTool> tools,
        List<NamedResource> resources,
        List<NamedPrompt> prompts,
        List<NamedSkill> skills,
        FileVariables variables) {
    public CatalogEntry {
        fileProblems = List.copyOf(fileProblems);
        routes = List.copyOf(routes);
        tools = List.copyOf(tools);
        resources = List.copyOf(resources);
        prompts = List.copyOf(prompts);
        skills = List.copyOf(skills);
    }

    /**
     * A route and where it answers.
     *
     * @param endpoint the listener that it is on
     * @param authentication what callers must show
     * @param bare whether it answers at its bare path, too
     */
    public record Route(
            RestRoute route, Endpoint endpoint, Authentication authentication, String canonicalPath, boolean bare) {
        /** The path to call it at; where the bare one is claimed by others too, that is the canonical one. */
        public String callablePath() {
            return bare ? route.barePath() : canonicalPath;
        }
    }

    /**
     * A tool and its names.
     *
     * @param authentication what callers must show
     * @param listedName the name that clients see and call
     */
    public record NamedTool(Tool tool, Authentication authentication, String qualifiedName, String listedName) {
        /** Whether clients see it only under its qualified name. */
        public boolean isQualified() {
            return !listedName.equals(tool.name());
        }
    }

    /**
     * A resource of an MCP adapter.
     *
     * @param authentication what callers must show
     * @param namespace of the adapter; it is read at {@code /mcp/{namespace}} in any case
     * @param isAmbiguous whether it is read only there, because others have its URI, too
     */
    public record NamedResource(
            Resource resource, Authentication authentication, String namespace, boolean isAmbiguous) {}

    /**
     * A prompt and its names.
     *
     * @param authentication what callers must show
     * @param listedName the name that clients see and use
     */
    public record NamedPrompt(Prompt prompt, Authentication authentication, String qualifiedName, String listedName) {
        /** Whether clients see it only under its qualified name. */
        public boolean isQualified() {
            return !listedName.equals(prompt.name());
        }
    }

    /**
     * A skill and where it is listed.
     *
     * @param endpoint the listener that it is on
     * @param authentication what callers must show
     * @param listedName the name that callers see and use below {@code /skills}
     */
    public record NamedSkill(
            Skill skill, Endpoint endpoint, Authentication authentication, String canonicalPath, String listedName) {
        /** Whether it is listed only under its qualified name. */
        public boolean isQualified() {
            return !listedName.equals(skill.name());
        }
    }

    /** This entry with warnings raised to errors. */
    public CatalogEntry strict() {
        return new CatalogEntry(
                file,
                label,
                served,
                fileProblems.stream().map(Problem::strict).toList(),
                routes,
                tools,
                resources,
                prompts,
                skills,
                variables);
    }

    /** How many routes answer 300 at their bare path, because others claim it too. */
    public long ambiguousRoutes() {
        return routes.stream().filter(route -> !route.bare()).count();
    }

    /** How many tools have only their qualified name, because others use the plain one too. */
    public long qualifiedTools() {
        return tools.stream().filter(NamedTool::isQualified).count();
    }

    /** How many resources are not read at the combined endpoint, because others have their URIs, too. */
    public long ambiguousResources() {
        return resources.stream().filter(NamedResource::isAmbiguous).count();
    }

    /** How many prompts have only their qualified name, because others use the plain one too. */
    public long qualifiedPrompts() {
        return prompts.stream().filter(NamedPrompt::isQualified).count();
    }

    /** How many skills are listed only under their qualified names, because others use the plain one too. */
    public long qualifiedSkills() {
        return skills.stream().filter(NamedSkill::isQualified).count();
    }

    /** How far it can be used with these variables. */
    public State state(Variables variables) {
        if (!served) {
            return State.REJECTED;
        }
        var isReady = flows().allMatch(flow -> flow.isReady(variables))
                && authentications().stream()
                        .flatMap(it -> it.uses().stream())
                        .noneMatch(use -> use.isMissing(variables));
        return isReady ? State.READY : State.DEGRADED;
    }

    /** What the adapters ask their callers for, without those that ask for nothing; each once. */
    public List<Authentication> authentications() {
        return Stream.of(
                        routes.stream().map(Route::authentication),
                        tools.stream().map(NamedTool::authentication),
                        resources.stream().map(NamedResource::authentication),
                        prompts.stream().map(NamedPrompt::authentication),
                        skills.stream().map(NamedSkill::authentication))
                .flatMap(Function.identity())
                .filter(authentication -> !authentication.isOpen())
                .distinct()
                .toList();
    }

    /** The problems of the file, and the variables that it needs and that are not set. */
    public List<Problem> problems(Variables variables) {
        return Stream.concat(
                        fileProblems.stream(),
                        missing(variables).entrySet().stream()
                                .sorted(Map.Entry.comparingByValue(Comparator.comparingInt(Position::line)))
                                .map(variable -> missing(variable.getKey(), variable.getValue())))
                .toList();
    }

    /** The variables that are needed and not set, each with the first place that needs it. */
    private Map<String, Position> missing(Variables variables) {
        var ofCallers = authentications().stream()
                .flatMap(authentication -> authentication.uses().stream())
                .filter(use -> use.isMissing(variables));
        return Stream.concat(ofCallers, flows().flatMap(flow -> flow.missing(variables).stream()))
                .collect(Collectors.toMap(
                        CatalogEntry::named, VariableUse::position, (first, second) -> first, java.util.TreeMap::new));
    }

    /** What is missing, with where it is to be set. */
    private static String named(VariableUse use) {
        return use.label() + " is not set; the calls that need it answer 503. Set it "
                + (use.location().isPresent() ? "there, " : "")
                + "in the environment or in the file given with --env-file";
    }

    private static Problem missing(String what, Position position) {
        return Problem.of(ProblemCode.SECRET_MISSING, position, what);
    }

    private Stream<Flow> flows() {
        return Stream.of(
                        routes.stream().map(route -> route.route().flow()),
                        tools.stream().map(tool -> tool.tool().flow()),
                        resources.stream().flatMap(resource -> resource.resource().maker().stream()))
                .flatMap(Function.identity());
    }
}
