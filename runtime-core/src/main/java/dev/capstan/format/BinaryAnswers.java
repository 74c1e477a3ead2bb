package dev.capstan.format;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Bytes that pass through as they came; they have no tree. */
final class BinaryAnswers implements AnswerFormat {
    @Override
    public String name() {
        return "binary";
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        throw new Unreadable("binary answers have no fields; they pass through as they came");
    }
}
