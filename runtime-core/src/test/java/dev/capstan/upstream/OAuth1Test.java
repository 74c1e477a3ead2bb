package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.capstan.failure.FailureException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signatures of OAuth 1 against the RFC and against Mastercard's own library. */
class OAuth1Test {
    private static final RsaKeys NO_KEYS = new RsaKeys();
    private static final KeyPair PAIR = pair();

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(PAIR.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static UpstreamRequest request(String method, String url, String mediaType, String body) {
        var address = TokenAddress.of(url).orElseThrow();
        return new UpstreamRequest(
                method,
                address.origin(),
                address.target(),
                mediaType == null ? List.of() : List.of(new Header("content-type", mediaType)),
                Optional.ofNullable(body).map(text -> new RequestBody(text.getBytes(UTF_8))));
    }

    /** RFC 5849, section 3.4.1.1. */
    @Test
    void theBaseString() {
        var own = Map.of(
                "oauth_consumer_key", "9djdj82h48djs9d2",
                "oauth_token", "kkk9d7dh3k39sjv7",
                "oauth_signature_method", "HMAC-SHA1",
                "oauth_timestamp", "137131201",
                "oauth_nonce", "7d8f3e4a");

        assertThat(OAuth1Signature.base(
                        request(
                                "POST",
                                "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
                                "application/x-www-form-urlencoded",
                                "c2&a3=2+q"),
                        own))
                .isEqualTo(
                        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25"
                                + "253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a"
                                + "%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3"
                                + "k39sjv7");
    }

    /** RFC 5849, section 1.2: the request for the photo. */
    @Test
    void theSignature() {
        var own = Map.of(
                "oauth_consumer_key", "dpf43f3p2l4k3l03",
                "oauth_token", "nnch734d00sl2jdk",
                "oauth_signature_method", "HMAC-SHA1",
                "oauth_timestamp", "137131202",
                "oauth_nonce", "chapoH");
        var request = request("GET", "http://photos.example.net/photos?file=vacation.jpg&size=original", null, null);

        assertThat(OAuth1Method.HMAC_SHA1.sign(
                        OAuth1Signature.base(request, own), "kd94hf93k423kf44", "pfkkdhi9sl3r4s00", NO_KEYS))
                .isEqualTo("MdpQcU8iPSUjWoN/UDMsK2sui9I=");
        assertThat(OAuth1Method.PLAINTEXT.sign("", "kd94hf93&k", "pf", NO_KEYS)).isEqualTo("kd94hf93%26k&pf");
    }

    /** The header as a whole; what signs is looked at above. */
    @Test
    void theHeader() {
        var signature = new OAuth1Signature(OAuth1Method.PLAINTEXT, "a b", "t", "Photos \"1\"", "1", "n");

        assertThat(signature
                        .on(request("GET", "http://a.example/", null, null), base -> "x&y")
                        .header("Authorization"))
                .contains("OAuth realm=\"Photos \\\"1\\\"\", oauth_consumer_key=\"a%20b\", oauth_token=\"t\","
                        + " oauth_signature_method=\"PLAINTEXT\", oauth_timestamp=\"1\", oauth_nonce=\"n\","
                        + " oauth_version=\"1.0\", oauth_signature=\"x%26y\"");
    }

    @Test
    void mastercardGetsTheHashOfTheBody() throws Exception {
        var octets = new byte[] {(byte) 0xFF, 0, 1};
        var request = new UpstreamRequest(
                "POST",
                Origin.of("https://api.mastercard.com").orElseThrow(),
                "/a?b=c",
                List.of(),
                Optional.of(new RequestBody(octets)));

        var header = MastercardSignature.on(request, "key!app", PAIR.getPrivate())
                .header("Authorization")
                .orElseThrow();

        assertThat(header)
                .startsWith("OAuth ")
                .contains("oauth_consumer_key=\"key!app\"", "oauth_signature_method=\"RSA-SHA256\"")
                .contains("oauth_body_hash=\""
                        + Base64.getEncoder()
                                .encodeToString(java.security.MessageDigest.getInstance("SHA-256")
                                        .digest(octets))
                        + "\"");
    }

    @Test
    void aKeyMayBeWrittenInSeveralForms() {
        var keys = new RsaKeys();
        // PKCS #8 of a key of 2048 bits is PKCS #1 behind 26 octets.
        var pkcs8 = PAIR.getPrivate().getEncoded();
        var pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

        assertThat(keys.of(pem())).isEqualTo(PAIR.getPrivate());
        assertThat(keys.of(pem().replace("\n", "\\n"))).isEqualTo(PAIR.getPrivate());
        assertThat(keys.of(Base64.getEncoder().encodeToString(pkcs8))).isEqualTo(PAIR.getPrivate());
        assertThat(keys.of("-----BEGIN RSA PRIVATE KEY-----\n"
                        + Base64.getEncoder().encodeToString(pkcs1) + "\n-----END RSA PRIVATE KEY-----"))
                .isEqualTo(PAIR.getPrivate());
    }

    @Test
    void whatIsNoKeyIsNotShown() {
        assertThatThrownBy(() -> new RsaKeys().of("hunter2"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("openssl pkcs12")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @EnumSource(OAuth1Method.class)
    void methodsAreKnownByTheirNames(OAuth1Method method) {
        assertThat(OAuth1Method.named(method.label().toLowerCase(java.util.Locale.ROOT)))
                .contains(method);
        assertThat(OAuth1Method.named("HMAC-MD5")).isEmpty();
    }
}
