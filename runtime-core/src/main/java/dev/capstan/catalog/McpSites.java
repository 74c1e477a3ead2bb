package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Caching;
import dev.capstan.exposure.Endpoint;
import dev.capstan.exposure.McpAdapter;
import dev.capstan.exposure.Prompt;
import dev.capstan.exposure.Resource;
import dev.capstan.exposure.Tool;
import dev.capstan.problem.Position;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts what many MCP adapters offer together. First all are added, then they are asked for. Used for one composition. */
final class McpSites {
    /** What all adapters have is together, and each adapter asks for what it wants. */
    private static final Authentication OPEN = new Authentication.None(Position.startOf("capstan"));

    private final AdapterNames names;
    private final Map<Endpoint, OfListener> byEndpoint = new HashMap<>();

    /** What the adapters of one listener have. */
    private record OfListener(
            SharedNames<Tool> tools,
            SharedNames<Prompt> prompts,
            SharedNames<Resource> resources,
            Map<String, McpOffer> byNamespace) {
        static OfListener create() {
            return new OfListener(new SharedNames<>(), new SharedNames<>(), new SharedNames<>(), new TreeMap<>());
        }
    }

    McpSites(AdapterNames names) {
        this.names = names;
    }

    /** Adds an adapter to each listener at which it is asked. */
    void add(McpAdapter adapter, List<Endpoint> listeners) {
        var namespace = names.of(adapter);
        var offer = offer(namespace, adapter);
        for (var at : listeners) {
            var all = byEndpoint.computeIfAbsent(at, endpoint -> OfListener.create());
            all.byNamespace().put(namespace, offer);
            adapter.tools().forEach(tool -> all.tools().add(namespace, tool.name(), tool));
            adapter.prompts().forEach(prompt -> all.prompts().add(namespace, prompt.name(), prompt));
            adapter.resources()
                    .forEach(resource ->
                            all.resources().add(namespace, resource.about().uri(), resource));
        }
    }

    private static McpOffer offer(String namespace, McpAdapter adapter) {
        return new McpOffer(
                namespace,
                adapter.version(),
                adapter.description(),
                adapter.icons(),
                adapter.authentication(),
                adapter.caching(),
                own(adapter.tools(), Tool::name),
                own(adapter.prompts(), Prompt::name),
                own(adapter.resources(), resource -> resource.about().uri()),
                Map.of());
    }

    /** In the order of the file. */
    private static <T> Listing<T> own(List<T> things, Function<T, String> name) {
        var own = new LinkedHashMap<String, T>();
        things.forEach(thing -> own.put(name.apply(thing), thing));
        return new Listing<>(own, Map.of());
    }

    Map<Endpoint, McpSite> sites() {
        return byEndpoint.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, all -> site(all.getValue())));
    }

    private static McpSite site(OfListener all) {
        var combined = new McpOffer(
                "capstan",
                Optional.empty(),
                Instructions.of(all.byNamespace().values()),
                List.of(),
                // Where one asks, what is seen depends on who looks.
                all.byNamespace().values().stream()
                        .map(McpOffer::authentication)
                        .filter(authentication -> !authentication.isOpen())
                        .findFirst()
                        .orElse(OPEN),
                Caching.UNSAID,
                all.tools().byListedName(),
                all.prompts().byListedName(),
                all.resources().unshared(),
                all.resources().shared());
        return new McpSite(
                combined,
                all.tools().ownersByListedName(),
                all.prompts().ownersByListedName(),
                all.resources().ownersOfUnshared(),
                all.byNamespace());
    }

    // --- what the catalogue shows of an adapter; names that others have, too, are told ---

    CatalogEntry.NamedTool named(Tool tool, McpAdapter adapter, List<Endpoint> listeners, List<Problem> problems) {
        var namespace = names.of(adapter);
        var listed = listedName(
                new Shared("tool", ProblemCode.TOOL_QUALIFIED, namespace, tool.name(), tool.position()),
                mostShared(listeners, OfListener::tools, tool.name()),
                problems);
        return new CatalogEntry.NamedTool(
                tool, adapter.authentication(), SharedNames.qualified(namespace, tool.name()), listed);
    }

    CatalogEntry.NamedPrompt named(
            Prompt prompt, McpAdapter adapter, List<Endpoint> listeners, List<Problem> problems) {
        var namespace = names.of(adapter);
        var listed = listedName(
                new Shared("prompt", ProblemCode.PROMPT_QUALIFIED, namespace, prompt.name(), prompt.position()),
                mostShared(listeners, OfListener::prompts, prompt.name()),
                problems);
        return new CatalogEntry.NamedPrompt(
                prompt, adapter.authentication(), SharedNames.qualified(namespace, prompt.name()), listed);
    }

    CatalogEntry.NamedResource named(
            Resource resource, McpAdapter adapter, List<Endpoint> listeners, List<Problem> problems) {
        var uri = resource.about().uri();
        var users = mostShared(listeners, OfListener::resources, uri).users(uri);
        if (users > 1) {
            problems.add(Problem.of(
                    ProblemCode.RESOURCE_AMBIGUOUS,
                    resource.about().position(),
                    "the URI " + uri + " is used by " + users + " adapters, so this one is read at /mcp/"
                            + names.of(adapter) + " only"));
        }
        return new CatalogEntry.NamedResource(resource, adapter.authentication(), names.of(adapter), users > 1);
    }

    /** What is on all addresses meets those that are on one of them. */
    private <T> SharedNames<T> mostShared(
            List<Endpoint> listeners, Function<OfListener, SharedNames<T>> kind, String name) {
        return listeners.stream()
                .flatMap(at -> Stream.ofNullable(byEndpoint.get(at)))
                .map(kind)
                .max(Comparator.comparingInt(all -> all.users(name)))
                .orElseGet(SharedNames::new);
    }

    /** A name to be told of. */
    private record Shared(String kind, ProblemCode code, String namespace, String name, Position position) {}

    private static String listedName(Shared one, SharedNames<?> all, List<Problem> problems) {
        var listed = all.listedName(one.namespace(), one.name());
        if (!listed.equals(one.name())) {
            var users = all.users(one.name());
            var why =
                    users > 1 ? "is used by " + users + " adapters" : "is the qualified name of another " + one.kind();
            problems.add(Problem.of(
                    one.code(),
                    one.position(),
                    "the " + one.kind() + " name " + one.name() + " " + why + ", so this one is listed as " + listed));
        }
        return listed;
    }
}
