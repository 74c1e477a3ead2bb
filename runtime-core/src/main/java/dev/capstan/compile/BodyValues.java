package dev.capstan.compile;

import dev.capstan.compile.Target.Place;
import dev.capstan.flow.InputShape;
import dev.capstan.problem.Position;
import dev.capstan.spec.Located;
import dev.capstan.spec.Node;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.value.JsonTemplate;
import dev.capstan.value.JsonText;
import dev.capstan.value.Operand;
import dev.capstan.value.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Where the values in an explicit body come from, and what callers must give for that. Used for one unit. */
final class BodyValues {
    private static final Set<String> PLACES = Set.of("body", "formdata");

    private final CallInputs inputs;
    private final ByName<ParameterSpec> declared;

    BodyValues(CallInputs inputs, List<ParameterSpec> parameters) {
        this.inputs = inputs;
        this.declared = new ByName<>(
                parameters.stream()
                        .filter(parameter -> PLACES.contains(Target.in(parameter)))
                        .toList(),
                parameter -> parameter.name().value());
    }

    /** Whether a text is nothing but a reference. */
    static boolean isReference(String text) {
        var pieces = VariableScope.pieces(text);
        return pieces.size() == 1 && pieces.get(0).isReference();
    }

    static boolean hasReference(String text) {
        return VariableScope.pieces(text).stream().anyMatch(VariableScope.Piece::isReference);
    }

    /** What a text refers to, for people; empty when it is no single reference. */
    String name(Node.Scalar text) {
        if (!isReference(text.text())) {
            return "";
        }
        var reference = VariableScope.pieces(text.text()).get(0).text();
        var name = inputs.inputName(reference);
        return name.isEmpty() ? reference : name;
    }

    /** The names that a tree refers to, sorted. */
    Set<String> references(Node node) {
        var names = new TreeSet<String>();
        collect(node, names);
        return names;
    }

    private void collect(Node node, Set<String> names) {
        if (node instanceof Node.Mapping mapping) {
            mapping.entries().forEach(entry -> collect(entry.value(), names));
        } else if (node instanceof Node.Sequence list) {
            list.items().forEach(item -> collect(item, names));
        } else if (node instanceof Node.Scalar text) {
            VariableScope.pieces(text.text()).stream()
                    .filter(VariableScope.Piece::isReference)
                    .map(piece -> inputs.inputName(piece.text()))
                    .filter(name -> !name.isEmpty())
                    .forEach(names::add);
        }
    }

    /** A value in a tree of JSON; of any type, and it may be missing. */
    Operand member(Node.Scalar text) {
        return operand(text, Place.BODY_MEMBER, ValueType.ANY, false, false);
    }

    /** A value of a form. */
    Operand field(Node.Scalar text, boolean isFile) {
        return operand(text, Place.FORM_FIELD, isFile ? ValueType.STRING : ValueType.ANY, false, isFile);
    }

    /** A value in a text, which must be there unless the operation says otherwise of a text that is nothing else. */
    Operand text(Node.Scalar text, Place place, ValueType type) {
        return operand(text, place, type, true, false);
    }

    /** Bytes as the whole body. */
    Operand binary(Node.Scalar text) {
        return operand(text, Place.BINARY_BODY, ValueType.STRING, true, true);
    }

    /** A body of which the file says nothing but its type. */
    Operand whole(ValueType type, Position position) {
        var parameter = declared.find("body").orElseGet(() -> ParameterSpec.bodyAt(position));
        return inputs.operand(Target.of(parameter, Place.WHOLE_BODY, type), parameter.value());
    }

    Operand fixed(Node.Scalar text) {
        return inputs.fixed(new Located<>(text.text(), text.position()));
    }

    /** Whether the operation declares what a text refers to as a file. */
    boolean isFile(Node.Scalar text) {
        return declared.find(name(text)).filter(BodyValues::isFile).isPresent();
    }

    /** Whether it is a file, or a list of files. */
    static boolean isFile(ParameterSpec parameter) {
        return Stream.concat(parameter.type().map(Located::value).stream(), parameter.items().stream())
                .map(type -> type.toLowerCase(Locale.ROOT))
                .anyMatch(type -> type.equals("file") || type.equals("binary"));
    }

    private Operand operand(Node.Scalar text, Place place, ValueType type, boolean isRequired, boolean isBinary) {
        var name = isReference(text.text())
                ? inputs.inputName(VariableScope.pieces(text.text()).get(0).text())
                : "";
        var target = target(name, place, type, isRequired, text.position());
        return inputs.expression(new Located<>(text.text(), text.position()), isBinary ? target.asBinary() : target);
    }

    private Target target(String name, Place place, ValueType type, boolean isRequired, Position position) {
        var parameter = declared.find(name);
        if (parameter.isEmpty()) {
            return new Target(name, place, type, isRequired, Optional.empty(), InputShape.NONE, position);
        }
        // A hole in the middle of a text cannot be left; a body that is nothing but the value can be.
        var mayMiss = place != Place.BODY_MEMBER && parameter.get().required().isPresent();
        var target = Target.of(parameter.get(), place, type);
        return isRequired && !mayMiss ? target.asRequired() : target;
    }

    /** A tree whose texts may refer to values. Numbers, truth values and null that are not in quotes are that in JSON. */
    JsonTemplate tree(Node node) {
        if (node instanceof Node.Mapping mapping) {
            return new JsonTemplate.Members(mapping.entries().stream()
                    .map(entry -> new JsonTemplate.Members.Member(entry.key(), tree(entry.value())))
                    .toList());
        }
        if (node instanceof Node.Sequence list) {
            return new JsonTemplate.Elements(
                    list.items().stream().map(this::tree).toList());
        }
        var scalar = (Node.Scalar) node;
        return hasReference(scalar.text())
                ? new JsonTemplate.Leaf(member(scalar))
                : new JsonTemplate.Fixed(literal(scalar));
    }

    private static String literal(Node.Scalar scalar) {
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
}
