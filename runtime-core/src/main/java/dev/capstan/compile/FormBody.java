package dev.capstan.compile;

import dev.capstan.compile.BodyFormat.Kind;
import dev.capstan.problem.Position;
import dev.capstan.spec.Node;
import dev.capstan.upstream.BodyPart;
import dev.capstan.upstream.RequestPart;
import dev.capstan.value.Operand;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Compiles an explicit body that is a form: a mapping, a list of parts, or text. Used for one unit. */
final class FormBody {
    private final BodyValues values;

    FormBody(BodyValues values) {
        this.values = values;
    }

    /** A field as it is written. */
    private record Field(String name, Node value, Optional<Node.Mapping> part, Position position) {}

    Optional<RequestPart> urlEncoded(BodyFormat format, Optional<Node> data, Position position) {
        if (data.isEmpty() || data.get() instanceof Node.Scalar text && BodyValues.isReference(text.text())) {
            return Optional.of(whole(format, data, position));
        }
        return fields(data.get())
                .map(fields -> new BodyPart.Form(
                        fields.stream()
                                .map(field ->
                                        new BodyPart.Form.Field(field.name(), false, operand(field.value(), false)))
                                .toList(),
                        format.mediaType(),
                        position));
    }

    /** A form that the caller writes. */
    private RequestPart whole(BodyFormat format, Optional<Node> data, Position position) {
        var operand = data.map(text -> values.text((Node.Scalar) text, Target.Place.TEXT_BODY, ValueType.STRING))
                .orElseGet(() -> values.whole(ValueType.STRING, position));
        return new BodyPart.WholeBody(operand, false, format.mediaType(), position);
    }

    Optional<RequestPart> multipart(BodyFormat format, Optional<Node> data, Position position) {
        // Without parts it is the caller's: only who made it knows its boundary.
        return data.isEmpty()
                ? Optional.of(
                        new BodyPart.BinaryBody(values.binary(new Node.Scalar("{{body}}", position)), "", position))
                : fields(data.get())
                        .map(fields -> new BodyPart.Multipart(
                                fields.stream().map(this::part).toList(),
                                format.mediaType().split(";", 2)[0].strip(),
                                position));
    }

    private BodyPart.Multipart.Part part(Field field) {
        var filename = field.part().flatMap(part -> key(part, "filename", "fileName"));
        var mediaType = field.part().flatMap(part -> key(part, "contentType", "mediaType"));
        var isFile = filename.isPresent()
                || field.part()
                        .flatMap(part -> key(part, "type"))
                        .filter(FormBody::isFileType)
                        .isPresent()
                || field.value() instanceof Node.Scalar text && values.isFile(text);
        var isBinary = isFile
                && mediaType
                        .filter(type -> !BodyValues.hasReference(type.text()))
                        .map(type -> BodyFormat.of(type.text()).kind() == Kind.BINARY)
                        .orElse(true);
        return new BodyPart.Multipart.Part(
                field.name(),
                isFile,
                filename.map(text -> values.field(text, false)),
                mediaType.map(text -> values.field(text, false)),
                false,
                operand(field.value(), isBinary),
                field.position());
    }

    private static boolean isFileType(Node.Scalar type) {
        return type.text().equalsIgnoreCase("file") || type.text().equalsIgnoreCase("binary");
    }

    private Operand operand(Node value, boolean isFile) {
        return value instanceof Node.Scalar text
                ? BodyValues.hasReference(text.text()) ? values.field(text, isFile) : values.fixed(text)
                : new Operand.Structure(values.tree(value));
    }

    /** The fields of a mapping, of a list of them with {@code name} and {@code value}, or of a text. */
    private static Optional<List<Field>> fields(Node data) {
        if (data instanceof Node.Mapping mapping) {
            return Optional.of(mapping.entries().stream()
                    .map(entry -> field(entry.key(), entry.value(), entry.keyPosition()))
                    .toList());
        }
        if (data instanceof Node.Scalar text) {
            return Optional.of(Arrays.stream(text.text().strip().split("&", -1))
                    .filter(field -> !field.isBlank())
                    .map(field -> written(field, text.position()))
                    .toList());
        }
        var fields = new ArrayList<Field>();
        for (var item : ((Node.Sequence) data).items()) {
            var name = item instanceof Node.Mapping part ? key(part, "name") : Optional.<Node.Scalar>empty();
            if (name.isEmpty()) {
                return Optional.empty();
            }
            fields.add(field(name.get().text(), item, item.position()));
        }
        return Optional.of(fields);
    }

    /** A mapping with a {@code value} says more of its field; every other value is one. */
    private static Field field(String name, Node value, Position position) {
        return value instanceof Node.Mapping part && part.has("value")
                ? new Field(name, part.get("value").orElseThrow(), Optional.of(part), position)
                : new Field(name, value, Optional.empty(), position);
    }

    /** A field as it stands in a form, encoded. */
    private static Field written(String field, Position position) {
        var halves = field.split("=", 2);
        var value = halves.length > 1 ? decoded(halves[1]) : "";
        return new Field(decoded(halves[0]), new Node.Scalar(value, position), Optional.empty(), position);
    }

    private static String decoded(String text) {
        return PercentCoding.decode(text, true).orElse(text);
    }

    private static Optional<Node.Scalar> key(Node.Mapping part, String... names) {
        return Stream.of(names)
                .flatMap(name -> part.get(name).stream())
                .flatMap(node -> node instanceof Node.Scalar text ? Stream.of(text) : Stream.empty())
                .filter(text -> !text.text().isBlank())
                .findFirst();
    }
}
