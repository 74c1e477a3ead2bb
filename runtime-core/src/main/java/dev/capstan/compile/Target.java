package dev.capstan.compile;

import dev.capstan.flow.InputShape;
import dev.capstan.flow.ValueSchema;
import dev.capstan.problem.Position;
import dev.capstan.spec.Located;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.value.QueryStyle;
import dev.capstan.value.TextPattern;
import dev.capstan.value.ValueType;
import java.util.Locale;
import java.util.Optional;

/** An input of the consumed operation that is to be fed. */
record Target(
        String name,
        Place place,
        ValueType type,
        boolean required,
        Optional<String> description,
        InputShape shape,
        Position position) {

    /** Where in the upstream request a value goes. */
    enum Place {
        PATH,
        QUERY,
        HEADER,
        COOKIE,
        WHOLE_BODY,
        BODY_MEMBER,
        /** A text that is nothing but the value. */
        TEXT_BODY,
        /** Bytes that are the whole body. */
        BINARY_BODY,
        FORM_FIELD
    }

    /** What a parameter of the consumed operation asks for. */
    static Target of(ParameterSpec parameter, Place place, ValueType otherwise) {
        return new Target(
                parameter.name().value(),
                place,
                type(parameter, otherwise),
                place == Place.PATH || parameter.required().orElse(false),
                parameter.description(),
                shape(parameter),
                parameter.position());
    }

    /** The same, asked for at another place of the file. */
    Target at(Position other) {
        return new Target(name, place, type, required, description, shape, other);
    }

    /** The same, which must be given. */
    Target asRequired() {
        return new Target(name, place, type, true, description, shape, position);
    }

    /** The same as bytes, which are Base64 where only text can be given. */
    Target asBinary() {
        return new Target(name, place, type, required, description, shape.asBinary(), position);
    }

    static ValueType type(ParameterSpec parameter, ValueType otherwise) {
        return parameter.type().map(Located::value).flatMap(ValueType::named).orElse(otherwise);
    }

    static InputShape shape(ParameterSpec parameter) {
        var details = parameter.details();
        return new InputShape(
                        parameter.choices(),
                        parameter.standard(),
                        Optional.empty(),
                        parameter.items().flatMap(ValueType::named),
                        false,
                        details.pattern().map(Located::value).flatMap(TextPattern::of),
                        Optional.empty(),
                        style(parameter),
                        details.written()
                                .map(MemberSchema::of)
                                .map(ValueSchema::of)
                                .orElse(ValueSchema.NONE))
                .shared();
    }

    private static QueryStyle style(ParameterSpec parameter) {
        var details = parameter.details();
        return details.style().isEmpty() && details.explode().isEmpty()
                ? QueryStyle.PLAIN
                : QueryStyle.named(details.style().map(Located::value).orElse("form"), details.explode())
                        .orElse(QueryStyle.PLAIN);
    }

    /** Where a parameter says that it goes: path, query, header, body, formdata, cookie or environment. */
    static String in(ParameterSpec parameter) {
        return parameter.in().map(in -> in.value().toLowerCase(Locale.ROOT)).orElse("body");
    }
}
