package dev.capstan.format;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Plain text: one string. */
final class TextAnswers implements AnswerFormat {
    @Override
    public String name() {
        return "text";
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        return JsonNodeFactory.instance.stringNode(AnswerText.read(body, contentType));
    }
}
