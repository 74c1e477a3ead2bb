package dev.capstan.compile;

import dev.capstan.exposure.Authentication;
import dev.capstan.exposure.Caching;
import dev.capstan.exposure.Endpoint;
import dev.capstan.exposure.McpAdapter;
import dev.capstan.exposure.Tool;
import dev.capstan.exposure.ToolHints;
import dev.capstan.flow.Flow;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.AggregateSpec;
import dev.capstan.spec.InfoSpec;
import dev.capstan.spec.McpSpec;
import dev.capstan.spec.McpSpec.CachingSpec;
import dev.capstan.spec.McpSpec.ToolSpec;
import dev.capstan.upstream.UpstreamOperation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compiles MCP adapters: tools, resources and prompts. Used for one file. */
final class McpCompiler {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[-_]+");

    /** What strict clients take for the name of a tool. */
    private static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9_-]{1," + Tool.MAX_NAME + "}");

    private final FlowCompiler flows;
    private final InfoSpec info;
    private final ResourceCompiler resources;
    private final PromptCompiler prompts;
    private final Problems problems;

    /** @param roots the folders below which files and folders must lie; none means anywhere */
    McpCompiler(FlowCompiler flows, InfoSpec info, List<Path> roots, Problems problems) {
        this.flows = flows;
        this.info = info;
        this.resources = new ResourceCompiler(flows, roots, problems);
        this.prompts = new PromptCompiler(roots, problems);
        this.problems = problems;
    }

    McpAdapter compile(McpSpec adapter, Endpoint endpoint, Authentication authentication) {
        var namespaces = Naming.namespaces(adapter.namespace(), adapter.formerNamespace());
        var caching = caching(adapter.caching());
        return new McpAdapter(
                adapter.namespace().value(),
                endpoint,
                authentication,
                adapter.description().isEmpty() ? info.description() : adapter.description(),
                info.version(),
                Icons.compile(adapter.icons(), problems),
                caching,
                tools(adapter, namespaces),
                resources.compile(adapter.resources(), caching, adapter.file(), namespaces),
                prompts.compile(adapter.prompts(), adapter.file()),
                adapter.position());
    }

    static Caching caching(CachingSpec caching) {
        return new Caching(caching.ttlMillis(), caching.isPublic());
    }

    // --- tools ---

    private List<Tool> tools(McpSpec adapter, List<String> namespaces) {
        var tools = new LinkedHashMap<String, Tool>();
        for (var spec : adapter.tools()) {
            var tool = tool(namespaces, spec);
            if (tools.putIfAbsent(tool.name(), tool) != null) {
                problems.add(
                        ProblemCode.TOOL_DUPLICATE,
                        tool.position(),
                        "there is another tool " + tool.name() + " before this one; this one is never reached");
            }
        }
        return List.copyOf(tools.values());
    }

    private Tool tool(List<String> namespaces, ToolSpec tool) {
        var unit = tool.unit();
        var name = unit.name().value();
        if (!TOOL_NAME.matcher(name).matches()) {
            problems.add(
                    ProblemCode.TOOL_NAME_UNUSUAL,
                    unit.name().position(),
                    "the tool name " + name
                            + (name.length() > Tool.MAX_NAME
                                    ? " has " + name.length() + " characters"
                                    : " has characters other than letters, digits, '_' and '-'")
                            + "; it is served as it is, but clients that allow " + Tool.MAX_NAME
                            + " of these characters refuse it");
        }
        var exposure = new FlowCompiler.Exposure(Door.MCP, namespaces, "", List.of());
        var resolved = flows.resolve(unit, exposure);
        var flow = flows.compile(resolved, exposure);
        return new Tool(
                name,
                resolved.unit().label().orElseGet(() -> title(name)),
                resolved.description(),
                Icons.compile(tool.icons(), problems),
                hints(tool, resolved, flow),
                flow,
                flow.outputSchema(),
                unit.position());
    }

    /** {@code track-customer-event} as people write it. */
    static String title(String name) {
        var words = BETWEEN_WORDS.matcher(name).replaceAll(" ").strip();
        return words.isEmpty() ? name : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** What is written, else what a function claims (format, section on semantics), else what the methods promise. */
    private static ToolHints hints(ToolSpec tool, FlowCompiler.Resolved resolved, Flow flow) {
        var semantics = resolved.ref().map(ref -> ref.function().semantics());
        var safe = semantics.flatMap(AggregateSpec.Semantics::safe);
        var idempotent = semantics.flatMap(AggregateSpec.Semantics::idempotent);
        var assumed = ToolHints.ofMethod(method(resolved, flow));
        var written = tool.hints();
        var readOnly = written.getOrDefault("readOnly", safe.orElse(assumed.readOnly()));
        return new ToolHints(
                tool.hintedTitle(),
                readOnly,
                // What only reads destroys nothing, whatever the method.
                written.getOrDefault("destructive", assumed.destructive() && !readOnly),
                written.getOrDefault("idempotent", idempotent.orElse(assumed.idempotent())),
                written.getOrDefault("openWorld", assumed.openWorld() && !(flow instanceof Flow.Constant)));
    }

    /** The method that promises least of those that a tool uses. */
    private static String method(FlowCompiler.Resolved resolved, Flow flow) {
        if (flow instanceof Flow.Constant) {
            return "GET";
        }
        var used = flow.calls().stream().map(UpstreamOperation::method).toList();
        return Stream.of("POST", "PATCH", "DELETE", "PUT")
                .filter(used::contains)
                .findFirst()
                .or(() -> used.stream().findFirst())
                .or(() -> resolved.callee()
                        .map(it -> it.operation().method().value().toUpperCase(Locale.ROOT)))
                .orElse("");
    }
}
