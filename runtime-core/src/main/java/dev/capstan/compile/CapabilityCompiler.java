package dev.capstan.compile;

import dev.capstan.exposure.Capability;
import dev.capstan.exposure.Endpoint;
import dev.capstan.exposure.McpAdapter;
import dev.capstan.exposure.RestAdapter;
import dev.capstan.exposure.RestRoute;
import dev.capstan.exposure.Tool;
import dev.capstan.exposure.ToolHints;
import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.flow.Flow;
import dev.capstan.flow.Inputs;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.CapabilitySpec;
import dev.capstan.spec.ConsumesSpec.OperationSpec;
import dev.capstan.spec.Located;
import dev.capstan.spec.McpSpec;
import dev.capstan.spec.McpSpec.ToolSpec;
import dev.capstan.spec.Node;
import dev.capstan.spec.RestSpec;
import dev.capstan.spec.RestSpec.RouteSpec;
import dev.capstan.spec.SpecReader;
import dev.capstan.spec.UnitSpec;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compiles a capability file: afterwards nothing is left to be looked up by name. Used for one file. */
public final class CapabilityCompiler {
    private static final int REST_PORT = 8080;
    private static final int MCP_PORT = 9090;
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

    private final CapabilitySpec spec;
    private final CompileSettings settings;
    private final Problems problems;
    private final VariableScope variables;
    private final Map<String, Target> operations = new LinkedHashMap<>();

    /** A consumed operation and the API it belongs to. */
    private record Target(Api api, OperationSpec operation) {}

    private CapabilityCompiler(CapabilitySpec spec, CompileSettings settings, Problems problems) {
        this.spec = spec;
        this.settings = settings;
        this.problems = problems;
        this.variables = new VariableScope(spec.binds(), problems);
    }

    /**
     * Reads and compiles a file.
     *
     * @param file its name as the user gave it, for positions
     * @return empty when nothing of it can be served; then the problems say why
     */
    public static Optional<Capability> compile(Path path, String file, CompileSettings settings, Problems problems) {
        return SpecReader.read(path, file, problems)
                .flatMap(spec -> new CapabilityCompiler(spec, settings, problems).compile());
    }

    private Optional<Capability> compile() {
        spec.consumes().forEach(consumed -> {
            var api = Api.compile(consumed, settings, variables, problems);
            consumed.operations().forEach(operation -> add(api, operation));
        });
        var rest = spec.rest().stream()
                .map(this::rest)
                .filter(adapter -> !adapter.routes().isEmpty())
                .toList();
        var mcp = spec.mcp().stream()
                .map(this::mcp)
                .filter(adapter -> !adapter.tools().isEmpty())
                .toList();
        variables.reportUnused();
        if (rest.isEmpty() && mcp.isEmpty()) {
            problems.add(
                    ProblemCode.NOTHING_EXPOSED,
                    Position.startOf(spec.file()),
                    "the file exposes no REST route and no MCP tool that can be served");
            return Optional.empty();
        }
        return Optional.of(new Capability(spec.file(), spec.label(), rest, mcp));
    }

    private void add(Api api, OperationSpec operation) {
        var name = api.spec().namespace().value() + "." + operation.name().value();
        if (!isMethod(operation.method())) {
            return;
        }
        if (operations.putIfAbsent(name, new Target(api, operation)) != null) {
            problems.add(
                    ProblemCode.OPERATION_DUPLICATE,
                    operation.name().position(),
                    "there is another operation " + name + " before this one; calls go to the first");
        }
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

    private RestAdapter rest(RestSpec adapter) {
        var seen = new HashSet<String>();
        var routes = adapter.routes().stream()
                .flatMap(route -> route(adapter, route).stream())
                .filter(route -> isFirst(route, seen))
                .toList();
        return new RestAdapter(
                adapter.namespace().value(),
                endpoint(
                        adapter.address(), settings.restPort().or(adapter::port).orElse(REST_PORT)),
                routes,
                adapter.position());
    }

    private Endpoint endpoint(Optional<String> written, int port) {
        return new Endpoint(settings.address().or(() -> written).orElse(Endpoint.LOOPBACK), port);
    }

    private Optional<RestRoute> route(RestSpec adapter, RouteSpec route) {
        if (!isMethod(route.method())) {
            return Optional.empty();
        }
        return Paths.route(route.path(), problems)
                .map(path -> new RestRoute(
                        route.method().value().toUpperCase(Locale.ROOT),
                        route.path().value(),
                        path,
                        route.unit().description(),
                        flow(route.unit(), Door.REST, adapter.namespace().value(), path.variables()),
                        route.unit().position()));
    }

    private boolean isFirst(RestRoute route, Set<String> seen) {
        var isFirst = seen.add(route.method() + " " + route.path().toString().replaceAll("\\{[^}]*}", "{}"));
        if (!isFirst) {
            problems.add(
                    ProblemCode.ROUTE_DUPLICATE,
                    route.position(),
                    route.method() + " " + route.path() + " is there before; this one is never reached");
        }
        return isFirst;
    }

    private McpAdapter mcp(McpSpec adapter) {
        var tools = new LinkedHashMap<String, Tool>();
        for (var spec : adapter.tools()) {
            var tool = tool(adapter, spec);
            if (tools.putIfAbsent(tool.name(), tool) != null) {
                problems.add(
                        ProblemCode.TOOL_DUPLICATE,
                        tool.position(),
                        "there is another tool " + tool.name() + " before this one; this one is never reached");
            }
        }
        return new McpAdapter(
                adapter.namespace().value(),
                endpoint(adapter.address(), settings.mcpPort().or(adapter::port).orElse(MCP_PORT)),
                adapter.description(),
                List.copyOf(tools.values()),
                adapter.position());
    }

    private Tool tool(McpSpec adapter, ToolSpec tool) {
        var unit = tool.unit();
        var flow = flow(unit, Door.MCP, adapter.namespace().value(), List.of());
        return new Tool(
                unit.name().value(),
                unit.label().orElseGet(() -> title(unit.name().value())),
                unit.description(),
                hints(tool, unit),
                flow,
                unit.position());
    }

    /** {@code track-customer-event} as people write it. */
    private static String title(String name) {
        var words = name.replaceAll("[-_]+", " ").strip();
        return words.isEmpty() ? name : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private ToolHints hints(ToolSpec tool, UnitSpec unit) {
        var method = unit.call()
                .flatMap(call -> Optional.ofNullable(operations.get(call.value())))
                .map(target -> target.operation().method().value().toUpperCase(Locale.ROOT))
                .orElse("");
        var assumed = ToolHints.ofMethod(method);
        var written = tool.hints();
        return new ToolHints(
                written.getOrDefault("readOnly", assumed.readOnly()),
                written.getOrDefault("destructive", assumed.destructive()),
                written.getOrDefault("idempotent", assumed.idempotent()),
                written.getOrDefault("openWorld", assumed.openWorld()));
    }

    private Flow flow(UnitSpec unit, Door door, String namespace, List<String> pathVariables) {
        if (!unit.others().isEmpty()) {
            var mode = unit.others().get(0);
            return unavailable(
                    unit,
                    ProblemCode.FEATURE_UNSUPPORTED,
                    FailureCode.FEATURE_UNSUPPORTED,
                    mode.position(),
                    "'" + mode.value() + "' is not supported yet");
        }
        if (unit.call().isEmpty()) {
            return unavailable(
                    unit,
                    ProblemCode.CALL_MISSING,
                    FailureCode.CAPABILITY_FAULTY,
                    unit.position(),
                    "there is no 'call' that names the operation to call");
        }
        var call = unit.call().get();
        var target = operations.get(call.value());
        if (target == null) {
            return unavailable(
                    unit,
                    ProblemCode.CALL_UNKNOWN,
                    FailureCode.CAPABILITY_FAULTY,
                    call.position(),
                    "there is no operation " + call.value() + known());
        }
        reportOutputs(unit);
        return new CallCompiler(
                        unit, door, namespace, pathVariables, target.api(), target.operation(), variables, problems)
                .compile();
    }

    private String known() {
        return operations.isEmpty()
                ? " that can be called"
                : " (known: " + operations.keySet().stream().limit(10).collect(Collectors.joining(", ")) + ")";
    }

    private Flow unavailable(UnitSpec unit, ProblemCode problem, FailureCode code, Position position, String what) {
        problems.add(problem, position, what + "; calls of this answer 503");
        var detail = Character.toUpperCase(what.charAt(0)) + what.substring(1) + " (" + position + ").";
        return new Flow.Unavailable(
                unit.call().map(Located::value).orElse(""), new Inputs(List.of()), Failure.of(code, detail));
    }

    /** Every output but the whole answer is passed on whole for now, and that is told. */
    private void reportOutputs(UnitSpec unit) {
        unit.outputs().stream()
                .filter(output -> !isWholeAnswer(output))
                .findFirst()
                .ifPresent(output -> problems.add(
                        ProblemCode.OUTPUT_PASSED_THROUGH,
                        output.position(),
                        "this output mapping is not applied yet; the upstream's answer is passed on whole"));
    }

    private static boolean isWholeAnswer(Node output) {
        if (!(output instanceof Node.Mapping mapping)) {
            return false;
        }
        var isWhole = mapping.get("mapping")
                .map(node ->
                        node instanceof Node.Scalar path && Set.of("$", "$.").contains(path.text()))
                .orElse(false);
        return isWhole && !mapping.has("properties") && !mapping.has("items") && !mapping.has("value");
    }
}
