package dev.capstan.compile;

import dev.capstan.compile.Target.Place;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Node;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.upstream.BodyPart;
import dev.capstan.upstream.RequestPart;
import dev.capstan.value.Operand;
import dev.capstan.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compiles the body of a consumed operation from its parameters. Used for one unit. */
final class BodyCompiler {
    private final List<ParameterSpec> parameters;
    private final CallInputs inputs;
    private final Problems problems;

    BodyCompiler(List<ParameterSpec> parameters, CallInputs inputs, Problems problems) {
        this.parameters = parameters;
        this.inputs = inputs;
        this.problems = problems;
    }

    /**
     * What makes the body.
     *
     * @param implied a body that only {@code with} speaks of
     */
    Optional<RequestPart> body(Optional<ParameterSpec> implied) {
        var fields = in("formdata");
        var declared = in("body");
        if (!fields.isEmpty()) {
            declared.forEach(this::leftOut);
            return form(fields);
        }
        var members = declared.isEmpty() ? implied.stream().toList() : declared;
        if (members.size() == 1 && isWhole(members.get(0))) {
            return Optional.of(whole(members.get(0)));
        }
        return members.isEmpty() ? Optional.empty() : object(members);
    }

    private void leftOut(ParameterSpec body) {
        problems.add(
                ProblemCode.INPUT_UNSUPPORTED,
                body.position(),
                "the operation has a form, so '" + body.name().value() + "' in the body is not sent");
    }

    private List<ParameterSpec> in(String place) {
        return parameters.stream()
                .filter(parameter -> Target.in(parameter).equals(place))
                .toList();
    }

    private static boolean isWhole(ParameterSpec parameter) {
        return parameter.name().value().equals("body")
                || Target.type(parameter, ValueType.OBJECT).isStructured();
    }

    private RequestPart whole(ParameterSpec parameter) {
        var target = Target.of(parameter, Place.WHOLE_BODY, ValueType.OBJECT);
        var json = inputs.with(target.name())
                .or(parameter::value)
                .filter(text -> target.type().isStructured())
                .flatMap(text -> ExplicitBody.jsonTree(new Node.Scalar(text.value(), text.position())))
                .filter(tree -> !(tree instanceof Node.Scalar));
        if (json.isPresent()) {
            var scope = inputs.with(target.name()).isPresent() ? inputs.ofUnit() : inputs;
            return new BodyPart.TemplateBody(
                    new BodyValues(scope, parameters).tree(json.get()), "application/json", parameter.position());
        }
        return new BodyPart.WholeBody(
                inputs.operand(target, parameter.value()), target.type().isStructured(), parameter.position());
    }

    private Optional<RequestPart> object(List<ParameterSpec> parameters) {
        var members = new ArrayList<BodyPart.ObjectBody.Member>();
        for (var parameter : parameters) {
            var target = Target.of(parameter, Place.BODY_MEMBER, ValueType.STRING);
            inputs.feed(parameter, target)
                    .ifPresent(operand ->
                            members.add(new BodyPart.ObjectBody.Member(target.name(), target.type(), operand)));
        }
        return members.isEmpty()
                ? Optional.empty()
                : Optional.of(new BodyPart.ObjectBody(members, parameters.get(0).position()));
    }

    private Optional<RequestPart> form(List<ParameterSpec> parameters) {
        var position = parameters.get(0).position();
        if (parameters.stream().anyMatch(BodyValues::isFile)) {
            var parts = parameters.stream()
                    .flatMap(parameter -> part(parameter).stream())
                    .toList();
            return parts.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new BodyPart.Multipart(parts, "multipart/form-data", position));
        }
        var fields = parameters.stream()
                .flatMap(parameter -> feed(parameter).stream()
                        .map(operand -> new BodyPart.Form.Field(parameter.name().value(), true, operand)))
                .toList();
        return fields.isEmpty()
                ? Optional.empty()
                : Optional.of(new BodyPart.Form(fields, "application/x-www-form-urlencoded", position));
    }

    private Optional<BodyPart.Multipart.Part> part(ParameterSpec parameter) {
        return feed(parameter)
                .map(operand -> new BodyPart.Multipart.Part(
                        parameter.name().value(),
                        BodyValues.isFile(parameter),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        operand,
                        parameter.position()));
    }

    private Optional<Operand> feed(ParameterSpec parameter) {
        var target = Target.of(parameter, Place.FORM_FIELD, ValueType.STRING);
        return inputs.feed(parameter, BodyValues.isFile(parameter) ? target.asBinary() : target);
    }
}
