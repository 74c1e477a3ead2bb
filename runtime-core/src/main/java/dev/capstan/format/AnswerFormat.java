package dev.capstan.format;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * How an upstream writes its answers. Compiled, immutable, thread-safe. Every reader bounds the depth and the number of
 * values of what it reads; the size of the bytes is bounded by whoever received them.
 */
public interface AnswerFormat {
    /** The format of an operation that names none. */
    AnswerFormat JSON = new JsonAnswers();

    /**
     * The answer as a tree.
     *
     * @param body all of it, without content encoding
     * @param contentType of the answer, as it came; only its charset is read
     * @throws Unreadable when the bytes are not of this format, or too much
     */
    JsonNode read(byte[] body, Optional<String> contentType) throws Unreadable;

    /** The main word of files for this format, such as {@code json} or {@code xml}. */
    String name();

    /**
     * Why an answer cannot be read, in our words: it goes on after {@code is not valid XML: }. Tells nothing of the answer but
     * lines and columns, or bytes, where the mistake is.
     */
    final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param message the reason, see above */
        public Unreadable(String message) {
            super(message, null, false, false);
        }

        /** The reason; never null. */
        public String reason() {
            return String.valueOf(getMessage());
        }

        static Unreadable at(int line, int column) {
            return new Unreadable("at " + place(line, column));
        }

        static String place(int line, int column) {
            return "line " + Math.max(1, line) + ", column " + Math.max(1, column);
        }
    }
}
