package dev.capstan.bind;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;

/** Why a place gives no values, in words for the log; they hold nothing of what stands there. */
final class Unusable extends IOException {
    private static final long serialVersionUID = 1L;

    Unusable(String why) {
        super(why);
    }

    /** The reason in our words. Texts of other exceptions may show what a file holds. */
    static String reason(IOException fault) {
        if (fault instanceof Unusable) {
            return String.valueOf(fault.getMessage());
        }
        if (fault instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        }
        return fault instanceof NoSuchFileException ? "it does not exist" : "it cannot be read; check its permissions";
    }
}
