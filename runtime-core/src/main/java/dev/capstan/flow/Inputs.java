package dev.capstan.flow;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureException;
import dev.capstan.failure.InputError;
import dev.capstan.value.JsonKind;
import dev.capstan.value.JsonText;
import dev.capstan.value.Scope;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The inputs of an exposure; the place of each in the list is its number in the {@link Scope}. */
public record Inputs(List<Input> list) {
    public Inputs {
        list = List.copyOf(list);
    }

    /**
     * The values of one call.
     *
     * @throws FailureException with every fault of every input
     */
    public Scope read(RawInputs raw) {
        return read(raw, 0);
    }

    /** The values of one call that takes so many steps; see {@link #read(RawInputs)}. */
    Scope read(RawInputs raw, int steps) {
        var scope = new Scope(list.size(), steps);
        var errors = new ArrayList<InputError>();
        for (var slot = 0; slot < list.size(); slot++) {
            read(list.get(slot), slot, raw, scope, errors);
        }
        errors.addAll(raw.leftOver());
        if (!errors.isEmpty()) {
            throw new FailureException(Failure.invalidInput(errors));
        }
        return scope;
    }

    private static void read(Input input, int slot, RawInputs raw, Scope scope, List<InputError> errors) {
        try {
            var value = raw.value(input);
            if (value.isPresent()) {
                check(input, value.get());
                scope.set(slot, value.get());
            } else if (input.required()) {
                errors.add(new InputError(input.name(), "is required (" + kind(input) + ")"));
            }
        } catch (RawInputs.Unreadable e) {
            errors.add(new InputError(input.name(), e.reason()));
        }
    }

    private static String kind(Input input) {
        return input.location().label() + ", "
                + (input.type() == ValueType.STRING ? "text" : input.type().label());
    }

    private static void check(Input input, Value value) throws RawInputs.Unreadable {
        if (value instanceof Value.Content content) {
            checkJson(input, content);
        } else if (value instanceof Value.Json json && !input.type().accepts(json) && !isTextBody(input)) {
            throw new RawInputs.Unreadable("must be of type " + input.type().label() + ", not "
                    + json.kind().label());
        } else if (value instanceof Value.Json json && json.kind() == JsonKind.STRING) {
            requireWellFormed(json.text());
        } else if (value instanceof Value.Text || value instanceof Value.Texts) {
            for (var text : value.texts()) {
                requireType(input, text);
            }
        }
    }

    /** A whole body that is declared as text may be anything: public files say so of JSON bodies. */
    private static boolean isTextBody(Input input) {
        return input.location() == Location.BODY_ARGUMENT && input.type() == ValueType.STRING;
    }

    static void requireWellFormed(String text) throws RawInputs.Unreadable {
        if (!JsonText.isWellFormed(text)) {
            throw new RawInputs.Unreadable("has half of a surrogate pair, which is no character");
        }
    }

    /** In a query or a header an object or a list has no one form, so it is passed on as it is. */
    private static void requireType(Input input, String text) throws RawInputs.Unreadable {
        if (!input.type().isStructured() && !input.type().acceptsText(text)) {
            throw new RawInputs.Unreadable("must be of type " + input.type().label() + ", not '" + text + "'");
        }
    }

    /**
     * A body that the upstream takes as JSON must be JSON; its type is the author's claim and not enforced, since public
     * files call every body an object. What is compressed cannot be looked into.
     */
    private static void checkJson(Input input, Value.Content content) throws RawInputs.Unreadable {
        if (!input.type().isStructured() || content.encoding().isPresent()) {
            return;
        }
        try {
            JsonText.check(content.bytes());
        } catch (JsonText.NotJson e) {
            throw new RawInputs.Unreadable("is not valid JSON: " + e.getMessage());
        }
    }

    /** The input of that name. */
    public Optional<Input> named(String name) {
        return list.stream().filter(input -> input.name().equals(name)).findFirst();
    }
}
