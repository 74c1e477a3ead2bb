package dev.capstan.flow;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import dev.capstan.format.AnswerFormat;
import dev.capstan.mapping.OutputShape;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.Scope;
import dev.capstan.value.Variables;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a caller gets of an upstream's answer. Compiled, immutable and thread-safe. */
public sealed interface Answer {
    /** How large an answer may be that is read, and not only passed on. */
    int MAX_READ_BYTES = 10 * 1024 * 1024;

    /**
     * The outcome for an answer. One that tells an error or a redirect is passed on as it came: a shape is meant for what
     * the upstream answers when all is well (format, open question 21).
     *
     * @throws FailureException when the answer is not what the file declares
     */
    default Outcome outcome(UpstreamResponse response, String operation, Scope scope, Variables variables) {
        return response.status() >= 300 || response.body().length == 0
                ? new Outcome.Answered(response)
                : success(response, operation, scope, variables);
    }

    /** What it is, for people. */
    String description();

    /** Whether nothing is made of the upstream's answer, so that its body may be a stream. */
    default boolean isAsItCame() {
        return false;
    }

    /** What is certain about the document that is made, as JSON Schema; empty when nothing is. */
    default Map<String, Object> schema() {
        return Map.of();
    }

    /** The outcome for an answer that has a body and a status below 300. */
    Outcome success(UpstreamResponse response, String operation, Scope scope, Variables variables);

    /** The answer as it came. */
    record AsItCame() implements Answer {
        @Override
        public String description() {
            return "as it comes";
        }

        @Override
        public boolean isAsItCame() {
            return true;
        }

        @Override
        public Outcome success(UpstreamResponse response, String operation, Scope scope, Variables variables) {
            return new Outcome.Answered(response);
        }
    }

    /**
     * Bytes as they came (format, versions, section on binary).
     *
     * @param byStatus what the file calls them, by the status of the answer
     * @param mediaType what the file calls all others; absent means what the upstream does
     */
    record Bytes(Map<Integer, String> byStatus, Optional<String> mediaType, int maxBytes) implements Answer {
        public Bytes {
            byStatus = Map.copyOf(byStatus);
        }

        @Override
        public Outcome success(UpstreamResponse response, String operation, Scope scope, Variables variables) {
            if (response.body().length > maxBytes) {
                throw tooLarge(operation, maxBytes);
            }
            return new Outcome.Answered(Optional.ofNullable(byStatus.get(response.status()))
                    .or(() -> mediaType)
                    .map(type -> withMediaType(response, type))
                    .orElse(response));
        }

        @Override
        public String description() {
            return "bytes as they come"
                    + mediaType.map(type -> ", called " + type).orElse("");
        }

        private static UpstreamResponse withMediaType(UpstreamResponse response, String mediaType) {
            var headers = new ArrayList<>(response.headers());
            headers.removeIf(header -> header.name().equalsIgnoreCase("Content-Type"));
            headers.add(new Header("Content-Type", mediaType));
            return new UpstreamResponse(response.status(), headers, response.body());
        }
    }

    /**
     * A new document, made of the upstream's. Where that has nothing of it, the answer is passed on as it came.
     *
     * @param namesSteps whether something of it is of other steps
     */
    record Shaped(AnswerFormat format, OutputShape shape, boolean namesSteps) implements Answer {
        @Override
        public String description() {
            return "made of the upstream's " + format.name();
        }

        @Override
        public Map<String, Object> schema() {
            return shape.schema();
        }

        @Override
        public Outcome success(UpstreamResponse response, String operation, Scope scope, Variables variables) {
            var document = document(response, format, operation);
            return shape.of(new OutputShape.Source(document, scope, variables))
                    .<Outcome>map(node -> Outcome.Made.of(response.status(), response.headers(), node))
                    .orElseGet(() -> new Outcome.Answered(response));
        }
    }

    /** The form of the document, where an upstream stands in that knows nothing of what is mapped. */
    record Expected(OutputShape shape) implements Answer {
        @Override
        public String description() {
            return "the form of what is made of it";
        }

        @Override
        public Map<String, Object> schema() {
            return shape.schema();
        }

        @Override
        public Outcome success(UpstreamResponse response, String operation, Scope scope, Variables variables) {
            var source = new OutputShape.Source(JsonNodeFactory.instance.objectNode(), scope, variables);
            return Outcome.Made.of(response.status(), response.headers(), shape.expected(source));
        }
    }

    /**
     * The body of an answer as a tree.
     *
     * @throws FailureException when it is too large, or not in the format
     */
    static JsonNode document(UpstreamResponse response, AnswerFormat format, String operation) {
        if (response.body().length > MAX_READ_BYTES) {
            throw tooLarge(operation, MAX_READ_BYTES);
        }
        var body = response.decodedBody();
        try {
            if (body.isEmpty()) {
                throw new AnswerFormat.Unreadable("it is compressed in a way that is not known, or broken");
            }
            return format.read(body.get(), response.header("Content-Type"));
        } catch (AnswerFormat.Unreadable e) {
            throw new FailureException(
                    FailureCode.ANSWER_UNREADABLE,
                    "What " + operation + " answered (HTTP " + response.status()
                            + response.header("Content-Type")
                                    .map(type -> ", " + type)
                                    .orElse("") + ") is not valid " + format.name() + ": " + e.getMessage() + ".");
        }
    }

    private static FailureException tooLarge(String operation, int limit) {
        return new FailureException(
                FailureCode.UPSTREAM_TOO_LARGE,
                "The answer of " + operation + " is larger than the " + limit + " bytes that are allowed here.");
    }
}
