package dev.capstan.value;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a step of a call left for the steps behind it. */
public sealed interface StepOutput {
    /** What the step is declared to give. */
    JsonNode output();

    /** What is at a path; a null counts as nothing. */
    Optional<JsonNode> find(JsonPath path);

    /**
     * What a step gave.
     *
     * @param answer all that it got; where the output has nothing at a path, this may have it
     */
    record Got(JsonNode output, JsonNode answer) implements StepOutput {
        /** An output that is all there is. */
        public Got(JsonNode output) {
            this(output, output);
        }

        @Override
        public Optional<JsonNode> find(JsonPath path) {
            return path.find(output)
                    .filter(node -> !node.isNull())
                    .or(() -> path.find(answer).filter(node -> !node.isNull()));
        }
    }

    /** What stands for the values of a step that was not taken, such as {@code <ship.name>}; for explanations. */
    record Expected(String step) implements StepOutput {
        @Override
        public JsonNode output() {
            return JsonNodeFactory.instance.stringNode("<" + step + ">");
        }

        @Override
        public Optional<JsonNode> find(JsonPath path) {
            return Optional.of(JsonNodeFactory.instance.stringNode(
                    "<" + step + path.toString().substring(1) + ">"));
        }
    }
}
