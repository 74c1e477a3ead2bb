package dev.capstan.flow;

import dev.capstan.failure.InputError;
import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.PercentCoding;
import dev.capstan.value.Value;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a tool's caller gave: the members of {@code arguments}, each as its own JSON text. */
public final class ToolInputs implements RawInputs {
    /** One is enough to mend a call; a caller may send any number. */
    private static final int MAX_TOLD = 20;

    private final Map<String, Value.Json> arguments;
    private final Inputs inputs;
    private boolean bodyGathered;

    /** @param inputs of the tool, to know which arguments nobody takes */
    public ToolInputs(Map<String, Value.Json> arguments, Inputs inputs) {
        this.arguments = arguments;
        this.inputs = inputs;
    }

    @Override
    public Optional<Value> value(Input input) throws Unreadable {
        if (!input.name().equals(input.writtenName())
                && argument(input.name()).isPresent()
                && argument(input.writtenName()).isPresent()) {
            throw new Unreadable("is given twice, also as '" + input.writtenName() + "'");
        }
        var argument = argument(input.name()).or(() -> argument(input.writtenName()));
        return switch (input.location()) {
            case ARGUMENT, BODY_PART -> argument.map(value -> value);
            case BODY_ARGUMENT -> argument.isPresent() ? argument.map(value -> value) : gatheredBody(input);
            case QUERY_ARGUMENT -> argument.isPresent() ? Optional.of(query(argument.get())) : Optional.empty();
            case PATH, QUERY, HEADER, COOKIE, BODY, BODY_TEXT, BODY_PATH, BODY_MEMBER, FORM_FIELD, UNDECLARED_QUERY ->
                throw new IllegalStateException("a route's input at a tool");
        };
    }

    private Optional<Value.Json> argument(String name) {
        return Optional.ofNullable(arguments.get(name)).filter(value -> value.kind() != JsonKind.NULL);
    }

    @Override
    public List<InputError> leftOver() {
        var unknown = unknown();
        if (bodyGathered || unknown.isEmpty()) {
            return List.of();
        }
        var reason = inputs.list().isEmpty()
                ? "is not an argument of this tool, which takes none"
                : "is not an argument of this tool (known: "
                        + inputs.list().stream().map(Input::name).collect(Collectors.joining(", ")) + ")";
        return unknown.stream()
                .limit(MAX_TOLD)
                .map(name -> new InputError(name, reason))
                .toList();
    }

    private Set<String> unknown() {
        var unknown = new LinkedHashSet<>(arguments.keySet());
        inputs.list().forEach(input -> {
            unknown.remove(input.name());
            unknown.remove(input.writtenName());
        });
        return unknown;
    }

    /** Models often write the members of a body beside the other arguments. */
    private Optional<Value> gatheredBody(Input input) {
        var members = unknown();
        var names = new HashMap<String, String>();
        inputs.list().stream()
                .filter(other -> other.location() == Location.BODY_PART)
                .forEach(part -> {
                    names.put(part.name(), part.writtenName());
                    names.put(part.writtenName(), part.writtenName());
                });
        arguments.keySet().stream().filter(names::containsKey).forEach(members::add);
        if (members.isEmpty() || !input.type().isStructured()) {
            return Optional.empty();
        }
        bodyGathered = true;
        var json = new ByteArrayOutputStream();
        arguments.forEach((name, value) -> {
            if (members.contains(name)) {
                json.write(json.size() == 0 ? '{' : ',');
                json.writeBytes(JsonText.quote(names.getOrDefault(name, name)));
                json.write(':');
                json.writeBytes(value.json());
            }
        });
        json.write('}');
        return Optional.of(new Value.Json(JsonKind.OBJECT, json.toByteArray(), 0, json.size()));
    }

    private static Value query(Value.Json argument) throws Unreadable {
        if (argument.kind() != JsonKind.OBJECT) {
            throw new Unreadable(
                    "must be of type object, not " + argument.kind().label());
        }
        var query = new StringBuilder();
        for (var member : JsonText.members(argument).entrySet()) {
            if (member.getValue().kind() != JsonKind.NULL) {
                for (var text : member.getValue().texts()) {
                    InputChecks.requireWellFormed(text);
                    append(member.getKey(), text, query);
                }
            }
        }
        return new Value.Query(query.toString());
    }

    private static void append(String name, String text, StringBuilder query) {
        query.append(query.isEmpty() ? "" : "&");
        PercentCoding.encode(name, query);
        query.append('=');
        PercentCoding.encode(text, query);
    }
}
