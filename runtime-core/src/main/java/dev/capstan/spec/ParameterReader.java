package dev.capstan.spec;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code inputParameters}, and a tool's {@code inputSchema}, which some authors write in their place. */
final class ParameterReader {
    private ParameterReader() {}

    static List<ParameterSpec> read(Section owner) {
        return owner.named("inputParameters", Part.PARAMETER).stream()
                .flatMap(parameter -> parameter(parameter).stream())
                .toList();
    }

    /** Those of a consumed API, resource or operation. */
    static List<ParameterSpec> consumed(Section owner) {
        return read(owner).stream().map(ParameterSpec::consumed).toList();
    }

    /** The properties of a JSON Schema as parameters. */
    static Stream<ParameterSpec> ofSchema(Node.Mapping schema) {
        var required = schema.get("required").stream()
                .flatMap(names -> names instanceof Node.Sequence list ? list.items().stream() : Stream.empty())
                .flatMap(name -> name instanceof Node.Scalar text ? Stream.of(text.text()) : Stream.empty())
                .toList();
        return schema.get("properties").stream()
                .flatMap(properties ->
                        properties instanceof Node.Mapping mapping ? mapping.entries().stream() : Stream.empty())
                .map(property -> ofProperty(property, required.contains(property.key())));
    }

    private static ParameterSpec ofProperty(Node.Entry property, boolean required) {
        var name = new Located<>(property.key(), property.keyPosition());
        return property.value() instanceof Node.Mapping schema
                ? new ParameterSpec(
                        name,
                        Optional.empty(),
                        scalar(schema, "type").map(type -> new Located<>(type, property.keyPosition())),
                        scalar(schema, "description"),
                        Optional.of(required),
                        Optional.empty(),
                        choices(schema),
                        scalar(schema, "default"),
                        items(schema),
                        details(schema),
                        property.keyPosition())
                : ParameterSpec.named(name, Optional.empty(), Optional.empty());
    }

    private static Optional<ParameterSpec> parameter(Section parameter) {
        if (parameter.name().isEmpty()) {
            parameter.missing("name");
        }
        return parameter
                .name()
                .map(name -> new ParameterSpec(
                        name,
                        parameter.text("in").filter(in -> !in.value().isBlank()),
                        parameter.text("type").filter(type -> !type.value().isBlank()),
                        parameter.plain("description"),
                        parameter.flag("required"),
                        parameter.text("value"),
                        choices(parameter.mapping()),
                        scalar(parameter.mapping(), "default"),
                        items(parameter.mapping()),
                        new ParameterSpec.Details(
                                parameter
                                        .text("pattern")
                                        .filter(pattern -> !pattern.value().isEmpty()),
                                parameter
                                        .text("style")
                                        .filter(style -> !style.value().isBlank()),
                                parameter.flag("explode"),
                                parameter.node("const").isPresent() ? parameter.text("const") : Optional.empty(),
                                parameter.text("mapping"),
                                Optional.of(parameter.mapping())),
                        parameter.position()));
    }

    private static ParameterSpec.Details details(Node.Mapping schema) {
        return new ParameterSpec.Details(
                located(schema, "pattern"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(schema));
    }

    private static Optional<Located<String>> located(Node.Mapping owner, String key) {
        return owner.get(key)
                .flatMap(value -> value instanceof Node.Scalar scalar
                        ? Optional.of(new Located<>(scalar.text(), scalar.position()))
                        : Optional.empty());
    }

    private static List<String> choices(Node.Mapping parameter) {
        if (!(parameter.find("enum") instanceof Node.Sequence list)) {
            return List.of();
        }
        return list.items().stream()
                .flatMap(value -> value instanceof Node.Scalar text ? Stream.of(text.text()) : Stream.empty())
                .distinct()
                .toList();
    }

    private static Optional<String> items(Node.Mapping parameter) {
        return parameter
                .get("items")
                .flatMap(items -> items instanceof Node.Mapping schema
                        ? scalar(schema, "type")
                        : items instanceof Node.Scalar type ? Optional.of(type.text()) : Optional.empty());
    }

    private static Optional<String> scalar(Node.Mapping owner, String key) {
        return owner.get(key)
                .flatMap(value -> value instanceof Node.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty());
    }
}
