package dev.capstan.cli;

import dev.capstan.cli.RawYaml.Named;
import dev.capstan.cli.RawYaml.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the parity test knows of a capability file: its APIs and what it exposes, in one shape whatever the dialect.
 *
 * @param variables the declared variables by the text between the braces, each with its name outside the file
 * @param bindNamespaces the words that may stand before a variable
 */
record ParityFile(
        Path path, Map<String, String> variables, List<String> bindNamespaces, List<Api> apis, List<Unit> units) {

    /** An upstream API. */
    record Api(String namespace, RawYaml yaml, List<Parameter> parameters, List<Operation> operations) {}

    /** A consumed operation. */
    record Operation(String resource, String name, String method, String path, RawYaml yaml, List<Parameter> own) {}

    /** A declared input of either side. */
    record Parameter(String name, String in, Optional<String> type, boolean required, RawYaml yaml) {
        Optional<RawYaml> fixed() {
            return yaml.get("value", "template", "const");
        }
    }

    /**
     * An exposed REST operation or an MCP tool.
     *
     * @param namespace of its adapter; may be missing
     * @param places where a reader may say that it begins
     * @param path empty for a tool
     * @param obstacle why it is more than a plain call
     */
    record Unit(
            Door door,
            Optional<String> namespace,
            List<Place> places,
            String name,
            String method,
            String path,
            Optional<String> call,
            Map<String, RawYaml> with,
            List<Parameter> inputs,
            Optional<String> obstacle) {
        int line() {
            return places.get(0).line();
        }

        /** What the unit itself declares of this name; of two the last. */
        Optional<Parameter> own(String input) {
            return inputs.stream().filter(it -> it.name().equals(input)).reduce((first, second) -> second);
        }

        /** The names of the variables of the exposed path, as they are spelt there. */
        List<String> exposedVariables() {
            return List.copyOf(ParityPath.of("", path, variable -> true).variables());
        }

        /** The variable of the exposed path that feeds an input. */
        Optional<String> exposedVariable(String input, boolean inAnySpelling) {
            var exact = exposedVariables().stream().filter(input::equals).findFirst();
            return exact.isPresent() || !inAnySpelling
                    ? exact
                    : exposedVariables().stream()
                            .filter(variable -> ParityTargets.isSameName(variable, input))
                            .findFirst();
        }
    }

    /** Reads a file; empty when it is not valid YAML or no capability. */
    static Optional<ParityFile> read(Path path) {
        return RawYaml.read(path)
                .filter(root -> root.has("naftiko") || root.has("ikanos"))
                .flatMap(root -> root.get("capability").map(capability -> new Reader(path, root, capability).read()));
    }

    private static final class Reader {
        private final Path path;
        private final RawYaml root;
        private final RawYaml capability;
        private final Map<String, String> variables = new LinkedHashMap<>();
        private final List<String> bindNamespaces = new ArrayList<>(List.of("env"));

        Reader(Path path, RawYaml root, RawYaml capability) {
            this.path = path;
            this.root = root;
            this.capability = capability;
        }

        ParityFile read() {
            binds(root);
            binds(capability);
            var apis = capability.items("consumes").stream().map(this::api).toList();
            var units = new ArrayList<Unit>();
            for (var adapter : capability.items("exposes")) {
                switch (adapter.text("type").orElse("")) {
                    case "rest", "api" -> rest(adapter, units);
                    case "mcp" -> adapter.named("tools").forEach(tool -> units.add(tool(adapter, tool)));
                    default -> {
                        // Other adapters have nothing that both doors could offer.
                    }
                }
            }
            return new ParityFile(path, variables, bindNamespaces, apis, units);
        }

        private void binds(RawYaml owner) {
            Stream.of("binds", "externalRefs")
                    .flatMap(key -> owner.items(key).stream())
                    .forEach(this::bind);
        }

        private void bind(RawYaml bind) {
            if (bind.isScalar()) {
                variables.putIfAbsent(bind.text(), bind.text());
                return;
            }
            var namespace = bind.text("namespace", "name").orElse("env");
            bindNamespaces.add(namespace);
            bind.get("keys").ifPresent(keys -> {
                keys.entries()
                        .forEach(key ->
                                variable(namespace, key.key(), key.value().text()));
                keys.items().forEach(key -> variable(namespace, key.text(), key.text()));
            });
        }

        private void variable(String namespace, String name, String outside) {
            variables.putIfAbsent(name, outside);
            variables.putIfAbsent(namespace + "." + name, outside);
        }

        private Api api(RawYaml consumed) {
            if (!consumed.has("import")) {
                return api(consumed.text("namespace").orElse(""), consumed);
            }
            var namespace = consumed.text("as", "import").orElse("");
            return imported(consumed)
                    .map(api -> api(namespace, api))
                    .orElseGet(() -> new Api(namespace, consumed, List.of(), List.of()));
        }

        /** The API that an entry imports, with the variables of its file; empty when it is not there. */
        private Optional<RawYaml> imported(RawYaml entry) {
            var location = entry.text("location", "from").orElse("").replaceFirst("^file:///(?=[.])", "");
            var target = path.resolveSibling(location).normalize();
            if (!Files.isRegularFile(target)) {
                return Optional.empty();
            }
            return RawYaml.read(target).flatMap(shared -> {
                var owners = Stream.concat(Stream.of(shared), shared.get("capability").stream())
                        .toList();
                owners.forEach(this::binds);
                return owners.stream()
                        .flatMap(owner -> owner.items("consumes").stream())
                        .filter(api -> api.text("namespace").equals(entry.text("import")))
                        .findFirst();
            });
        }

        private static Api api(String namespace, RawYaml api) {
            var operations = new ArrayList<Operation>();
            for (var resource : api.named("resources")) {
                for (var operation : resource.yaml().named("operations")) {
                    operations.add(operation(resource, operation));
                }
            }
            return new Api(namespace, api, parameters(api, "inputParameters", "body"), operations);
        }

        private static Operation operation(Named resource, Named operation) {
            var yaml = operation.yaml();
            var own = new ArrayList<>(parameters(resource.yaml(), "inputParameters", "body"));
            own.addAll(parameters(yaml, "inputParameters", "body"));
            return new Operation(
                    resource.name().orElse(""),
                    operation.name().or(() -> yaml.text("id")).orElse(""),
                    yaml.text("method").orElse("GET").toUpperCase(java.util.Locale.ROOT),
                    path(
                            resource.yaml().text("path").orElse(""),
                            yaml.text("path").orElse("")),
                    yaml,
                    own);
        }

        /** An operation's own path repeats the resource's, or goes on where that ends. */
        private static String path(String resource, String own) {
            var first = resource.replaceAll("^(/?[^/]+).*", "$1");
            if (own.isEmpty()
                    || own.equals(first)
                    || !resource.isEmpty() && own.startsWith(resource)
                    || own.startsWith(first + "/") && first.length() > 1) {
                return own.isEmpty() ? resource : own;
            }
            return own.startsWith(":")
                    ? resource + own
                    : resource.replaceAll("/$", "") + "/" + own.replaceAll("^/", "");
        }

        private static List<Parameter> parameters(RawYaml owner, String key, String place) {
            return owner.named(key).stream()
                    .filter(parameter -> parameter.name().isPresent())
                    .map(parameter -> new Parameter(
                            parameter.name().get(),
                            parameter.yaml().text("in").orElse(place),
                            parameter.yaml().text("type"),
                            parameter.yaml().flag("required"),
                            parameter.yaml()))
                    .toList();
        }

        private static void rest(RawYaml adapter, List<Unit> units) {
            for (var resource : adapter.named("resources")) {
                for (var operation : resource.yaml().named("operations")) {
                    var yaml = operation.yaml();
                    var inputs = new ArrayList<>(parameters(adapter, "inputParameters", "body"));
                    inputs.addAll(parameters(resource.yaml(), "inputParameters", "body"));
                    inputs.addAll(parameters(yaml, "inputParameters", "body"));
                    units.add(new Unit(
                            Door.REST,
                            adapter.text("namespace"),
                            operation.places(),
                            operation.name().orElse(""),
                            yaml.text("method").orElse("GET").toUpperCase(java.util.Locale.ROOT),
                            path(
                                    resource.yaml().text("path").orElse(""),
                                    yaml.text("path").orElse("")),
                            call(yaml),
                            with(yaml),
                            inputs,
                            obstacle(adapter, yaml)));
                }
            }
        }

        private static Unit tool(RawYaml adapter, Named tool) {
            var yaml = tool.yaml();
            var inputs = new ArrayList<>(parameters(yaml, "inputParameters", ""));
            yaml.get("inputSchema")
                    .ifPresent(schema -> schema.named("properties")
                            .forEach(property -> inputs.add(new Parameter(
                                    property.name().orElse(""),
                                    "",
                                    property.yaml().text("type"),
                                    schema.items("required").stream()
                                            .anyMatch(name -> name.text()
                                                    .equals(property.name().orElse(""))),
                                    property.yaml()))));
            return new Unit(
                    Door.MCP,
                    adapter.text("namespace"),
                    tool.places(),
                    tool.name().orElse(""),
                    "",
                    "",
                    call(yaml),
                    with(yaml),
                    inputs,
                    obstacle(adapter, yaml));
        }

        private static Optional<String> call(RawYaml unit) {
            return unit.text("call").or(() -> unit.get("call").flatMap(call -> call.text("operation")));
        }

        private static Map<String, RawYaml> with(RawYaml unit) {
            var with = new LinkedHashMap<String, RawYaml>();
            Stream.concat(unit.get("call").flatMap(call -> call.get("with")).stream(), unit.get("with").stream())
                    .flatMap(mapping -> mapping.entries().stream())
                    .forEach(entry -> with.put(entry.key(), entry.value()));
            return with;
        }

        private static Optional<String> obstacle(RawYaml adapter, RawYaml unit) {
            if (adapter.has("authentication")) {
                return Optional.of("the adapter wants to know who calls");
            }
            return Stream.of("steps", "ref", "forward", "script")
                    .filter(unit::has)
                    .findFirst()
                    .map(mode -> "it has '" + mode + "'")
                    .or(() -> call(unit).isEmpty() ? Optional.of("it has no 'call'") : Optional.empty());
        }
    }
}
