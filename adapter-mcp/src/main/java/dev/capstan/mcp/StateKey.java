package dev.capstan.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.value.Sha256;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key of {@link StateSeal}. Immutable; it does not show itself. */
public final class StateKey {
    private static final int BYTES = 32;

    private final Lazy<byte[]> key;

    private StateKey(Lazy<byte[]> key) {
        this.key = key;
    }

    /** A key that only this process has. It is made when it is first needed: few processes ever need it. */
    public static StateKey random() {
        return new StateKey(new Lazy<>(() -> {
            var key = new byte[BYTES];
            new SecureRandom().nextBytes(key);
            return key;
        }));
    }

    /** The key that several processes make of the same secret. */
    public static StateKey of(String secret) {
        return new StateKey(new Lazy<>(() -> Sha256.of(secret.getBytes(UTF_8))));
    }

    /** HMAC-SHA-256 (RFC 2104) of the parts, each with its length before it, so that none can run into the next. */
    byte[] mac(byte[]... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.get(), "HmacSHA256"));
            for (var part : parts) {
                mac.update(new byte[] {
                    (byte) (part.length >> 24),
                    (byte) (part.length >> 16),
                    (byte) (part.length >> 8),
                    (byte) part.length
                });
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateKey that && Arrays.equals(key.get(), that.key.get());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key.get());
    }

    @Override
    public String toString() {
        return "***";
    }
}
