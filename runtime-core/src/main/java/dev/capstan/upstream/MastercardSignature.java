package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.mastercard.developer.oauth.OAuth;
import java.net.URI;
import java.security.PrivateKey;
import java.util.Arrays;

/**
 * OAuth 1 as Mastercard has it: RSA-SHA256, no token, and the hash of the body is signed, too ({@code oauth_body_hash}).
 * Its own parameters are encoded less often than RFC 5849, section 3.4.1.3.2 says, so its own library makes the signature.
 * The only class that sees it.
 */
final class MastercardSignature {
    private MastercardSignature() {}

    /** The request with its {@code Authorization} header. */
    static UpstreamRequest on(UpstreamRequest request, String consumerKey, PrivateKey key) {
        var body = request.body().map(RequestBody::bytes).orElse(new byte[0]);
        var text = new String(body, UTF_8);
        // The library takes the body as a text; one that is none survives as octets only.
        var isText = Arrays.equals(text.getBytes(UTF_8), body);
        var header = OAuth.getAuthorizationHeader(
                URI.create(request.url()),
                request.method(),
                isText ? text : new String(body, ISO_8859_1),
                isText ? UTF_8 : ISO_8859_1,
                consumerKey,
                key);
        return request.withSecret("Authorization", header);
    }
}
