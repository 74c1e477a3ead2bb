package dev.capstan.value;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a step of a call left for the steps behind it.
 *
 * @param output what the step is declared to give
 * @param answer all that it got; where the output has nothing, this may have it
 */
public record StepOutput(JsonNode output, JsonNode answer) {
    /** An output that is all there is. */
    public StepOutput(JsonNode output) {
        this(output, output);
    }

    /** What is at a path; a null counts as nothing. */
    public Optional<JsonNode> find(JsonPath path) {
        return path.find(output)
                .filter(node -> !node.isNull())
                .or(() -> path.find(answer).filter(node -> !node.isNull()));
    }
}
