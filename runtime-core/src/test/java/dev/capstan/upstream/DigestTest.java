package dev.capstan.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Digest challenges and the answers that the RFCs give for them. */
class DigestTest {
    private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private static final String OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";
    private static final String CLIENT_NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    private static UpstreamRequest get(String target) {
        return new UpstreamRequest(
                "GET", Origin.of("http://www.example.org").orElseThrow(), target, List.of(), Optional.empty());
    }

    private static Optional<DigestChallenge> challenge(String... headers) {
        return DigestChallenge.of(new UpstreamResponse(
                401,
                List.of(headers).stream()
                        .map(value -> new Header("WWW-Authenticate", value))
                        .toList(),
                new byte[0]));
    }

    private static String answer(String challenge, String target, String user, String password, String cnonce) {
        return challenge(challenge)
                .orElseThrow()
                .answer(get(target), new DigestChallenge.Login(user, password), cnonce);
    }

    /** RFC 7616, section 3.9.1. */
    @ParameterizedTest
    @CsvSource({
        "MD5, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    })
    void ofTwoAlgorithms(String algorithm, String response) {
        assertThat(answer(
                        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + algorithm
                                + ", nonce=\"" + NONCE + "\", opaque=\"" + OPAQUE + "\"",
                        "/dir/index.html",
                        "Mufasa",
                        "Circle of Life",
                        CLIENT_NONCE))
                .isEqualTo("Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\","
                        + " algorithm=" + algorithm + ", nonce=\"" + NONCE + "\", nc=00000001, cnonce=\"" + CLIENT_NONCE
                        + "\", qop=auth, response=\"" + response + "\", opaque=\"" + OPAQUE + "\"");
    }

    /**
     * The challenge of RFC 7616, section 3.9.2. The values printed there are not those of SHA-512/256 (the hash of the name
     * is that of SHA-512, cut); these were computed apart from this code.
     */
    @Test
    void ofAHashedNameOutsideAscii() {
        assertThat(answer(
                        "Digest realm=\"api@example.org\", qop=\"auth\", algorithm=SHA-512-256,"
                                + " nonce=\"5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK\","
                                + " opaque=\"HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS\", charset=UTF-8, userhash=true",
                        "/doe.json",
                        "Jäsøn Doe",
                        "Secret, or not?",
                        "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm"))
                .contains("username=\"793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b\"")
                .contains("response=\"7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c\"")
                .endsWith("userhash=true");
    }

    /** RFC 2617, section 3.5. */
    @Test
    void withoutAnAlgorithm() {
        assertThat(answer(
                        "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\","
                                + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"",
                        "/dir/index.html",
                        "Mufasa",
                        "Circle Of Life",
                        "0a4f113b"))
                .contains("response=\"6629fae49393a05397450978507c4ef1\"")
                .doesNotContain("algorithm", "opaque");
    }

    /** RFC 2069, section 2.4, with the value of its erratum 749. */
    @Test
    void withoutQop() {
        assertThat(answer(
                        "Digest realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"",
                        "/dir/index.html",
                        "Mufasa",
                        "CircleOfLife",
                        "0a4f113b"))
                .contains("response=\"1949323746fe6a43ef61f9606e7febea\"")
                .doesNotContain("qop", "cnonce", "nc=");
    }

    @Test
    void theCountGoesUp() {
        var challenge = challenge("Digest nonce=abc, qop=auth").orElseThrow();
        var login = new DigestChallenge.Login("a", "b");

        assertThat(challenge.answer(get("/"), login, "c")).contains("nc=00000001");
        assertThat(challenge.answer(get("/"), login, "c")).contains("nc=00000002");
    }

    @Test
    void oneOfSeveralChallengesIsFound() {
        assertThat(challenge("Negotiate, Basic realm=\"a, Digest nonce=\\\"x\\\"\", digest nonce=\"n\", qop=\"auth\""))
                .isPresent();
        assertThat(challenge("Negotiate YWJj==", "Digest algorithm=MD4, nonce=a, Digest algorithm=md5-sess, nonce=b"))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic realm=\"Digest nonce=x\"",
                "Digest realm=\"no nonce\"",
                "Digest nonce=x, algorithm=SHA-3",
                "Digest nonce=x, qop=\"auth-conf\"",
                ",,, = \" \\",
                "Digest nonce",
                "\u00e4\u00f6 ==="
            })
    void whatCannotBeAnsweredIsNone(String header) {
        assertThat(challenge(header)).isEmpty();
    }
}
