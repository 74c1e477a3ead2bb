package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.RestSpec.ForwardSpec;
import dev.capstan.spec.RestSpec.RouteSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code exposes}: REST, MCP and skill adapters. */
final class ExposesReader {
    private final ImportResolver.Source source;
    private final ImportResolver imports;
    private final UnitReader units;
    private final McpReader mcp;
    private final Problems problems;

    ExposesReader(ImportResolver.Source source, ImportResolver imports, Problems problems) {
        this.source = source;
        this.imports = imports;
        this.units = new UnitReader(problems);
        this.mcp = new McpReader(units, problems);
        this.problems = problems;
    }

    /** The adapters of a file that can be served. */
    record Adapters(List<RestSpec> rest, List<McpSpec> mcp, List<SkillSpec> skills) {}

    Adapters read(List<Node.Mapping> exposes) {
        var rest = new ArrayList<RestSpec>();
        var mcp = new ArrayList<McpSpec>();
        var skills = new ArrayList<SkillSpec>();
        for (var adapter : exposes) {
            switch (type(adapter)) {
                case "rest", "api" -> rest.add(rest(Section.of(adapter, Part.REST, problems)));
                case "mcp" -> mcp.add(mcp(Section.of(adapter, Part.MCP, problems)));
                case "skill" -> skills.add(skills(Section.of(adapter, Part.SKILL_ADAPTER, problems)));
                default -> unsupported(adapter);
            }
        }
        return new Adapters(rest, mcp, skills);
    }

    /** Without a type it is what its contents say. */
    static String type(Node.Mapping adapter) {
        return adapter.get("type")
                .filter(type -> !Section.isNothing(type))
                .map(type -> type instanceof Node.Scalar name ? name.text().toLowerCase(Locale.ROOT) : "")
                .orElse(
                        adapter.has("tools") || adapter.has("prompts")
                                ? "mcp"
                                : adapter.has("resources") ? "rest" : "");
    }

    private void unsupported(Node.Mapping adapter) {
        var type = type(adapter);
        problems.add(
                ProblemCode.ADAPTER_UNSUPPORTED,
                adapter.position(),
                (type.isEmpty()
                                ? "an adapter without a type and without contents"
                                : "an adapter of type '" + type + "'")
                        + " is not served (served: rest, mcp, skill)");
    }

    private RestSpec rest(Section adapter) {
        var shared = ParameterReader.read(adapter);
        var namespace = namespace(adapter);
        return new RestSpec(
                namespace,
                imports.formerName(namespace.value()),
                adapter.plain("address"),
                port(adapter),
                AuthenticationReader.read(adapter, problems),
                adapter.named("resources", Part.REST_RESOURCE).stream()
                        .flatMap(resource -> routes(resource, shared))
                        .toList(),
                adapter.named("resources", Part.REST_RESOURCE).stream()
                        .flatMap(resource -> forward(resource).stream())
                        .toList(),
                adapter.position());
    }

    private Optional<ForwardSpec> forward(Section resource) {
        var forward = resource.section("forward", Part.FORWARD);
        return forward.flatMap(it -> it.required("targetNamespace"))
                .flatMap(target -> resource.required("path")
                        .map(path -> new ForwardSpec(
                                path,
                                resource.plain("description").orElse(""),
                                target,
                                UnitReader.texts(forward.get().items("trustedHeaders")),
                                resource.position("forward"))));
    }

    private Stream<RouteSpec> routes(Section resource, List<ParameterSpec> inherited) {
        var shared = UnitReader.overridden(inherited, ParameterReader.read(resource));
        return resource.required("path").stream().flatMap(path -> {
            if (resource.has("method") && !resource.has("operations")) {
                var operation = resource.as(Part.UNIT);
                return Stream.of(
                        new RouteSpec(path, ConsumesReader.method(operation), units.read(operation, inherited)));
            }
            return resource.named("operations", Part.UNIT).stream()
                    .map(operation -> new RouteSpec(
                            OwnPath.of(operation, path),
                            ConsumesReader.method(operation),
                            units.read(operation, shared)));
        });
    }

    private McpSpec mcp(Section adapter) {
        var namespace = namespace(adapter);
        return new McpSpec(
                namespace,
                imports.formerName(namespace.value()),
                adapter.plain("address"),
                port(adapter),
                AuthenticationReader.read(adapter, problems),
                adapter.plain("description").orElse(""),
                McpReader.icons(adapter),
                McpReader.caching(adapter),
                mcp.tools(adapter),
                mcp.resources(adapter),
                mcp.prompts(adapter),
                file(adapter),
                adapter.position());
    }

    private SkillSpec skills(Section adapter) {
        if (adapter.items("skills").isEmpty()) {
            problems.add(
                    ProblemCode.ADAPTER_UNSUPPORTED,
                    adapter.position(),
                    "a skill adapter without 'skills' has nothing to serve");
        }
        return new SkillSpec(
                namespace(adapter),
                adapter.plain("address"),
                port(adapter),
                AuthenticationReader.read(adapter, problems),
                SkillReader.read(adapter),
                file(adapter),
                adapter.position());
    }

    /** The file in which an adapter is written, which may be an imported one. */
    private Path file(Section adapter) {
        return imports.path(adapter.position().file()).orElse(source.path());
    }

    /** The namespace; without one, the name of the file. */
    private Located<String> namespace(Section adapter) {
        return adapter.text("namespace").filter(name -> !name.value().isBlank()).orElseGet(() -> {
            var name = Position.fileName(source.name())
                    .replaceFirst("\\.ya?ml$", "")
                    .replaceAll("[^A-Za-z0-9_-]+", "-");
            problems.add(
                    ProblemCode.NAME_ASSUMED,
                    adapter.position(),
                    "the adapter has no 'namespace'; it is served as '" + name + "'");
            return new Located<>(name, adapter.position());
        });
    }

    private Optional<Integer> port(Section adapter) {
        return adapter.text("port").filter(port -> !port.value().isBlank()).flatMap(port -> {
            try {
                var number = Integer.parseInt(port.value().strip());
                if (number >= 0 && number <= 65535) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException e) {
                // Told below, like a number out of range.
            }
            problems.add(
                    ProblemCode.PORT_INVALID,
                    port.position(),
                    "'" + port.value() + "' is not a port (expected: a number from 0 to 65535); the default is used");
            return Optional.empty();
        });
    }
}
