package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.cli.HandlingUpstream.Reply;
import dev.capstan.cli.HandlingUpstream.Request;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Upstreams that challenge for digest authentication, and check what they get. */
class DigestTest extends CredentialsFixture {
    private static final String LOGIN = "{type: digest, username: '{{USER}}', password: '{{PASS}}'}";
    private static final Pattern PARAMETER = Pattern.compile("([\\w*]+)=(?:\"([^\"]*)\"|([^,\\s]+))");

    private final AtomicReference<String> nonce = new AtomicReference<>("one");
    private volatile String offer = "algorithm=SHA-256, qop=\"auth\"";

    private Reply handle(Request request) {
        var given = parameters(request.header("Authorization"));
        if (!nonce.get().equals(given.get("nonce")) || !isRight(request, given)) {
            return new Reply(
                    401,
                    "WWW-Authenticate: Basic realm=\"x\", Digest realm=\"r, \\\"1\\\"\", nonce=\"" + nonce.get()
                            + "\", " + offer,
                    "");
        }
        return Reply.ok("{\"nc\":\"" + given.get("nc") + "\"}");
    }

    private static Map<String, String> parameters(String header) {
        var found = new LinkedHashMap<String, String>();
        PARAMETER
                .matcher(header.replace("\\\"", "'"))
                .results()
                .forEach(match -> found.put(match.group(1), match.group(2) == null ? match.group(3) : match.group(2)));
        return found;
    }

    private static boolean isRight(Request request, Map<String, String> given) {
        var algorithm = given.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT);
        var hash = algorithm.replace("-SESS", "");
        var secret = hash(hash, "Mufasa:r, \"1\":Circle of Life");
        var key = algorithm.endsWith("-SESS")
                ? hash(hash, secret + ":" + given.get("nonce") + ":" + given.get("cnonce"))
                : secret;
        var what = request.method() + ":" + request.target()
                + ("auth-int".equals(given.get("qop")) ? ":" + hash(hash, request.body()) : "");
        var expected = given.containsKey("qop")
                ? String.join(
                        ":",
                        key,
                        given.get("nonce"),
                        given.get("nc"),
                        given.get("cnonce"),
                        given.get("qop"),
                        hash(hash, what))
                : String.join(":", key, given.get("nonce"), hash(hash, what));
        return hash(hash, expected).equals(given.get("response"))
                && request.target().equals(given.get("uri"));
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aChallengeIsAnsweredAndItsNonceUsedAgain(Side side) throws IOException {
        upstream(this::handle);
        var server = serving(LOGIN);

        assertThat(side.get(server).text()).contains("00000001");
        assertThat(upstream.received()).hasSize(2);
        assertThat(side.post(server, "{\"name\":\"a\"}").text()).contains("00000002");
        assertThat(upstream.received()).hasSize(3);

        nonce.set("two");
        assertThat(side.get(server).text()).contains("00000001");
        assertThat(upstream.received()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "algorithm=MD5, qop=\"auth\"",
                "algorithm=MD5-sess, qop=\"auth,auth-int\"",
                "algorithm=SHA-256-sess, qop=auth",
                "algorithm=SHA-256, qop=\"auth-int\"",
                "opaque=\"x\"",
            })
    void everyKindOfChallenge(String offered) throws IOException {
        offer = offered;
        upstream(this::handle);

        assertThat(Side.REST.post(serving(LOGIN), "{\"name\":\"ä\"}").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aRefusalIsPassedOnAfterOneAnswer(Side side) throws IOException {
        upstream(this::handle);
        var server = serving(LOGIN, Map.of("USER", "Mufasa", "PASS", "wrong"));

        assertThat(side.get(server).isError()).isTrue();
        assertThat(upstream.received()).hasSize(2);
    }

    @Test
    void aChallengeOfAnotherKindIsPassedOn() throws IOException {
        upstream(request -> new Reply(401, "WWW-Authenticate: Basic realm=\"x\"", ""));

        assertThat(Side.REST.get(serving(LOGIN)).status()).isEqualTo(401);
        assertThat(upstream.received()).hasSize(1);
        assertThat(upstream.received().get(0).header("Authorization")).isEmpty();
    }
}
