package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.value.PercentCoding;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How OAuth 1 signs (RFC 5849, section 3.4; those with SHA-256 are widely used additions). */
public enum OAuth1Method {
    HMAC_SHA1("HmacSHA1"),
    HMAC_SHA256("HmacSHA256"),
    RSA_SHA1("SHA1withRSA"),
    RSA_SHA256("SHA256withRSA"),
    PLAINTEXT("");

    /** What the JDK calls it. */
    private final String algorithm;

    OAuth1Method(String algorithm) {
        this.algorithm = algorithm;
    }

    /** The method of a name, whatever its case, and with any or no sign between its words. */
    public static Optional<OAuth1Method> named(String text) {
        var name = plain(text);
        return Arrays.stream(values())
                .filter(method -> plain(method.name()).equals(name))
                .findFirst();
    }

    private static String plain(String text) {
        return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    }

    /** As {@code oauth_signature_method} has it. */
    public String label() {
        return name().replace('_', '-');
    }

    /** Whether the secret is a private key. */
    public boolean isRsa() {
        return this == RSA_SHA1 || this == RSA_SHA256;
    }

    /**
     * The signature of a base string, not encoded.
     *
     * @throws dev.capstan.failure.FailureException when the secret is no private key, but has to be
     */
    String sign(String base, String secret, String tokenSecret, RsaKeys keys) {
        try {
            var key = PercentCoding.encode(secret) + "&" + PercentCoding.encode(tokenSecret);
            return switch (this) {
                case PLAINTEXT -> key;
                case HMAC_SHA1, HMAC_SHA256 -> {
                    var mac = Mac.getInstance(algorithm);
                    mac.init(new SecretKeySpec(key.getBytes(UTF_8), algorithm));
                    yield Base64.getEncoder().encodeToString(mac.doFinal(base.getBytes(UTF_8)));
                }
                case RSA_SHA1, RSA_SHA256 -> {
                    var signature = Signature.getInstance(algorithm);
                    signature.initSign(keys.of(secret));
                    signature.update(base.getBytes(UTF_8));
                    yield Base64.getEncoder().encodeToString(signature.sign());
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
