package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ConsumesSpec.OperationSpec;
import dev.capstan.spec.McpSpec.ToolSpec;
import dev.capstan.spec.RestSpec.RouteSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the YAML of a capability file into a {@link CapabilitySpec}. What cannot be read becomes a problem. */
public final class SpecReader {
    private static final Pattern KNOWN_VERSIONS = Pattern.compile("0\\.[2-5]|1\\.0\\.0-(alpha[1-4]|beta[1-5])");
    private static final List<String> OTHER_MODES = List.of("ref", "steps");

    private final String file;
    private final Problems problems;
    private final Fields fields;

    private SpecReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
        this.fields = new Fields(problems);
    }

    /**
     * Reads a file.
     *
     * @param file its name as the user gave it, for positions
     * @return empty when it is not a capability file; then a problem says why
     */
    public static Optional<CapabilitySpec> read(Path path, String file, Problems problems) {
        return YamlReader.read(path, file, problems).flatMap(new SpecReader(file, problems)::capability);
    }

    private Optional<CapabilitySpec> capability(Node root) {
        if (!(root instanceof Node.Mapping document) || !document.has("naftiko") && !document.has("ikanos")) {
            problems.add(
                    ProblemCode.NOT_A_CAPABILITY,
                    root.position(),
                    "this is not a capability file: it has no key 'naftiko' or 'ikanos' with the version of the format");
            return Optional.empty();
        }
        version(document);
        KnownKeys.ROOT.check(document, problems);
        var capability = fields.mapping(document, "capability");
        if (capability.isEmpty()) {
            problems.add(
                    ProblemCode.NOTHING_EXPOSED,
                    document.position(),
                    "the file has no key 'capability', so it serves nothing");
            return Optional.empty();
        }
        var body = capability.get();
        KnownKeys.CAPABILITY.check(body, problems);
        var exposes = fields.mappings(body, "exposes");
        return Optional.of(new CapabilitySpec(
                file,
                label(document),
                Stream.concat(fields.mappings(document, "binds").stream(), fields.mappings(body, "binds").stream())
                        .map(this::bind)
                        .toList(),
                read(fields.mappings(body, "consumes"), this::consumes),
                read(adapters(exposes, "rest"), this::rest),
                read(adapters(exposes, "mcp"), this::mcp)));
    }

    private void version(Node.Mapping document) {
        fields.first(document, "naftiko", "ikanos")
                .filter(version -> !KNOWN_VERSIONS.matcher(version.value()).matches())
                .ifPresent(version -> problems.add(
                        ProblemCode.VERSION_UNKNOWN,
                        version.position(),
                        "the version '" + version.value() + "' is not known (known: 0.2 to 0.5, 1.0.0-alpha1 to"
                                + " 1.0.0-beta5); the file is read as well as possible"));
    }

    private String label(Node.Mapping document) {
        return fields.mapping(document, "info")
                .flatMap(info -> fields.first(info, "label", "display", "title"))
                .map(Located::value)
                .orElseGet(() -> Position.fileName(file));
    }

    private static <T> List<T> read(List<Node.Mapping> nodes, Function<Node.Mapping, Optional<T>> reader) {
        return nodes.stream().map(reader).flatMap(Optional::stream).toList();
    }

    private BindSpec bind(Node.Mapping bind) {
        var keys = new ArrayList<BindSpec.Key>();
        fields.mapping(bind, "keys")
                .ifPresent(mapping -> mapping.entries()
                        .forEach(entry -> fields.text(entry.value())
                                .ifPresent(source -> keys.add(new BindSpec.Key(
                                        new Located<>(entry.key(), entry.keyPosition()), source.value())))));
        var namespace = fields.text(bind, "namespace").map(Located::value).orElse("env");
        return new BindSpec(namespace, fields.text(bind, "location"), keys);
    }

    private Optional<ConsumesSpec> consumes(Node.Mapping api) {
        KnownKeys.CONSUMES.check(api, problems);
        if (api.has("import")) {
            problems.add(
                    ProblemCode.FEATURE_UNSUPPORTED,
                    api.position(),
                    "imports are not supported yet; calls to what is imported here answer 503");
            return Optional.empty();
        }
        return fields.required(api, "namespace")
                .map(namespace -> new ConsumesSpec(
                        namespace,
                        fields.text(api, "baseUri").orElse(new Located<>("", api.position())),
                        parameters(api),
                        authentication(api),
                        fields.mappings(api, "resources").stream()
                                .flatMap(this::operations)
                                .toList(),
                        api.position()));
    }

    /** What is there but cannot be read must not become "none": the upstream would be called without credentials. */
    private Optional<AuthenticationSpec> authentication(Node.Mapping api) {
        return Stream.of("authentication", "auth")
                .flatMap(key -> api.get(key).stream())
                .findFirst()
                .map(node -> node instanceof Node.Mapping mapping
                        ? authentication(mapping, fields.required(mapping, "type"))
                        : unreadable(node))
                .or(() -> misspeltAuthentication(api));
    }

    private static Optional<AuthenticationSpec> misspeltAuthentication(Node.Mapping api) {
        return api.entries().stream()
                .filter(entry -> KnownKeys.isMisspelt(entry.key(), "authentication"))
                .findFirst()
                .map(entry -> new AuthenticationSpec(new Located<>("", entry.keyPosition()), Map.of()));
    }

    private AuthenticationSpec authentication(Node.Mapping authentication, Optional<Located<String>> type) {
        var values = new HashMap<String, Located<String>>();
        authentication
                .entries()
                .forEach(entry -> fields.text(entry.value()).ifPresent(value -> values.put(entry.key(), value)));
        return new AuthenticationSpec(type.orElse(new Located<>("", authentication.position())), values);
    }

    private AuthenticationSpec unreadable(Node node) {
        problems.add(
                ProblemCode.WRONG_TYPE,
                node.position(),
                "here is " + node.kind() + " (expected: a mapping with a 'type')");
        return new AuthenticationSpec(new Located<>("", node.position()), Map.of());
    }

    private Stream<OperationSpec> operations(Node.Mapping resource) {
        KnownKeys.CONSUMED_RESOURCE.check(resource, problems);
        var path = fields.text(resource, "path").orElse(new Located<>("", resource.position()));
        var shared = parameters(resource);
        return fields.mappings(resource, "operations").stream()
                .map(operation -> operation(operation, path, shared))
                .flatMap(Optional::stream);
    }

    private Optional<OperationSpec> operation(
            Node.Mapping operation, Located<String> path, List<ParameterSpec> shared) {
        KnownKeys.CONSUMED_OPERATION.check(operation, problems);
        return fields.required(operation, "name")
                .map(name -> new OperationSpec(
                        name,
                        method(operation),
                        path,
                        Stream.concat(shared.stream(), parameters(operation).stream())
                                .toList(),
                        operation.get("body"),
                        operation.position()));
    }

    private Located<String> method(Node.Mapping operation) {
        return fields.text(operation, "method").orElse(new Located<>("GET", operation.position()));
    }

    private List<ParameterSpec> parameters(Node.Mapping owner) {
        return read(fields.mappings(owner, "inputParameters"), this::parameter);
    }

    private Optional<ParameterSpec> parameter(Node.Mapping parameter) {
        KnownKeys.PARAMETER.check(parameter, problems);
        return fields.required(parameter, "name")
                .map(name -> new ParameterSpec(
                        name,
                        fields.text(parameter, "in"),
                        fields.text(parameter, "type"),
                        fields.text(parameter, "description").map(Located::value),
                        fields.flag(parameter, "required"),
                        fields.text(parameter, "value"),
                        parameter.position()));
    }

    /** The adapters of one type; every other type is a problem once, when the REST adapters are read. */
    private List<Node.Mapping> adapters(List<Node.Mapping> exposes, String type) {
        var found = new ArrayList<Node.Mapping>();
        for (var adapter : exposes) {
            var written = fields.text(adapter, "type").map(Located::value).orElse("");
            if (written.equals(type)) {
                if (isOpen(adapter)) {
                    found.add(adapter);
                }
            } else if (type.equals("rest") && !written.equals("mcp")) {
                problems.add(
                        ProblemCode.ADAPTER_UNSUPPORTED,
                        adapter.position(),
                        "an adapter of type '" + written + "' is not served (served: rest, mcp)");
            }
        }
        return found;
    }

    /** An adapter that wants to know who calls is not served at all rather than served to everyone. */
    private boolean isOpen(Node.Mapping adapter) {
        var authentication = adapter.get("authentication");
        authentication.ifPresent(node -> problems.add(
                ProblemCode.FEATURE_UNSUPPORTED,
                node.position(),
                "'authentication' of an adapter is not supported yet; this adapter is not served"));
        return authentication.isEmpty();
    }

    private Optional<RestSpec> rest(Node.Mapping adapter) {
        KnownKeys.REST.check(adapter, problems);
        return fields.required(adapter, "namespace")
                .map(namespace -> new RestSpec(
                        namespace,
                        fields.text(adapter, "address").map(Located::value),
                        port(adapter),
                        fields.mappings(adapter, "resources").stream()
                                .flatMap(this::routes)
                                .toList(),
                        adapter.position()));
    }

    private Stream<RouteSpec> routes(Node.Mapping resource) {
        KnownKeys.REST_RESOURCE.check(resource, problems);
        if (resource.has("forward")) {
            problems.add(
                    ProblemCode.FEATURE_UNSUPPORTED,
                    resource.position(),
                    "'forward' is not supported yet; this resource is not served");
        }
        return fields.required(resource, "path").stream().flatMap(path -> {
            var shared = parameters(resource);
            return fields.mappings(resource, "operations").stream()
                    .map(operation -> new RouteSpec(path, method(operation), unit(operation, shared)));
        });
    }

    private Optional<McpSpec> mcp(Node.Mapping adapter) {
        KnownKeys.MCP.check(adapter, problems);
        Stream.of("resources", "prompts")
                .filter(adapter::has)
                .forEach(key -> problems.add(
                        ProblemCode.FEATURE_UNSUPPORTED,
                        positionOf(adapter, key),
                        "'" + key + "' of an MCP adapter are not supported yet; they are not served"));
        return fields.required(adapter, "namespace")
                .map(namespace -> new McpSpec(
                        namespace,
                        fields.text(adapter, "address").map(Located::value),
                        port(adapter),
                        fields.text(adapter, "description").map(Located::value).orElse(""),
                        read(fields.mappings(adapter, "tools"), this::tool),
                        adapter.position()));
    }

    private Optional<ToolSpec> tool(Node.Mapping tool) {
        return fields.required(tool, "name").map(name -> {
            var hints = new LinkedHashMap<String, Boolean>();
            fields.mapping(tool, "hints")
                    .ifPresent(written -> written.entries()
                            .forEach(entry -> fields.flag(written, entry.key())
                                    .ifPresent(value -> hints.put(entry.key(), value))));
            return new ToolSpec(unit(tool, List.of()), hints);
        });
    }

    private UnitSpec unit(Node.Mapping unit, List<ParameterSpec> shared) {
        KnownKeys.UNIT.check(unit, problems);
        return new UnitSpec(
                fields.text(unit, "name").orElse(new Located<>("", unit.position())),
                fields.first(unit, "label", "display").map(Located::value),
                fields.text(unit, "description").map(Located::value).orElse(""),
                fields.text(unit, "call"),
                with(unit),
                Stream.concat(shared.stream(), parameters(unit).stream()).toList(),
                OTHER_MODES.stream()
                        .filter(unit::has)
                        .map(mode -> new Located<>(mode, positionOf(unit, mode)))
                        .toList(),
                unit.get("outputParameters").stream()
                        .flatMap(outputs ->
                                outputs instanceof Node.Sequence list ? list.items().stream() : Stream.of(outputs))
                        .toList(),
                unit.position());
    }

    private static Position positionOf(Node.Mapping owner, String key) {
        return owner.get(key).map(Node::position).orElse(owner.position());
    }

    private List<UnitSpec.With> with(Node.Mapping unit) {
        return fields.mapping(unit, "with").stream()
                .flatMap(with -> with.entries().stream())
                .flatMap(entry ->
                        fields.text(entry.value()).map(value -> new UnitSpec.With(entry.key(), value)).stream())
                .toList();
    }

    private Optional<Integer> port(Node.Mapping adapter) {
        return fields.text(adapter, "port").flatMap(port -> {
            try {
                var number = Integer.parseInt(port.value());
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

    /** Reads the values of mappings, and tells what is of the wrong kind or missing. */
    private record Fields(Problems problems) {
        Optional<Located<String>> text(Node.Mapping owner, String key) {
            return owner.get(key).flatMap(this::text);
        }

        Optional<Located<String>> text(Node node) {
            if (node instanceof Node.Scalar scalar) {
                return Optional.of(new Located<>(scalar.text(), scalar.position()));
            }
            return wrong(node, "a text");
        }

        Optional<Located<String>> first(Node.Mapping owner, String... keys) {
            return Stream.of(keys).filter(owner::has).findFirst().flatMap(key -> text(owner, key));
        }

        Optional<Located<String>> required(Node.Mapping owner, String key) {
            var value = text(owner, key).filter(text -> !text.value().isBlank());
            if (value.isEmpty()) {
                problems.add(ProblemCode.KEY_MISSING, owner.position(), "the key '" + key + "' is missing here");
            }
            return value;
        }

        Optional<Boolean> flag(Node.Mapping owner, String key) {
            return text(owner, key).flatMap(value -> switch (value.value()) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> {
                    problems.add(
                            ProblemCode.WRONG_TYPE,
                            value.position(),
                            "'" + key + "' is '" + value.value() + "' (expected: true or false)");
                    yield Optional.empty();
                }
            });
        }

        Optional<Node.Mapping> mapping(Node.Mapping owner, String key) {
            return owner.get(key).flatMap(node -> {
                if (node instanceof Node.Mapping mapping) {
                    return Optional.of(mapping);
                }
                return isNothing(node) ? Optional.empty() : wrong(node, "a mapping");
            });
        }

        /** The mappings in a list. */
        List<Node.Mapping> mappings(Node.Mapping owner, String key) {
            var node = owner.get(key);
            if (node.isEmpty() || isNothing(node.get())) {
                return List.of();
            }
            if (!(node.get() instanceof Node.Sequence list)) {
                wrong(node.get(), "a list");
                return List.of();
            }
            var found = new ArrayList<Node.Mapping>();
            for (var item : list.items()) {
                if (item instanceof Node.Mapping mapping) {
                    found.add(mapping);
                } else {
                    wrong(item, "a mapping");
                }
            }
            return found;
        }

        private static boolean isNothing(Node node) {
            return node instanceof Node.Scalar scalar && scalar.text().isEmpty();
        }

        private <T> Optional<T> wrong(Node node, String expected) {
            problems.add(
                    ProblemCode.WRONG_TYPE,
                    node.position(),
                    "here is " + node.kind() + " (expected: " + expected + ")");
            return Optional.empty();
        }
    }
}
