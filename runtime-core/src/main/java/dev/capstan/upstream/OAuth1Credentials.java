package dev.capstan.upstream;

import dev.capstan.problem.Position;
import dev.capstan.value.Template;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Signatures of OAuth 1.0a (RFC 5849) over the finished request. RSA-SHA256 without a token is
 * what Mastercard wants, see {@link MastercardSignature}. Thread-safe.
 */
public final class OAuth1Credentials implements Credentials {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final OAuth1Method method;
    private final Keys keys;
    private final Position position;
    private final RsaKeys rsaKeys = new RsaKeys();

    /**
     * The texts of the file.
     *
     * @param secret of the consumer, or its private RSA key
     * @param token empty where only the consumer is known
     * @param tokenSecret empty where there is none
     * @param realm empty where none is sent
     */
    public record Keys(Template consumerKey, Template secret, Template token, Template tokenSecret, Template realm) {
        Stream<Template> all() {
            return Stream.of(consumerKey, secret, token, tokenSecret, realm);
        }
    }

    public OAuth1Credentials(OAuth1Method method, Keys keys, Position position) {
        this.method = method;
        this.keys = keys;
        this.position = position;
    }

    @Override
    public String kind() {
        return "OAuth 1, " + method.label();
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public List<VariableUse> uses() {
        return keys.all().flatMap(template -> template.uses().stream()).toList();
    }

    @Override
    public UpstreamRequest shown(UpstreamRequest request) {
        return request.with(new Header("Authorization", "OAuth ***", true));
    }

    @Override
    public UpstreamRequest seal(UpstreamRequest request, Variables variables) {
        var secret = text(keys.secret(), variables);
        var token = text(keys.token(), variables);
        if (method == OAuth1Method.RSA_SHA256 && token.isEmpty()) {
            return MastercardSignature.on(request, text(keys.consumerKey(), variables), rsaKeys.of(secret));
        }
        var nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        var signature = new OAuth1Signature(
                method,
                text(keys.consumerKey(), variables),
                token,
                text(keys.realm(), variables),
                Long.toString(Clock.systemUTC().instant().getEpochSecond()),
                HexFormat.of().formatHex(nonce));
        return signature.on(request, base -> method.sign(base, secret, text(keys.tokenSecret(), variables), rsaKeys));
    }

    private static String text(Template template, Variables variables) {
        return template.render(variables).reveal();
    }
}
