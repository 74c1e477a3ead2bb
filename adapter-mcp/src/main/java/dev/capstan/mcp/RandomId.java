package dev.capstan.mcp;

import java.security.SecureRandom;
import java.util.Base64;

/** Texts that nobody can guess, of letters, digits, dashes and underscores. Thread-safe. */
final class RandomId {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomId() {}

    static String of(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
