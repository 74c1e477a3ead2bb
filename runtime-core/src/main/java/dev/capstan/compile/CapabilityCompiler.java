package dev.capstan.compile;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Capability;
import dev.capstan.exposure.Endpoint;
import dev.capstan.exposure.McpAdapter;
import dev.capstan.exposure.RestAdapter;
import dev.capstan.exposure.RestRoute;
import dev.capstan.exposure.RoutePath;
import dev.capstan.exposure.SkillAdapter;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.CapabilitySpec;
import dev.capstan.spec.Located;
import dev.capstan.spec.McpSpec;
import dev.capstan.spec.RestSpec;
import dev.capstan.spec.RestSpec.RouteSpec;
import dev.capstan.spec.SkillSpec;
import dev.capstan.spec.SpecReader;
import dev.capstan.value.FileVariables;
import dev.capstan.value.PercentCoding;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compiles a capability file: afterwards nothing is left to be looked up by name. Used for one file. */
public final class CapabilityCompiler {
    private static final int REST_PORT = 8080;
    private static final int MCP_PORT = 9090;
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

    private final CapabilitySpec spec;
    private final CompileSettings settings;
    private final Problems problems;
    private final VariableScope variables;
    private final OperationTable operations;
    private final Scripts scripts;
    private final FlowCompiler flows;

    private CapabilityCompiler(CapabilitySpec spec, CompileSettings settings, Problems problems) {
        this.spec = spec;
        this.settings = settings;
        this.problems = problems;
        this.variables = new VariableScope(
                spec.file(),
                spec.binds(),
                spec.mentioned(),
                new BindLocations(settings.bindRoots(), problems),
                problems);
        this.operations = new OperationTable(spec.lostNamespaces(), settings.importRoots(), problems);
        this.scripts = new Scripts(settings, spec.scripting(), problems);
        this.flows = new FlowCompiler(operations, new Functions(spec.aggregates()), variables, scripts, problems);
        spec.consumes().stream()
                .flatMap(api -> Stream.concat(
                        api.inputs().stream(),
                        api.operations().stream().flatMap(operation -> operation.inputs().stream())))
                .filter(input -> Target.in(input).equals("environment"))
                .forEach(variables::environment);
    }

    /**
     * Reads and compiles a file.
     *
     * @param file its name as the user gave it, for positions
     */
    public static Compilation compile(Path path, String file, CompileSettings settings, Problems problems) {
        return SpecReader.read(path, file, settings.importRoots(), problems)
                .map(spec -> new CapabilityCompiler(spec, settings, problems).compilation())
                .orElseGet(() -> new Compilation(Optional.empty(), Set.of(), Optional.empty()));
    }

    private Compilation compilation() {
        var capability = compile();
        var files = new HashSet<>(spec.imported());
        files.addAll(operations.files());
        files.addAll(scripts.files());
        return new Compilation(capability, files, consumed());
    }

    /** Of two operations of one name the first counts, as for calls. */
    private Optional<Consumed> consumed() {
        if (settings.pagination().byOperation().isEmpty() && settings.baseUris().isEmpty()) {
            return Optional.of(Consumed.NOT_ASKED);
        }
        var namespaces = new HashSet<String>();
        var methods = new HashMap<String, String>();
        spec.consumes().forEach(api -> {
            namespaces.add(api.namespace().value());
            api.operations()
                    .forEach(operation -> methods.putIfAbsent(
                            api.namespace().value() + "." + operation.name().value(),
                            operation.method().value().toUpperCase(Locale.ROOT)));
        });
        return spec.lostNamespaces().isEmpty() ? Optional.of(new Consumed(namespaces, methods)) : Optional.empty();
    }

    private Optional<Capability> compile() {
        spec.consumes().forEach(consumed -> {
            var api = Api.compile(consumed, settings, variables, problems);
            operations.add(api);
            consumed.operations().stream()
                    .filter(operation -> isMethod(operation.method()))
                    .forEach(operation -> operations.add(api, operation));
        });
        var rest = spec.rest().stream()
                .flatMap(adapter -> authentication(adapter).map(access -> rest(adapter, access)).stream())
                .filter(adapter -> !adapter.routes().isEmpty())
                .toList();
        var mcp = mcp();
        var skills = skills();
        if (!spec.exposing()) {
            return shared();
        }
        variables.reportUnused();
        flows.reportUnusedInputs();
        if (rest.isEmpty() && mcp.isEmpty() && skills.isEmpty()) {
            problems.add(
                    ProblemCode.NOTHING_EXPOSED,
                    Position.startOf(spec.file()),
                    "the file exposes no REST route, nothing over MCP and no skill that can be served" + whyNothing());
            return Optional.empty();
        }
        return Optional.of(new Capability(spec.file(), spec.info().label(), rest, mcp, skills, variables.variables()));
    }

    private List<McpAdapter> mcp() {
        var compiler = new McpCompiler(flows, spec.info(), settings.importRoots(), problems);
        return spec.mcp().stream()
                .flatMap(adapter ->
                        authentication(adapter)
                                .map(access -> compiler.compile(adapter, mcpEndpoint(adapter), access))
                                .stream())
                .filter(adapter -> !adapter.isEmpty())
                .toList();
    }

    private Endpoint mcpEndpoint(McpSpec adapter) {
        return endpoint(adapter.address(), settings.mcpPort().or(adapter::port).orElse(MCP_PORT));
    }

    private Optional<Authentication> authentication(RestSpec adapter) {
        return AuthenticationCompiler.compile(
                adapter.authentication(), adapter.namespace().value(), adapter.position(), variables, problems);
    }

    private Optional<Authentication> authentication(SkillSpec adapter) {
        return AuthenticationCompiler.compile(
                adapter.authentication(), adapter.namespace().value(), adapter.position(), variables, problems);
    }

    private Optional<Authentication> authentication(McpSpec adapter) {
        return AuthenticationCompiler.compile(
                adapter.authentication(), adapter.namespace().value(), adapter.position(), variables, problems);
    }

    /** The first adapter or resource that is left out. */
    private String whyNothing() {
        return problems.toList().stream()
                .filter(problem -> problem.code() == ProblemCode.ADAPTER_UNSUPPORTED
                        || problem.code() == ProblemCode.ADAPTER_CLOSED
                        || problem.code() == ProblemCode.FEATURE_UNSUPPORTED
                        || problem.code() == ProblemCode.SKILL_INVALID
                        || problem.code() == ProblemCode.RESOURCE_INVALID
                        || problem.code() == ProblemCode.PROMPT_INVALID
                        || problem.code() == ProblemCode.IMPORT_FAILED)
                .findFirst()
                .map(problem -> ": " + problem.message() + " (line "
                        + problem.position().line() + ")")
                .orElse("");
    }

    /** A file without {@code exposes} is there for others to import; what it declares they use. */
    private Optional<Capability> shared() {
        problems.add(
                ProblemCode.FILE_SHARED,
                Position.startOf(spec.file()),
                "the file exposes nothing itself; it is there for others to import");
        // Nothing is called from here, so nothing is needed here either.
        return Optional.of(
                new Capability(spec.file(), spec.info().label(), List.of(), List.of(), List.of(), FileVariables.NONE));
    }

    private List<SkillAdapter> skills() {
        var compiler = new SkillCompiler(spec, settings.importRoots(), problems);
        return spec.skills().stream()
                .flatMap(adapter ->
                        authentication(adapter)
                                .map(access -> compiler.compile(adapter, skillEndpoint(adapter), access))
                                .stream())
                .filter(adapter -> !adapter.skills().isEmpty())
                .toList();
    }

    /** Skills are read over HTTP like routes, so who moves these moves them, too. */
    private Endpoint skillEndpoint(SkillSpec adapter) {
        return endpoint(adapter.address(), settings.restPort().or(adapter::port).orElse(REST_PORT));
    }

    private boolean isMethod(Located<String> method) {
        var known = METHODS.contains(method.value().toUpperCase(Locale.ROOT));
        if (!known) {
            problems.add(
                    ProblemCode.METHOD_INVALID,
                    method.position(),
                    "'" + method.value() + "' is not a method (expected: "
                            + String.join(", ", METHODS.stream().sorted().toList()) + ")");
        }
        return known;
    }

    private RestAdapter rest(RestSpec adapter, Authentication authentication) {
        var names = Naming.namespaces(adapter.namespace(), adapter.formerNamespace());
        var crowded = crowdedFragments(adapter);
        var seen = new HashSet<String>();
        var own = adapter.routes().stream()
                .flatMap(route -> route(route, names, crowded).stream())
                .filter(route -> isFirst(route, seen))
                .toList();
        // What an operation takes is not forwarded (format, section on forward).
        var forwarded = adapter.forwards().stream()
                .flatMap(
                        forward -> new ForwardCompiler(operations, variables, problems).routes(forward, names).stream())
                .filter(route -> seen.add(claim(route)));
        var routes = Stream.concat(own.stream(), forwarded).toList();
        return new RestAdapter(
                adapter.namespace().value(),
                endpoint(
                        adapter.address(), settings.restPort().or(adapter::port).orElse(REST_PORT)),
                authentication,
                routes,
                adapter.position());
    }

    private Endpoint endpoint(Optional<String> written, int port) {
        return new Endpoint(settings.address().or(() -> written).orElse(Endpoint.LOOPBACK), port);
    }

    /**
     * What several routes have in common when they differ in a fragment only. No request carries a fragment, so there it
     * must become a part of the path; everywhere else it is dropped.
     */
    private static Set<String> crowdedFragments(RestSpec adapter) {
        if (adapter.routes().stream().noneMatch(route -> route.path().value().indexOf('#') >= 0)) {
            return Set.of();
        }
        var counts = adapter.routes().stream()
                .collect(Collectors.groupingBy(CapabilityCompiler::withoutFragment, Collectors.counting()));
        return counts.entrySet().stream()
                .filter(count -> count.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static String withoutFragment(RouteSpec route) {
        var path = route.path().value();
        return route.method().value().toUpperCase(Locale.ROOT) + " " + Paths.plain(path) + "?" + Paths.query(path);
    }

    private Optional<RestRoute> route(RouteSpec route, List<String> names, Set<String> crowded) {
        if (!isMethod(route.method())) {
            return Optional.empty();
        }
        var written = route.path();
        var fragment =
                !crowded.isEmpty() && crowded.contains(withoutFragment(route)) ? Paths.fragment(written.value()) : "";
        var query = Stream.of(Paths.query(written.value()).split("&", -1))
                .filter(parameter -> !parameter.isEmpty() && !parameter.contains("{"))
                .map(parameter ->
                        PercentCoding.decode(Paths.octets(parameter), true).orElse(parameter))
                .sorted()
                .toList();
        var declared = route.unit().inputs().stream()
                .filter(input -> Target.in(input).equals("path"))
                .map(input -> input.name().value())
                .collect(Collectors.toSet());
        var plain = new Located<>(Paths.plain(written.value()), written.position());
        return Paths.route(plain, fragment, declared, problems)
                .map(path -> route(route, path, query, names))
                .map(compiled -> told(compiled, written));
    }

    private RestRoute route(RouteSpec route, RoutePath path, List<String> query, List<String> names) {
        var method = route.method().value().toUpperCase(Locale.ROOT);
        var exposure = new FlowCompiler.Exposure(Door.REST, names, method, path.variables());
        var resolved = flows.resolve(route.unit(), exposure);
        return new RestRoute(
                method,
                route.path().value(),
                path,
                query,
                resolved.unit().description(),
                flows.compile(resolved, exposure),
                route.unit().position());
    }

    /** Tells when a route does not answer at the path as it is written. */
    private RestRoute told(RestRoute route, Located<String> written) {
        var path = written.value();
        if (Paths.isIrregular(Paths.plain(path)) || !Paths.fragment(path).isEmpty()) {
            problems.add(
                    ProblemCode.PATH_NORMALISED,
                    written.position(),
                    "the path " + path + " is served as " + route.barePath()
                            + (Paths.fragment(path).isEmpty() ? " (both answer)" : ""));
        }
        return route;
    }

    private boolean isFirst(RestRoute route, Set<String> seen) {
        var isFirst = seen.add(claim(route));
        if (!isFirst) {
            problems.add(
                    ProblemCode.ROUTE_DUPLICATE,
                    route.position(),
                    route.method() + " " + route.barePath() + " is there before; this one is never reached");
        }
        return isFirst;
    }

    private static String claim(RestRoute route) {
        return route.method() + " " + route.path().shape() + " " + route.query();
    }
}
