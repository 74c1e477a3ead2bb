package dev.capstan.spec;

import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ConsumesSpec.AnswerSpec;
import dev.capstan.spec.ConsumesSpec.OperationSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code consumes}: upstream APIs and their operations. */
final class ConsumesReader {
    private final Problems problems;
    private final OutputReader outputs;

    ConsumesReader(Problems problems) {
        this.problems = problems;
        this.outputs = new OutputReader(problems);
    }

    /** Empty when it is no HTTP API, or has no name to call it by; then a problem says so. */
    Optional<ConsumesSpec> read(Node.Mapping node) {
        var api = Section.of(node, Part.CONSUMES, problems);
        var type = api.plain("type").orElse("http");
        if (!type.equals("http")) {
            problems.add(
                    ProblemCode.ADAPTER_UNSUPPORTED,
                    api.position("type"),
                    "an API of type '" + type + "' cannot be called (known: http)");
            return Optional.empty();
        }
        return api.required("namespace")
                .map(namespace -> new ConsumesSpec(
                        namespace,
                        api.text("baseUri").orElse(new Located<>("", api.position())),
                        Stream.concat(headers(api), ParameterReader.consumed(api).stream())
                                .toList(),
                        authentication(api),
                        Stream.concat(
                                        api.named("resources", Part.CONSUMED_RESOURCE).stream()
                                                .flatMap(resource -> operations(resource, api)),
                                        api.named("operations", Part.CONSUMED_OPERATION).stream()
                                                .flatMap(operation -> unowned(operation, api)))
                                .toList(),
                        api.position()));
    }

    /** A mapping from header names to their values, which is short for header inputs with a {@code value}. */
    private static Stream<ParameterSpec> headers(Section api) {
        return api.mapping("headers").stream()
                .flatMap(headers -> headers.entries().stream())
                .flatMap(entry -> api.text(entry.value(), entry.key()).stream()
                        .map(value -> ParameterSpec.named(
                                new Located<>(entry.key(), entry.keyPosition()),
                                Optional.of(new Located<>("header", entry.keyPosition())),
                                Optional.of(value))));
    }

    /** What is there but cannot be read must not become "none": the upstream would be called without credentials. */
    private Optional<AuthenticationSpec> authentication(Section api) {
        return api.node("authentication")
                .map(node -> node instanceof Node.Mapping mapping ? authentication(mapping) : unreadable(node))
                .or(() -> misspeltAuthentication(api));
    }

    private static Optional<AuthenticationSpec> misspeltAuthentication(Section api) {
        return api.mapping().entries().stream()
                .filter(entry -> Part.isMisspelt(entry.key(), "authentication"))
                .findFirst()
                .map(entry -> AuthenticationSpec.unreadable(entry.keyPosition()));
    }

    private AuthenticationSpec authentication(Node.Mapping authentication) {
        var values = texts(authentication);
        var type = values.get("type");
        if (type == null) {
            problems.add(ProblemCode.KEY_MISSING, authentication.position(), "the key 'type' is missing here");
        }
        return new AuthenticationSpec(
                type == null ? new Located<>("", authentication.position()) : type,
                values,
                lists(authentication),
                named(authentication, "headers", "header"),
                named(authentication, "parameters", "query"));
    }

    private static Map<String, List<Located<String>>> lists(Node.Mapping authentication) {
        var lists = new LinkedHashMap<String, List<Located<String>>>();
        for (var entry : authentication.entries()) {
            if (entry.value() instanceof Node.Sequence list) {
                lists.put(
                        entry.key(),
                        list.items().stream()
                                .filter(Node.Scalar.class::isInstance)
                                .map(Node.Scalar.class::cast)
                                .map(item -> new Located<>(item.text(), item.position()))
                                .toList());
            }
        }
        return lists;
    }

    /** Texts by names: a mapping, or a list of mappings with {@code name} and {@code value}. */
    private static Map<String, Located<String>> named(Node.Mapping authentication, String... keys) {
        for (var key : keys) {
            var node = authentication.get(key);
            if (node.isPresent() && node.get() instanceof Node.Mapping mapping) {
                return texts(mapping);
            }
            if (node.isPresent() && node.get() instanceof Node.Sequence list) {
                return named(list);
            }
        }
        return Map.of();
    }

    private static Map<String, Located<String>> named(Node.Sequence list) {
        var named = new LinkedHashMap<String, Located<String>>();
        for (var item : list.items()) {
            if (item instanceof Node.Mapping mapping) {
                var texts = texts(mapping);
                var name = texts.get("name");
                var value = texts.get("value");
                if (name != null && value != null) {
                    named.put(name.value(), value);
                }
            }
        }
        return named;
    }

    private static Map<String, Located<String>> texts(Node.Mapping mapping) {
        var texts = new LinkedHashMap<String, Located<String>>();
        for (var entry : mapping.entries()) {
            if (entry.value() instanceof Node.Scalar scalar) {
                texts.put(entry.key(), new Located<>(scalar.text(), scalar.position()));
            }
        }
        return texts;
    }

    private AuthenticationSpec unreadable(Node node) {
        problems.add(
                ProblemCode.WRONG_TYPE,
                node.position(),
                "here is " + node.kind() + " (expected: a mapping with a 'type')");
        return AuthenticationSpec.unreadable(node.position());
    }

    /** A resource with a method of its own is its only operation. */
    private Stream<OperationSpec> operations(Section resource, Section api) {
        var path = resource.text("path").orElse(new Located<>("", resource.position()));
        var name = resource.name().map(Located::value).orElse("");
        if (resource.has("method") && !resource.has("operations")) {
            return operation(resource.as(Part.CONSUMED_OPERATION), api, name, path, List.of());
        }
        var shared = ParameterReader.consumed(resource);
        return resource.named("operations", Part.CONSUMED_OPERATION).stream()
                .flatMap(operation -> operation(operation, api, name, OwnPath.of(operation, path), shared));
    }

    /** An operation that has its path itself and no resource. */
    private Stream<OperationSpec> unowned(Section operation, Section api) {
        var path = operation.text("path").orElse(new Located<>("", operation.position()));
        return operation(operation, api, "", path, List.of());
    }

    private Stream<OperationSpec> operation(
            Section operation, Section api, String resource, Located<String> path, List<ParameterSpec> shared) {
        if (operation.name().isEmpty()) {
            operation.missing("name");
        }
        return operation.name().stream()
                .map(name -> new OperationSpec(
                        name,
                        method(operation),
                        operation.plain("description").orElse(""),
                        resource,
                        path,
                        Stream.concat(shared.stream(), ParameterReader.consumed(operation).stream())
                                .toList(),
                        operation.node("body").filter(body -> !Section.isNothing(body)),
                        answer(operation, api),
                        operation.position()));
    }

    /** What the operation does not say about bytes, its API may. */
    private AnswerSpec answer(Section operation, Section api) {
        return new AnswerSpec(
                operation
                        .text("outputRawFormat")
                        .filter(format -> !format.value().isBlank()),
                operation
                        .node("outputSchema")
                        .filter(Node.Scalar.class::isInstance)
                        .map(node -> new Located<>(((Node.Scalar) node).text(), node.position()))
                        .filter(schema -> !schema.value().isBlank()),
                outputs.read(operation),
                operation.plain("outputMediaType").or(() -> api.plain("outputMediaType")),
                operation.text("maxBinarySize").or(() -> api.text("maxBinarySize")));
    }

    static Located<String> method(Section operation) {
        return operation
                .text("method")
                .filter(method -> !method.value().isBlank())
                .orElse(new Located<>("GET", operation.position()));
    }
}
