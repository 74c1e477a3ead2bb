package dev.capstan.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads answers as the compiler and the flow would. */
final class Answers {
    private Answers() {}

    static AnswerFormat format(String word, String schema) {
        return ((FormatChoice.Ready) AnswerFormats.of(word, schema, List.of()).orElseThrow()).format();
    }

    /** The tree as JSON text. */
    static String read(String word, String text) throws Unreadable {
        return read(format(word, ""), text.getBytes(UTF_8));
    }

    static String read(AnswerFormat format, byte[] body) throws Unreadable {
        return format.read(body, Optional.empty()).toString();
    }

    static String why(String word, String text) {
        return why(format(word, ""), text.getBytes(UTF_8));
    }

    static String why(AnswerFormat format, byte[] body) {
        return catchThrowableOfType(Unreadable.class, () -> format.read(body, Optional.empty()))
                .reason();
    }

    /** Lets nothing else through. */
    static void readOrRefuse(AnswerFormat format, byte[] body) {
        try {
            format.read(body, Optional.empty());
        } catch (Unreadable e) {
            // As it should be.
        }
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
