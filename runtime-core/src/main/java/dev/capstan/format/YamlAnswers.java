package dev.capstan.format;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The first document of a YAML 1.2 stream, see {@link YamlTree}. */
final class YamlAnswers implements AnswerFormat {
    @Override
    public String name() {
        return "yaml";
    }

    @Override
    public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
        return YamlTree.read(AnswerText.read(body, contentType));
    }
}
