package dev.capstan.flow;

import dev.capstan.failure.Failure;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.UpstreamResponse;
import dev.capstan.value.JsonText;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How a call ended. Adapters turn it into their protocol, each in one place. */
public sealed interface Outcome {
    /** The upstream answered, with whatever status. */
    record Answered(UpstreamResponse response) implements Outcome {}

    /**
     * A document that was made here, as JSON text.
     *
     * @param headers of the upstream's answer that it was made of; those about its body do not hold for the document
     */
    record Made(int status, List<Header> headers, byte[] json, boolean isObject) implements Outcome {
        public Made {
            headers = List.copyOf(headers);
        }

        /** @throws dev.capstan.failure.FailureException when the document is too large */
        static Made of(int status, List<Header> headers, JsonNode document) {
            return new Made(status, headers, JsonText.write(document), document.isObject());
        }
    }

    /**
     * One of several steps was answered with an error, so those behind it were not done.
     *
     * @param story which step that was and what was done before it, as sentences
     */
    record StepFailed(String story, UpstreamResponse response) implements Outcome {}

    /** There is no answer of an upstream. */
    record Failed(Failure failure) implements Outcome {}
}
