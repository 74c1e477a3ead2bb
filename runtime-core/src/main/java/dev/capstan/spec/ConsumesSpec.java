package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/**
 * An upstream API.
 *
 * @param baseUri as written; may be empty
 * @param inputs that go with every call
 */
public record ConsumesSpec(
        Located<String> namespace,
        Located<String> baseUri,
        List<ParameterSpec> inputs,
        Optional<AuthenticationSpec> authentication,
        List<OperationSpec> operations,
        Position position) {
    public ConsumesSpec {
        inputs = List.copyOf(inputs);
        operations = List.copyOf(operations);
    }

    /**
     * One HTTP operation.
     *
     * @param description may be empty
     * @param resource the name of its resource; may be empty
     * @param path the resource's path, with the operation's own in or behind it
     * @param inputs the resource's and the operation's own
     * @param body the explicit {@code body} key
     */
    public record OperationSpec(
            Located<String> name,
            Located<String> method,
            String description,
            String resource,
            Located<String> path,
            List<ParameterSpec> inputs,
            Optional<Node> body,
            Position position) {
        public OperationSpec {
            inputs = List.copyOf(inputs);
        }
    }
}
