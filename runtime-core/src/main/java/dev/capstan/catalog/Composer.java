package dev.capstan.catalog;

import dev.capstan.exposure.Capability;
import dev.capstan.exposure.Endpoint;
import dev.capstan.exposure.McpAdapter;
import dev.capstan.exposure.RestAdapter;
import dev.capstan.exposure.RestRoute;
import dev.capstan.exposure.Skill;
import dev.capstan.exposure.SkillAdapter;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.value.FileVariables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Puts many files together, see {@link #compose}. Used for one composition. */
public final class Composer {
    private final List<LoadedFile> files;

    /** By the endpoint of an adapter those at which it is asked: one for all addresses is asked at each of them. */
    private final Map<Endpoint, List<Endpoint>> listeners = new HashMap<>();

    private final Map<Endpoint, RouteTable> tables = new HashMap<>();
    private final AdapterNames names;
    private final McpSites mcp;
    private final SkillSites skills;

    private Composer(List<LoadedFile> files) {
        this.files = files.stream()
                .filter(file -> !file.holdsValuesOf(files))
                .sorted(Comparator.comparing(LoadedFile::file))
                .toList();
        this.names = new AdapterNames(this.files);
        this.mcp = new McpSites(names);
        this.skills = new SkillSites(names);
    }

    /**
     * Composes files into a catalogue. What several files claim is told apart in a way that does not depend on the order
     * in which they were loaded: a route by its canonical path, a tool or prompt by its qualified name, a namespace by its
     * file. A resource whose URI others have, too, is served where its adapter is alone.
     * Files that only hold the values of binds are left out.
     */
    public static Catalog compose(List<LoadedFile> files) {
        return new Composer(files).compose();
    }

    private Catalog compose() {
        findListeners();
        for (var file : files) {
            file.capability().ifPresent(this::add);
        }
        var entries = files.stream().map(this::entry).toList();
        return new Catalog(entries, tables, mcp.sites(), skills.sites(tables));
    }

    private void findListeners() {
        var endpoints = new HashSet<Endpoint>();
        for (var file : files) {
            file.capability().ifPresent(capability -> {
                capability.rest().forEach(adapter -> endpoints.add(adapter.endpoint()));
                capability.mcp().forEach(adapter -> endpoints.add(adapter.endpoint()));
                capability.skills().forEach(adapter -> endpoints.add(adapter.endpoint()));
            });
        }
        for (var endpoint : endpoints) {
            listeners.put(
                    endpoint,
                    endpoints.stream()
                            .filter(other -> other.equals(endpoint) || endpoint.covers(other))
                            .toList());
        }
    }

    private List<Endpoint> listenersOf(Endpoint endpoint) {
        return listeners.getOrDefault(endpoint, List.of());
    }

    private void add(Capability capability) {
        for (var adapter : capability.rest()) {
            for (var endpoint : listenersOf(adapter.endpoint())) {
                var table = tables.computeIfAbsent(endpoint, key -> new RouteTable());
                table.add(names.of(adapter), adapter);
            }
        }
        capability.mcp().forEach(adapter -> mcp.add(adapter, listenersOf(adapter.endpoint())));
        capability.skills().forEach(adapter -> skills.add(adapter, capability, listenersOf(adapter.endpoint())));
    }

    private CatalogEntry entry(LoadedFile file) {
        var problems = new ArrayList<>(file.problems());
        var routes = new ArrayList<CatalogEntry.Route>();
        var offered = new Offered(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        var named = new ArrayList<CatalogEntry.NamedSkill>();
        file.capability().ifPresent(capability -> {
            problems.addAll(names.problems(capability));
            capability
                    .rest()
                    .forEach(adapter -> adapter.routes()
                            .forEach(route -> routes.add(route(adapter, names.of(adapter), route, problems))));
            capability.mcp().forEach(adapter -> offered.add(adapter, mcp, listenersOf(adapter.endpoint()), problems));
            capability
                    .skills()
                    .forEach(adapter -> adapter.skills().forEach(skill -> named.add(skill(adapter, skill, problems))));
        });
        var variables = file.capability().map(Capability::variables).orElse(FileVariables.NONE);
        return new CatalogEntry(
                file.file(),
                file.label(),
                file.capability().isPresent(),
                problems,
                routes,
                offered.tools(),
                offered.resources(),
                offered.prompts(),
                named,
                variables);
    }

    /** What the MCP adapters of one file offer. */
    private record Offered(
            List<CatalogEntry.NamedTool> tools,
            List<CatalogEntry.NamedResource> resources,
            List<CatalogEntry.NamedPrompt> prompts) {
        void add(McpAdapter adapter, McpSites mcp, List<Endpoint> listeners, List<Problem> problems) {
            adapter.tools().forEach(tool -> tools.add(mcp.named(tool, adapter, listeners, problems)));
            adapter.resources().forEach(resource -> resources.add(mcp.named(resource, adapter, listeners, problems)));
            adapter.prompts().forEach(prompt -> prompts.add(mcp.named(prompt, adapter, listeners, problems)));
        }
    }

    private CatalogEntry.NamedSkill skill(SkillAdapter adapter, Skill skill, List<Problem> problems) {
        return skills.named(skill, adapter, listenersOf(adapter.endpoint()), problems);
    }

    private CatalogEntry.Route route(RestAdapter adapter, String namespace, RestRoute route, List<Problem> problems) {
        var canonical = route.canonicalPath(namespace);
        // What listens on all addresses meets those that listen on one of them.
        var table = listenersOf(adapter.endpoint()).stream()
                .map(endpoint -> tables.getOrDefault(endpoint, new RouteTable()))
                .max(Comparator.comparingInt(it -> it.rivals(namespace, route).size()))
                .orElseGet(RouteTable::new);
        table.preferredTo(route)
                .ifPresent(other -> problems.add(Problem.of(
                        ProblemCode.ROUTE_OVERLAP,
                        route.position(),
                        route.method() + " " + route.barePath() + " overlaps " + other.barePath() + " ("
                                + other.position() + "); a path that fits both goes to the latter, since text counts"
                                + " before variables from the left")));
        var rivals = table.rivals(namespace, route);
        var foreign = table.canonicalAt(route);
        foreign.ifPresent(other -> problems.add(Problem.of(
                ProblemCode.ROUTE_AMBIGUOUS,
                route.position(),
                route.method() + " " + route.barePath() + " is the canonical path of " + other.position()
                        + ", so it goes there; call " + canonical + " instead")));
        if (rivals.size() > 1) {
            problems.add(Problem.of(
                    ProblemCode.ROUTE_AMBIGUOUS,
                    route.position(),
                    route.method() + " " + route.barePath() + " is claimed by " + others(rivals, route)
                            + " too, so it answers 300; call " + canonical + " instead"));
        }
        var meetsSkills = listenersOf(adapter.endpoint()).stream().anyMatch(endpoint -> skills.meet(route, endpoint));
        if (meetsSkills) {
            problems.add(Problem.of(
                    ProblemCode.ROUTE_AMBIGUOUS,
                    route.position(),
                    route.method() + " " + route.barePath() + " is a path of the skills on this port too, where it"
                            + " answers 300; call " + canonical + " instead"));
        }
        return new CatalogEntry.Route(
                route,
                adapter.endpoint(),
                adapter.authentication(),
                canonical,
                rivals.size() == 1 && foreign.isEmpty() && !meetsSkills);
    }

    /** Imported twice, a route is there twice with everything equal. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOther(RestRoute other, RestRoute route) {
        return other != route;
    }

    /** The first other route, and how many more there are. */
    private static String others(List<RouteTable.Claim> rivals, RestRoute route) {
        var first = rivals.stream()
                .map(RouteTable.Claim::route)
                .filter(other -> isOther(other, route))
                .findFirst()
                .map(other -> other.position().toString())
                .orElse("another");
        return rivals.size() == 2 ? first : first + " and " + (rivals.size() - 2) + " more";
    }
}
