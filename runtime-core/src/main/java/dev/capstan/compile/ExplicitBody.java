package dev.capstan.compile;

import dev.capstan.compile.Target.Place;
import dev.capstan.flow.InputShape;
import dev.capstan.problem.Position;
import dev.capstan.spec.Located;
import dev.capstan.spec.Node;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.YamlReader;
import dev.capstan.upstream.JsonTemplate;
import dev.capstan.upstream.RequestPart;
import dev.capstan.value.JsonText;
import dev.capstan.value.Operand;
import dev.capstan.value.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compiles the {@code body} key of a consumed operation (format, section on request bodies): JSON, as a tree or as text,
 * forms, and JSON that the caller gives whole. Used for one unit.
 */
final class ExplicitBody {
    private final CallInputs inputs;
    private final ByName<ParameterSpec> declared;

    /** @param parameters of the operation; those in the body say what the references mean */
    ExplicitBody(CallInputs inputs, List<ParameterSpec> parameters) {
        this.inputs = inputs;
        this.declared = new ByName<>(
                parameters.stream()
                        .filter(parameter -> Target.in(parameter).equals("body"))
                        .toList(),
                parameter -> parameter.name().value());
    }

    /** Empty when it is of a kind that is not supported yet. */
    Optional<RequestPart> compile(Node body) {
        if (body instanceof Node.Scalar text) {
            return json(text, text.position());
        }
        if (!(body instanceof Node.Mapping mapping)) {
            return Optional.empty();
        }
        var type = mapping.get("type")
                .map(node -> node instanceof Node.Scalar name ? name.text().toLowerCase(Locale.ROOT) : "")
                .orElse("json");
        var data = mapping.get("data");
        return switch (type) {
            case "json" -> data.isPresent() ? json(data.get(), body.position()) : Optional.of(whole(body.position()));
            case "form", "formurlencoded", "formdata" ->
                data.filter(Node.Mapping.class::isInstance)
                        .flatMap(fields -> form((Node.Mapping) fields, body.position()));
            default -> Optional.empty();
        };
    }

    /** A body of which only the type is said: the caller gives it whole. */
    private RequestPart whole(Position position) {
        var parameter = declared.find("body").orElseGet(() -> ParameterSpec.bodyAt(position));
        var target = Target.of(parameter, Place.WHOLE_BODY, ValueType.OBJECT);
        return new RequestPart.WholeBody(inputs.operand(target, parameter.value()), true, position);
    }

    private Optional<RequestPart> form(Node.Mapping fields, Position position) {
        var parts = new ArrayList<RequestPart.Form.Field>();
        for (var entry : fields.entries()) {
            if (!(entry.value() instanceof Node.Scalar text)) {
                return Optional.empty();
            }
            parts.add(new RequestPart.Form.Field(entry.key(), false, operand(text)));
        }
        return Optional.of(new RequestPart.Form(parts, position));
    }

    private Optional<RequestPart> json(Node data, Position position) {
        if (data instanceof Node.Scalar text) {
            return ofText(text, position);
        }
        return Optional.of(new RequestPart.TemplateBody(template(data), position));
    }

    /**
     * Text that is JSON when its references are taken for values. A reference that stands alone, in quotes or not, is a
     * value of whatever type.
     */
    private Optional<RequestPart> ofText(Node.Scalar text, Position position) {
        var pieces = VariableScope.pieces(text.text());
        if (pieces.size() == 1 && pieces.get(0).isReference()) {
            return Optional.of(new RequestPart.TemplateBody(new JsonTemplate.Leaf(operand(text)), position));
        }
        var quoted = text.text().replaceAll("(?<!\")\\{\\{([^{}\"]*+)}}(?!\")", "\"{{$1}}\"");
        return YamlReader.readJson(quoted, position)
                .map(node -> new RequestPart.TemplateBody(template(node), position));
    }

    private JsonTemplate template(Node node) {
        if (node instanceof Node.Mapping mapping) {
            return new JsonTemplate.Members(mapping.entries().stream()
                    .map(entry -> new JsonTemplate.Members.Member(entry.key(), template(entry.value())))
                    .toList());
        }
        if (node instanceof Node.Sequence list) {
            return new JsonTemplate.Elements(
                    list.items().stream().map(this::template).toList());
        }
        var scalar = (Node.Scalar) node;
        if (VariableScope.pieces(scalar.text()).stream().anyMatch(VariableScope.Piece::isReference)) {
            return new JsonTemplate.Leaf(operand(scalar));
        }
        return new JsonTemplate.Fixed(fixed(scalar));
    }

    private static String fixed(Node.Scalar scalar) {
        if (scalar.isPlain()) {
            var text = scalar.text();
            if (text.isEmpty()) {
                return "null";
            }
            if (text.equals("true") || text.equals("false") || JsonText.isNumber(text)) {
                return text;
            }
        }
        return new String(JsonText.quote(scalar.text()), StandardCharsets.UTF_8);
    }

    private Operand operand(Node.Scalar text) {
        var pieces = VariableScope.pieces(text.text());
        var name = pieces.size() == 1 && pieces.get(0).isReference()
                ? inputs.inputName(pieces.get(0).text())
                : "";
        var target = declared.find(name)
                .map(parameter -> Target.of(parameter, Place.BODY_MEMBER, ValueType.ANY))
                .orElseGet(() -> new Target(
                        name,
                        Place.BODY_MEMBER,
                        ValueType.ANY,
                        false,
                        Optional.empty(),
                        InputShape.NONE,
                        text.position()));
        // What 'with' says for the name in the braces comes before an input of that name.
        var with = name.isEmpty() ? Optional.<Located<String>>empty() : inputs.with(name);
        return inputs.expression(with.orElse(new Located<>(text.text(), text.position())), target);
    }
}
