package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.ConsumesSpec.AnswerSpec;
import dev.capstan.spec.ConsumesSpec.OperationSpec;
import java.util.List;
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
                        AuthenticationReader.read(api, problems),
                        Stream.concat(
                                        api.named("resources", Part.CONSUMED_RESOURCE).stream()
                                                .flatMap(resource -> operations(resource, api)),
                                        api.named("operations", Part.CONSUMED_OPERATION).stream()
                                                .flatMap(operation -> unowned(operation, api)))
                                .toList(),
                        tunnel(api),
                        api.position()));
    }

    /** With {@code fallback: direct} the author takes calls without the tunnel. */
    private static Optional<Position> tunnel(Section api) {
        return api.section("tunnel", Part.TUNNEL)
                .filter(tunnel -> tunnel.plain("fallback")
                        .filter("direct"::equalsIgnoreCase)
                        .isEmpty())
                .map(tunnel -> tunnel.position());
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
