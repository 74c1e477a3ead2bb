package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/**
 * An upstream API.
 *
 * @param baseUri as written; may be empty
 * @param inputs that go with every call
 * @param tunnel where a tunnel is asked for that must not be left out
 */
public record ConsumesSpec(
        Located<String> namespace,
        Located<String> baseUri,
        List<ParameterSpec> inputs,
        Optional<AuthenticationSpec> authentication,
        List<OperationSpec> operations,
        Optional<Position> tunnel,
        Position position) {
    public ConsumesSpec {
        inputs = List.copyOf(inputs);
        operations = List.copyOf(operations);
    }

    /**
     * What an operation says about its answers.
     *
     * @param format the word for how they are written; absent means JSON
     * @param schema what is needed to read them: a schema file, a selector, a heading
     * @param outputs the parts that steps use
     * @param mediaType of answers that are bytes
     * @param maxSize how large those may be, such as {@code 10MiB}
     */
    public record AnswerSpec(
            Optional<Located<String>> format,
            Optional<Located<String>> schema,
            List<OutputSpec> outputs,
            Optional<String> mediaType,
            Optional<Located<String>> maxSize) {
        public AnswerSpec {
            outputs = List.copyOf(outputs);
        }

        /** Nothing is said. */
        public static final AnswerSpec NONE =
                new AnswerSpec(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }

    /**
     * One HTTP operation.
     *
     * @param description may be empty
     * @param resource the name of its resource; may be empty
     * @param path the resource's path, with the operation's own in or behind it
     * @param inputs the resource's and the operation's own
     * @param body the explicit {@code body} key
     * @param answer how the upstream answers
     */
    public record OperationSpec(
            Located<String> name,
            Located<String> method,
            String description,
            String resource,
            Located<String> path,
            List<ParameterSpec> inputs,
            Optional<Node> body,
            AnswerSpec answer,
            Position position) {
        public OperationSpec {
            inputs = List.copyOf(inputs);
        }
    }
}
