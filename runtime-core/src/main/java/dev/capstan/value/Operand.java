package dev.capstan.value;

import dev.capstan.problem.Position;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/** Where a part of a request takes its value from. */
public sealed interface Operand {
    /** The value, or empty when the caller left it out. */
    Optional<Value> value(Scope scope, Variables variables);

    /** What else could give the value, as the end of a sentence. */
    default String remedy() {
        return "";
    }

    /** What the caller gave for an input. */
    record Input(int slot) implements Operand {
        @Override
        public Optional<Value> value(Scope scope, Variables variables) {
            return scope.value(slot);
        }
    }

    /**
     * A text of the file, which may use variables.
     *
     * @param position where the file has it
     */
    record Fixed(Template template, Position position) implements Operand {
        @Override
        public Optional<Value> value(Scope scope, Variables variables) {
            return Optional.of(new Value.Text(template.render(variables).reveal()));
        }
    }

    /** A value that the file has itself, and that is no text. */
    record Literal(Value.Json json) implements Operand {
        @Override
        public Optional<Value> value(Scope scope, Variables variables) {
            return Optional.of(json);
        }
    }

    /** A text in which values of the caller stand; nothing when one of them is missing. */
    record Joined(List<Operand> pieces) implements Operand {
        public Joined {
            pieces = List.copyOf(pieces);
        }

        @Override
        public Optional<Value> value(Scope scope, Variables variables) {
            var text = new StringBuilder();
            for (var piece : pieces) {
                var value = piece.value(scope, variables);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                text.append(value.get().text());
            }
            return Optional.of(new Value.Text(text.toString()));
        }
    }

    /** A tree of the file with values of the caller in it, as JSON. */
    record Structure(JsonTemplate template) implements Operand {
        @Override
        public Optional<Value> value(Scope scope, Variables variables) {
            var json = new ByteArrayOutputStream();
            return template.write(scope, variables, json)
                    ? Optional.of(new Value.Json(JsonKind.OBJECT, json.toByteArray(), 0, json.size()))
                    : Optional.empty();
        }
    }

    /** A variable, and while that is not set what the caller gives. */
    record SetOrGiven(VariableUse variable, Operand given) implements Operand {
        @Override
        public String remedy() {
            return "; give it, or set " + variable.name() + " in the environment";
        }

        @Override
        public Optional<Value> value(Scope scope, Variables variables) {
            return variable.find(variables)
                    .filter(value -> !value.isEmpty())
                    .<Value>map(value -> new Value.Text(value.reveal()))
                    .or(() -> given.value(scope, variables));
        }
    }

    /**
     * What an earlier step gave.
     *
     * @param name the step's
     */
    record OfStep(int step, String name, JsonPath path) implements Operand {
        @Override
        public Optional<Value> value(Scope scope, Variables variables) {
            return scope.output(step).flatMap(output -> output.find(path)).map(Value.Tree::new);
        }

        @Override
        public String remedy() {
            return "; the step '" + name + "' gave nothing at " + path;
        }
    }

    /** A part of another value, which is JSON. */
    record At(Operand whole, JsonPath path) implements Operand {
        @Override
        public Optional<Value> value(Scope scope, Variables variables) {
            return whole.value(scope, variables)
                    .flatMap(value -> path.find(value.tree()))
                    .filter(node -> !node.isNull())
                    .map(Value.Tree::new);
        }

        @Override
        public String remedy() {
            return "; there is nothing at " + path + " in what was given";
        }
    }
}
