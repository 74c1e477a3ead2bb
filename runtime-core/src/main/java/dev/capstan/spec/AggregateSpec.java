package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/** Functions that routes and tools share (format, section on aggregates). */
public record AggregateSpec(Located<String> namespace, Optional<String> formerNamespace, List<FunctionSpec> functions) {
    public AggregateSpec {
        functions = List.copyOf(functions);
    }

    /** One function. */
    public record FunctionSpec(UnitSpec unit, Semantics semantics) {
        /** What a {@code ref} calls it after the namespace. */
        public String name() {
            return unit.name().value();
        }

        public Position position() {
            return unit.position();
        }
    }

    /** What the author claims of a function. */
    public record Semantics(Optional<Boolean> safe, Optional<Boolean> idempotent) {}
}
