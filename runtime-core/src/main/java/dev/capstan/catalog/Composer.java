package dev.capstan.catalog;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Caching;
import dev.capstan.exposure.Capability;
import dev.capstan.exposure.Endpoint;
import dev.capstan.exposure.McpAdapter;
import dev.capstan.exposure.RestAdapter;
import dev.capstan.exposure.RestRoute;
import dev.capstan.exposure.Skill;
import dev.capstan.exposure.SkillAdapter;
import dev.capstan.exposure.Tool;
import dev.capstan.problem.Position;
import dev.capstan.problem.Problem;
import dev.capstan.problem.ProblemCode;
import dev.capstan.value.FileVariables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts many files together, see {@link #compose}. Used for one composition. */
public final class Composer {
    private static final String INSTRUCTIONS =
            "Each tool makes one call to an HTTP API. A result with isError says what went wrong and what to change.";

    /** The tools of all adapters are together, and each adapter asks for what it wants. */
    private static final Authentication OPEN = new Authentication.None(Position.startOf("capstan"));

    private static final int DIGEST = "-000000".length();

    private final List<LoadedFile> files;

    /** By the endpoint of an adapter those at which it is asked: one for all addresses is asked at each of them. */
    private final Map<Endpoint, List<Endpoint>> listeners = new HashMap<>();

    private final Map<Endpoint, RouteTable> tables = new HashMap<>();
    private final Map<Endpoint, Map<String, List<Owned>>> toolsByName = new HashMap<>();
    private final Map<Endpoint, Map<String, McpOffer>> offers = new HashMap<>();
    private final Map<Endpoint, Set<String>> qualifiedNames = new HashMap<>();
    private final AdapterNames names;
    private final SkillSites skills;

    /** A tool and the unique namespace of its adapter. */
    private record Owned(String namespace, Tool tool) {
        /** The name that no other tool has. */
        String qualifiedName() {
            return namespace + "__" + tool.name();
        }

        /**
         * The qualified name as clients see it. Where it is longer than they take, the namespace is cut and told apart by a
         * digest of itself, which does not depend on the other files.
         */
        String shortName() {
            var name = qualifiedName();
            var space = Tool.MAX_NAME - tool.name().length() - "__".length() - DIGEST;
            return name.length() <= Tool.MAX_NAME || space < 1
                    ? name
                    : namespace.substring(0, space) + digest() + "__" + tool.name();
        }

        private String digest() {
            return String.format("-%06x", namespace.hashCode() & 0xFFFFFF);
        }
    }

    private Composer(List<LoadedFile> files) {
        this.files = files.stream()
                .filter(file -> !file.holdsValuesOf(files))
                .sorted(Comparator.comparing(LoadedFile::file))
                .toList();
        this.names = new AdapterNames(this.files);
        this.skills = new SkillSites(names);
    }

    /**
     * Composes files into a catalogue. What several files claim is told apart in a way that does not depend on the order
     * in which they were loaded: a route by its canonical path, a tool by its qualified name, a namespace by its file.
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
        return new Catalog(entries, tables, sites(), skills.sites(tables));
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
        for (var adapter : capability.mcp()) {
            listenersOf(adapter.endpoint()).forEach(endpoint -> add(adapter, endpoint, names.of(adapter)));
        }
        capability.skills().forEach(adapter -> skills.add(adapter, capability, listenersOf(adapter.endpoint())));
    }

    private void add(McpAdapter adapter, Endpoint at, String namespace) {
        var own = new LinkedHashMap<String, Tool>();
        var byName = toolsByName.computeIfAbsent(at, endpoint -> new TreeMap<>());
        for (var tool : adapter.tools()) {
            own.put(tool.name(), tool);
            byName.computeIfAbsent(tool.name(), name -> new ArrayList<>()).add(new Owned(namespace, tool));
        }
        offers.computeIfAbsent(at, endpoint -> new HashMap<>())
                .put(
                        namespace,
                        new McpOffer(
                                namespace,
                                adapter.version(),
                                adapter.description(),
                                adapter.icons(),
                                adapter.authentication(),
                                adapter.caching(),
                                new Listing<>(own, Map.of()),
                                Listing.none(),
                                Listing.none(),
                                Map.of()));
    }

    private Map<Endpoint, McpSite> sites() {
        return toolsByName.keySet().stream().collect(Collectors.toMap(Function.identity(), this::site));
    }

    private McpSite site(Endpoint endpoint) {
        var tools = new TreeMap<String, Tool>();
        var longNames = new HashMap<String, Tool>();
        var owners = new HashMap<String, String>();
        for (var claims : toolsByName.getOrDefault(endpoint, Map.of()).values()) {
            for (var claim : claims) {
                longNames.put(claim.qualifiedName(), claim.tool());
                owners.put(claim.qualifiedName(), claim.namespace());
            }
        }
        for (var claims : toolsByName.getOrDefault(endpoint, Map.of()).values()) {
            for (var claim : claims) {
                tools.put(listedName(claim, endpoint), claim.tool());
                owners.put(listedName(claim, endpoint), claim.namespace());
            }
        }
        longNames.keySet().removeAll(tools.keySet());
        var all = new McpOffer(
                "capstan",
                Optional.empty(),
                INSTRUCTIONS,
                List.of(),
                OPEN,
                Caching.UNSAID,
                new Listing<>(tools, longNames),
                Listing.none(),
                Listing.none(),
                Map.of());
        return new McpSite(all, owners, Map.of(), Map.of(), offers.getOrDefault(endpoint, Map.of()));
    }

    /** The plain name where only one tool has it, and it is not the qualified name of another. */
    private String listedName(Owned tool, Endpoint endpoint) {
        var name = tool.tool().name();
        var claims = toolsByName.getOrDefault(endpoint, Map.of()).getOrDefault(name, List.of());
        var isPlain = claims.size() == 1 && !qualifiedNames(endpoint).contains(name);
        return isPlain ? name : tool.shortName();
    }

    /** The names of those tools of a listener that cannot have their plain ones. */
    private Set<String> qualifiedNames(Endpoint endpoint) {
        return qualifiedNames.computeIfAbsent(
                endpoint,
                key -> toolsByName.getOrDefault(key, Map.of()).values().stream()
                        .filter(claims -> claims.size() > 1)
                        .flatMap(List::stream)
                        .map(Owned::qualifiedName)
                        .collect(Collectors.toSet()));
    }

    private CatalogEntry entry(LoadedFile file) {
        var problems = new ArrayList<>(file.problems());
        var routes = new ArrayList<CatalogEntry.Route>();
        var tools = new ArrayList<CatalogEntry.NamedTool>();
        var named = new ArrayList<CatalogEntry.NamedSkill>();
        file.capability().ifPresent(capability -> {
            problems.addAll(names.problems(capability));
            capability
                    .rest()
                    .forEach(adapter -> adapter.routes()
                            .forEach(route -> routes.add(route(adapter, names.of(adapter), route, problems))));
            capability
                    .mcp()
                    .forEach(adapter -> adapter.tools()
                            .forEach(tool -> tools.add(tool(adapter, new Owned(names.of(adapter), tool), problems))));
            capability
                    .skills()
                    .forEach(adapter -> adapter.skills().forEach(skill -> named.add(skill(adapter, skill, problems))));
        });
        var variables = file.capability().map(Capability::variables).orElse(FileVariables.NONE);
        return new CatalogEntry(
                file.file(), file.label(), file.capability().isPresent(), problems, routes, tools, named, variables);
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

    private CatalogEntry.NamedTool tool(McpAdapter adapter, Owned owned, List<Problem> problems) {
        var name = owned.tool().name();
        var at = listenersOf(adapter.endpoint()).stream()
                .max(Comparator.comparingInt(endpoint -> toolsByName
                        .getOrDefault(endpoint, Map.of())
                        .getOrDefault(name, List.of())
                        .size()))
                .orElse(adapter.endpoint());
        var byName = toolsByName.getOrDefault(at, Map.of());
        var listed = listedName(owned, at);
        if (listed.equals(name)) {
            return new CatalogEntry.NamedTool(owned.tool(), adapter.authentication(), owned.qualifiedName(), name);
        }
        var users = byName.getOrDefault(name, List.of()).size();
        var why = users > 1 ? "is used by " + users + " adapters" : "is the qualified name of another tool";
        problems.add(Problem.of(
                ProblemCode.TOOL_QUALIFIED,
                owned.tool().position(),
                "the tool name " + name + " " + why + ", so this one is listed as " + listed));
        return new CatalogEntry.NamedTool(owned.tool(), adapter.authentication(), owned.qualifiedName(), listed);
    }
}
