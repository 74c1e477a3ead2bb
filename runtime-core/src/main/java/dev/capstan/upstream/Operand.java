package dev.capstan.upstream;

import dev.capstan.value.Scope;
import dev.capstan.value.Template;
import dev.capstan.value.Value;
import dev.capstan.value.Variables;
import java.util.Optional;

/** Where a part of a request takes its value from. */
public sealed interface Operand {
    /** The value, or empty when the caller left it out. */
    Optional<Value> value(Scope scope, Variables variables);

    /** What the caller gave for an input. */
    record Input(int slot) implements Operand {
        @Override
        public Optional<Value> value(Scope scope, Variables variables) {
            return scope.value(slot);
        }
    }

    /** A text of the file, which may use variables. */
    record Fixed(Template template) implements Operand {
        @Override
        public Optional<Value> value(Scope scope, Variables variables) {
            return Optional.of(new Value.Text(template.render(variables).reveal()));
        }
    }
}
