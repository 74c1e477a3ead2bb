package dev.capstan.format;

import dev.capstan.value.JsonText;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** How an upstream writes its answers; compiled, immutable, thread-safe. */
public interface AnswerFormat {
    /** The default of the format. */
    AnswerFormat JSON = new AnswerFormat() {
        @Override
        public JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable {
            try {
                JsonText.check(body);
                return JsonText.tree(body);
            } catch (JsonText.NotJson e) {
                throw new Unreadable(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public String name() {
            return "json";
        }
    };

    JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable;

    String name();

    /** Why bytes are not of a format. */
    final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        public Unreadable(String reason) {
            super(reason, null, false, false);
        }
    }
}
