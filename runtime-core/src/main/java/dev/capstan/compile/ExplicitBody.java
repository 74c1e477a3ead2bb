package dev.capstan.compile;

import dev.capstan.compile.BodyFormat.Kind;
import dev.capstan.compile.Target.Place;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.spec.Node;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.YamlReader;
import dev.capstan.upstream.BodyPart;
import dev.capstan.upstream.Escape;
import dev.capstan.upstream.RequestPart;
import dev.capstan.upstream.TextTemplate;
import dev.capstan.value.JsonTemplate;
import dev.capstan.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Compiles the {@code body} key of a consumed operation (format, section on request bodies): what it is written in, and
 * where its values come from. Used for one unit.
 */
final class ExplicitBody {
    private static final Set<String> WORDS = Set.of("type", "data", "contentType", "mediaType");

    private final List<ParameterSpec> parameters;
    private final BodyValues values;
    private final FormBody forms;
    private final Problems problems;

    /** @param parameters of the operation; those in the body say what the references mean */
    ExplicitBody(CallInputs inputs, List<ParameterSpec> parameters, Problems problems) {
        this.parameters = parameters;
        this.values = new BodyValues(inputs, parameters);
        this.forms = new FormBody(values);
        this.problems = problems;
    }

    /** Empty when it is of a kind that nobody knows, or its data are none for that kind. */
    Optional<RequestPart> compile(Node body) {
        if (body instanceof Node.Mapping mapping && isDescription(mapping)) {
            mapping.get("data").ifPresent(this::tellUnused);
            return format(mapping).flatMap(format -> compile(format, mapping.get("data"), body.position()));
        }
        tellUnused(body);
        return compile(
                body instanceof Node.Scalar text ? ofText(text) : declared(), Optional.of(body), body.position());
    }

    /** What is written is the whole body, so an input that it does not refer to, perhaps by a slip of the pen, goes nowhere. */
    private void tellUnused(Node data) {
        var given = parameters.stream()
                .filter(parameter -> parameter.in().isPresent()
                        && Target.in(parameter).equals("body")
                        && parameter.value().isEmpty())
                .toList();
        if (given.isEmpty()) {
            return;
        }
        var referred = values.references(data);
        given.stream()
                .filter(parameter -> !referred.contains(parameter.name().value()))
                .forEach(parameter -> problems.add(
                        ProblemCode.INPUT_UNUSED,
                        parameter.position(),
                        "the 'body' of the operation does not refer to the input '"
                                + parameter.name().value() + "', so it is not sent"
                                + (referred.isEmpty() ? "" : "; it refers to " + String.join(", ", referred))));
    }

    /** Whether a mapping tells of a body; otherwise it is one, which may have a member {@code type}, too. */
    private static boolean isDescription(Node.Mapping body) {
        return text(body, "type").flatMap(BodyFormat::named).isPresent()
                || !body.entries().isEmpty()
                        && body.entries().stream().map(Node.Entry::key).allMatch(WORDS::contains);
    }

    private Optional<BodyFormat> format(Node.Mapping body) {
        var said = text(body, "contentType").or(() -> text(body, "mediaType"));
        var format = text(body, "type")
                .map(BodyFormat::named)
                .orElseGet(() -> Optional.of(said.map(BodyFormat::of)
                        .orElseGet(() -> body.get("data")
                                        .filter(Node.Scalar.class::isInstance)
                                        .isPresent()
                                ? ofText((Node.Scalar) body.get("data").orElseThrow())
                                : declared())));
        return format.map(found -> said.map(found::as).orElse(found));
    }

    private static Optional<String> text(Node.Mapping body, String key) {
        return body.get(key)
                .flatMap(node -> node instanceof Node.Scalar text ? Optional.of(text.text()) : Optional.empty())
                .filter(text -> !text.isBlank());
    }

    /** What a header of the operation says, else JSON. */
    private BodyFormat declared() {
        return contentType().map(BodyFormat::of).orElse(BodyFormat.JSON);
    }

    private Optional<String> contentType() {
        return parameters.stream()
                .filter(parameter -> Target.in(parameter).equals("header")
                        && parameter.name().value().equalsIgnoreCase("Content-Type"))
                .flatMap(parameter -> parameter.value().stream())
                .map(Located::value)
                .filter(value -> !BodyValues.hasReference(value))
                .findFirst();
    }

    /** A text of which no type is said is JSON where it can be read as such. */
    private BodyFormat ofText(Node.Scalar text) {
        if (contentType().isPresent()) {
            return declared();
        }
        if (BodyValues.isReference(text.text()) || jsonTree(text).isPresent()) {
            return BodyFormat.JSON;
        }
        var format = text.text().stripLeading().startsWith("<") ? BodyFormat.XML : BodyFormat.TEXT;
        problems.add(
                ProblemCode.BODY_ASSUMED,
                text.position(),
                "this text is no JSON; it is sent as " + format.mediaType() + " (a 'type' would say what it is)");
        return format;
    }

    private Optional<RequestPart> compile(BodyFormat format, Optional<Node> data, Position position) {
        return switch (format.kind()) {
            case JSON -> json(format, data, position);
            case YAML ->
                data.filter(node ->
                                !(node instanceof Node.Scalar) && wrapped(node).isEmpty())
                        // Every JSON text is one in YAML, too (YAML 1.2, section 1.3).
                        .map(tree -> templateBody(format, tree, position))
                        .or(() -> text(format, data, position));
            case TEXT, XML, SPARQL -> text(format, data, position);
            case FORM -> forms.urlEncoded(format, data, position);
            case MULTIPART -> forms.multipart(format, data, position);
            case BINARY -> binary(format, data, position);
        };
    }

    // --- JSON ---

    private Optional<RequestPart> json(BodyFormat format, Optional<Node> data, Position position) {
        if (data.isEmpty()) {
            return Optional.of(whole(format, position));
        }
        if (!(data.get() instanceof Node.Scalar text)) {
            return Optional.of(templateBody(format, data.get(), position));
        }
        if (BodyValues.isReference(text.text())) {
            return Optional.of(new BodyPart.TemplateBody(
                    new JsonTemplate.Leaf(values.member(text)), format.mediaType(), position));
        }
        return Optional.of(jsonTree(text)
                .map(tree -> templateBody(format, tree, position))
                // A text that is no JSON is one in JSON (format, section on request bodies).
                .orElseGet(() -> templateBody(format, text, position)));
    }

    private RequestPart templateBody(BodyFormat format, Node tree, Position position) {
        return new BodyPart.TemplateBody(values.tree(tree), format.mediaType(), position);
    }

    /** Text that is JSON when its references are taken for values; those outside of texts need not be in quotes. */
    static Optional<Node> jsonTree(Node.Scalar text) {
        var json = new StringBuilder();
        var isInText = false;
        for (var piece : VariableScope.pieces(text.text())) {
            if (piece.isReference()) {
                var quote = isInText ? "" : "\"";
                json.append(quote)
                        .append("{{")
                        .append(piece.text())
                        .append("}}")
                        .append(quote);
            } else {
                json.append(piece.text());
                isInText = endsInText(piece.text(), isInText);
            }
        }
        return YamlReader.readJson(json.toString(), text.position()).filter(tree -> !hasReferenceInKey(tree));
    }

    /** Values go into a tree, and keys are no values. */
    private static boolean hasReferenceInKey(Node tree) {
        if (tree instanceof Node.Mapping mapping) {
            return mapping.entries().stream()
                    .anyMatch(entry -> BodyValues.hasReference(entry.key()) || hasReferenceInKey(entry.value()));
        }
        return tree instanceof Node.Sequence list && list.items().stream().anyMatch(ExplicitBody::hasReferenceInKey);
    }

    private static boolean endsInText(String json, boolean isInText) {
        var inText = isInText;
        for (var i = 0; i < json.length(); i++) {
            if (json.charAt(i) == '"') {
                inText = !inText;
            } else if (inText && json.charAt(i) == '\\') {
                i++;
            }
        }
        return inText;
    }

    // --- what the caller gives whole ---

    /** A body of which only the type is said. */
    private RequestPart whole(BodyFormat format, Position position) {
        var isJson = format.kind() == Kind.JSON;
        return new BodyPart.WholeBody(
                values.whole(isJson ? ValueType.OBJECT : ValueType.STRING, position),
                isJson,
                format.mediaType(),
                position);
    }

    private Optional<RequestPart> binary(BodyFormat format, Optional<Node> data, Position position) {
        var reference = data.flatMap(this::reference);
        if (data.isPresent() && reference.isEmpty()) {
            var type = format.mediaType().isEmpty() ? "application/octet-stream" : format.mediaType();
            return text(format.as(type), data, position);
        }
        var operand =
                reference.map(values::binary).orElseGet(() -> values.binary(new Node.Scalar("{{body}}", position)));
        return Optional.of(new BodyPart.BinaryBody(operand, format.mediaType(), position));
    }

    // --- texts ---

    private Optional<RequestPart> text(BodyFormat format, Optional<Node> data, Position position) {
        if (data.isEmpty()) {
            return Optional.of(whole(format, position));
        }
        return text(data.get())
                .map(text -> new BodyPart.TextBody(template(format, text), format.mediaType(), position));
    }

    private TextTemplate template(BodyFormat format, Node.Scalar text) {
        if (BodyValues.isReference(text.text())) {
            var type = format.kind() == Kind.YAML ? ValueType.ANY : ValueType.STRING;
            return new TextTemplate(List.of(
                    new TextTemplate.Piece(values.name(text), values.text(text, Place.TEXT_BODY, type), Escape.NONE)));
        }
        var written = VariableScope.pieces(text.text());
        var escapes = TextSyntax.of(format.kind()).escapes(written);
        var pieces = new ArrayList<TextTemplate.Piece>();
        for (var i = 0; i < written.size(); i++) {
            var piece = written.get(i);
            var part =
                    new Node.Scalar(piece.isReference() ? "{{" + piece.text() + "}}" : piece.text(), text.position());
            pieces.add(
                    piece.isReference()
                            ? new TextTemplate.Piece(
                                    values.name(part),
                                    values.text(part, Place.BODY_MEMBER, ValueType.STRING),
                                    escapes.get(i))
                            : new TextTemplate.Piece("", values.fixed(part), Escape.NONE));
        }
        return new TextTemplate(pieces);
    }

    private Optional<Node.Scalar> reference(Node data) {
        return text(data).filter(text -> BodyValues.isReference(text.text()));
    }

    /** A text, or a mapping in which nothing but a text stands: public files give the only value a name. */
    private Optional<Node.Scalar> text(Node data) {
        return data instanceof Node.Scalar text
                ? Optional.of(text)
                : wrapped(data).map(text -> {
                    problems.add(
                            ProblemCode.BODY_ASSUMED,
                            data.position(),
                            "this body is a text, so that of the mapping's only member is taken (expected: 'data: \"...\"')");
                    return text;
                });
    }

    private static Optional<Node.Scalar> wrapped(Node data) {
        return data instanceof Node.Mapping mapping
                        && mapping.entries().size() == 1
                        && mapping.entries().get(0).value() instanceof Node.Scalar text
                        && BodyValues.hasReference(text.text())
                ? Optional.of(text)
                : Optional.empty();
    }
}
