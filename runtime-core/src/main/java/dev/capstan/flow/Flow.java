package dev.capstan.flow;

import dev.capstan.failure.Failure;
import dev.capstan.mapping.OutputShape;
import dev.capstan.upstream.UpstreamOperation;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What an exposure does when it is called; compiled, immutable and thread-safe. */
public sealed interface Flow {
    /** The name of what is called, {@code namespace.operation}, for people. */
    String operation();

    /** What a caller may or must give. */
    Inputs inputs();

    /** The upstream operations that it calls, in order. */
    default List<UpstreamOperation> calls() {
        return List.of();
    }

    /** The variables that it needs itself, apart from those of the operations that it calls. */
    default List<VariableUse> uses() {
        return List.of();
    }

    /** The variables that are not set now. */
    default List<VariableUse> missing(Variables variables) {
        return Stream.concat(
                        uses().stream().filter(use -> use.isMissing(variables)),
                        calls().stream().flatMap(call -> call.missing(variables).stream()))
                .toList();
    }

    /** Whether it can be called as things are. */
    default boolean isReady(Variables variables) {
        return uses().stream().noneMatch(use -> use.isMissing(variables))
                && calls().stream().allMatch(call -> call.isReady(variables));
    }

    /** What is certain about the document that it answers with, as JSON Schema; empty when nothing is. */
    default Map<String, Object> outputSchema() {
        return Map.of();
    }

    /** One upstream call, of whose answer the caller's is made. */
    record Call(Inputs inputs, UpstreamOperation upstream, Answer answer, List<VariableUse> uses) implements Flow {
        public Call {
            uses = List.copyOf(uses);
        }

        @Override
        public String operation() {
            return upstream.name();
        }

        @Override
        public List<UpstreamOperation> calls() {
            return List.of(upstream);
        }

        @Override
        public Map<String, Object> outputSchema() {
            return answer.schema();
        }
    }

    /**
     * Several steps in order.
     *
     * @param operation what they call, in order
     * @param result what the answer is made of after them; empty means: of what the last call answered
     * @param answer what is made of what the last call answered, where there is no result
     */
    record Steps(
            String operation,
            Inputs inputs,
            List<Step> steps,
            Optional<OutputShape> result,
            Answer answer,
            List<VariableUse> uses)
            implements Flow {
        public Steps {
            steps = List.copyOf(steps);
            uses = List.copyOf(uses);
        }

        @Override
        public List<UpstreamOperation> calls() {
            return steps.stream()
                    .filter(Step.Call.class::isInstance)
                    .map(step -> ((Step.Call) step).upstream())
                    .toList();
        }

        @Override
        public Map<String, Object> outputSchema() {
            return result.map(OutputShape::schema)
                    .orElseGet(() -> answer instanceof Answer.Shaped shaped
                            ? shaped.shape().schema()
                            : Map.of());
        }
    }

    /** An answer that the file has itself, perhaps with values of the call in it; no upstream is called. */
    record Constant(Inputs inputs, OutputShape shape, List<VariableUse> uses) implements Flow {
        public Constant {
            uses = List.copyOf(uses);
        }

        @Override
        public String operation() {
            return "constant";
        }

        @Override
        public Map<String, Object> outputSchema() {
            return shape.schema();
        }
    }

    /** Something that cannot be called as things are; the failure says what would mend it. */
    record Unavailable(String operation, Inputs inputs, Failure failure) implements Flow {
        @Override
        public boolean isReady(Variables variables) {
            return false;
        }
    }
}
