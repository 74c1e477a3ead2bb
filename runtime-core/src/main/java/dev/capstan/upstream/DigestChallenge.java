package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.value.PercentCoding;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A digest challenge that can be answered (RFC 7616, section 3.3), and how often it has been. Thread-safe.
 *
 * <p>Names and passwords are hashed as UTF-8, whatever the challenge says of it.
 */
final class DigestChallenge {
    /** What the JDK calls the algorithms. */
    private static final Map<String, String> ALGORITHMS =
            Map.of("MD5", "MD5", "SHA-256", "SHA-256", "SHA-512-256", "SHA-512/256");

    private static final String SESSION = "-SESS";

    private final Challenge challenge;
    private final String nonce;

    /** As the challenge writes it, with the ending for a session. */
    private final String algorithm;

    private final String hash;
    private final boolean isSession;

    /** {@code auth}, {@code auth-int}, or empty for RFC 2069. */
    private final String qop;

    private final AtomicInteger count = new AtomicInteger();

    /** Who calls. */
    record Login(String username, String password) {
        @Override
        public String toString() {
            return "***";
        }
    }

    private DigestChallenge(Challenge challenge, String nonce, String algorithm, String qop) {
        this.challenge = challenge;
        this.nonce = nonce;
        this.algorithm = algorithm;
        this.qop = qop;
        var upper = algorithm.toUpperCase(Locale.ROOT);
        this.isSession = upper.endsWith(SESSION);
        this.hash = ALGORITHMS.getOrDefault(plain(upper), "");
    }

    /** The first challenge that can be answered; the upstream has them in its order of preference (section 3.7). */
    static Optional<DigestChallenge> of(UpstreamResponse response) {
        return Challenge.of(response).stream()
                .flatMap(challenge -> of(challenge).stream())
                .findFirst();
    }

    private static Optional<DigestChallenge> of(Challenge challenge) {
        var nonce = challenge.parameter("nonce");
        var algorithm = challenge.parameter("algorithm").orElse("MD5");
        var qop = qop(challenge);
        return challenge.scheme().equals("digest")
                        && nonce.isPresent()
                        && qop.isPresent()
                        && ALGORITHMS.containsKey(plain(algorithm.toUpperCase(Locale.ROOT)))
                ? Optional.of(new DigestChallenge(challenge, nonce.get(), algorithm, qop.get()))
                : Optional.empty();
    }

    private static String plain(String algorithm) {
        return algorithm.endsWith(SESSION) ? algorithm.substring(0, algorithm.length() - SESSION.length()) : algorithm;
    }

    private static Optional<String> qop(Challenge challenge) {
        var offered = challenge.parameter("qop").map(DigestChallenge::words);
        return offered.isEmpty()
                ? Optional.of("")
                : List.of("auth", "auth-int").stream()
                        .filter(offered.get()::contains)
                        .findFirst();
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.toLowerCase(Locale.ROOT).split(",", -1))
                .map(String::strip)
                .toList();
    }

    /**
     * The value of the {@code Authorization} header.
     *
     * @param clientNonce fresh for each request; letters and digits
     */
    String answer(UpstreamRequest request, Login login, String clientNonce) {
        var nc = "%08x".formatted(count.incrementAndGet());
        var realm = challenge.parameter("realm").orElse("");
        var isHashed =
                challenge.parameter("userhash").filter("true"::equalsIgnoreCase).isPresent();
        var header = new StringBuilder("Digest ");
        header.append(username(isHashed ? hash(login.username() + ":" + realm) : login.username()));
        append(header, "realm", quoted(realm));
        append(header, "uri", quoted(request.target()));
        challenge.parameter("algorithm").ifPresent(given -> append(header, "algorithm", algorithm));
        append(header, "nonce", quoted(nonce));
        if (!qop.isEmpty()) {
            append(header, "nc", nc);
            append(header, "cnonce", quoted(clientNonce));
            append(header, "qop", qop);
        } else if (isSession) {
            append(header, "cnonce", quoted(clientNonce));
        }
        append(header, "response", quoted(response(request, realm, login, nc, clientNonce)));
        challenge.parameter("opaque").ifPresent(opaque -> append(header, "opaque", quoted(opaque)));
        if (isHashed) {
            append(header, "userhash", "true");
        }
        return header.toString();
    }

    /** Section 3.4: a name that a quoted string cannot carry has a form of its own. */
    private static String username(String name) {
        return name.chars().allMatch(c -> c >= ' ' && c <= '~')
                ? "username=" + quoted(name)
                : "username*=UTF-8''" + PercentCoding.encode(name);
    }

    private static void append(StringBuilder header, String name, String value) {
        header.append(", ").append(name).append('=').append(value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Section 3.4.1. */
    private String response(UpstreamRequest request, String realm, Login login, String nc, String clientNonce) {
        var secret = hash(login.username() + ":" + realm + ":" + login.password());
        var key = isSession ? hash(secret + ":" + nonce + ":" + clientNonce) : secret;
        var what =
                request.method() + ":" + request.target() + (qop.equals("auth-int") ? ":" + hash(body(request)) : "");
        return qop.isEmpty()
                ? hash(key + ":" + nonce + ":" + hash(what))
                : hash(String.join(":", key, nonce, nc, clientNonce, qop, hash(what)));
    }

    private static byte[] body(UpstreamRequest request) {
        return request.body().map(RequestBody::bytes).orElse(new byte[0]);
    }

    private String hash(String text) {
        return hash(text.getBytes(UTF_8));
    }

    private String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(hash).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
