package dev.capstan.upstream;

import dev.capstan.failure.FailureCode;
import dev.capstan.failure.FailureException;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Private RSA keys from their texts. Remembers the last one, since reading it takes longer than signing. Thread-safe. */
final class RsaKeys {
    private static final Pattern ARMOUR = Pattern.compile("-----[A-Z ]+-----");
    private static final Pattern SPACE = Pattern.compile("\\s+|\\\\[nr]");

    /** {@code rsaEncryption} with no parameters, as DER. */
    private static final byte[] RSA = {
        0x30, 0x0D, 0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;

    private volatile @Nullable Known last;

    private record Known(String text, PrivateKey key) {}

    /**
     * The key in a text: PEM of PKCS #8 or PKCS #1 (RFC 7468, RFC 8017), line breaks also as {@code \n}, or only its Base64.
     *
     * @throws FailureException when it is none
     */
    PrivateKey of(String text) {
        var known = last;
        if (known == null || !known.text().equals(text)) {
            known = new Known(text, read(text));
            last = known;
        }
        return known.key();
    }

    private static PrivateKey read(String text) {
        try {
            var base64 = SPACE.matcher(ARMOUR.matcher(text).replaceAll("")).replaceAll("");
            var der = Base64.getDecoder().decode(base64);
            var isPkcs1 = text.contains("BEGIN RSA PRIVATE KEY");
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(isPkcs1 ? wrapped(der) : der));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new FailureException(
                    FailureCode.SECRET_INVALID,
                    "The signing key is no private RSA key (expected: PEM with PKCS #8 or PKCS #1, without a password;"
                            + " of a .p12 file: openssl pkcs12 -in FILE -nodes -nocerts); the upstream was not called.");
        }
    }

    /** RFC 5208: version 0, the algorithm, and the key itself. */
    private static byte[] wrapped(byte[] pkcs1) {
        var info = new ByteArrayOutputStream();
        info.writeBytes(new byte[] {0x02, 0x01, 0x00});
        info.writeBytes(RSA);
        info.writeBytes(der(OCTETS, pkcs1));
        return der(SEQUENCE, info.toByteArray());
    }

    private static byte[] der(int tag, byte[] content) {
        var der = new ByteArrayOutputStream();
        der.write(tag);
        if (content.length < 0x80) {
            der.write(content.length);
        } else {
            der.writeBytes(new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length});
        }
        der.writeBytes(content);
        return der.toByteArray();
    }
}
