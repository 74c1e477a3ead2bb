package dev.capstan.upstream;

import dev.capstan.value.PercentCoding;
import java.time.Clock;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signs requests as AWS wants it. The only class that sees the SDK. */
final class AwsSignature {
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

    /** Services that take a path as it stands, where others encode it once more before they sign it. */
    private static final Set<String> LITERAL_PATHS = Set.of("s3", "s3express", "s3-object-lambda", "s3-outposts");

    /**
     * What is no part of what is asked for, and what a proxy on the way may change: with trace context that is its task
     * (W3C Trace Context, section 3.4), and a signature over it would no longer be right.
     */
    private static final Set<String> UNSIGNED = Set.of(
            "accept", "accept-encoding", "user-agent", "x-forwarded-host", "traceparent", "tracestate", "baggage");

    private AwsSignature() {}

    /**
     * Who signs.
     *
     * @param sessionToken empty where there is none
     */
    record Login(String accessKeyId, String secretAccessKey, String sessionToken) {
        AwsCredentialsIdentity identity() {
            return sessionToken.isEmpty()
                    ? AwsCredentialsIdentity.create(accessKeyId, secretAccessKey)
                    : AwsSessionCredentialsIdentity.create(accessKeyId, secretAccessKey, sessionToken);
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /** The request with the headers that make up its signature. */
    static UpstreamRequest on(UpstreamRequest request, Login login, String region, String service, Clock clock) {
        var isLiteral = LITERAL_PATHS.contains(service.toLowerCase(Locale.ROOT));
        var signed = SIGNER.sign(sign -> {
            sign.identity(login.identity())
                    .request(converted(request))
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !isLiteral)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !isLiteral)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock);
            request.body().ifPresent(body -> sign.payload(ContentStreamProvider.fromByteArrayUnsafe(body.bytes())));
        });
        return withSignature(request, signed.request());
    }

    private static SdkHttpRequest converted(UpstreamRequest request) {
        var origin = request.origin();
        var query = request.target().indexOf('?');
        var converted = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .protocol(origin.scheme())
                .host(origin.host())
                .encodedPath(query < 0 ? request.target() : request.target().substring(0, query));
        if (origin.port() >= 0) {
            converted.port(origin.port());
        }
        request.headers().stream()
                .filter(header -> !UNSIGNED.contains(header.name().toLowerCase(Locale.ROOT)))
                .forEach(header -> converted.appendHeader(header.name(), header.value()));
        if (query >= 0) {
            parameters(request.target().substring(query + 1), converted);
        }
        return converted.build();
    }

    private static void parameters(String query, SdkHttpRequest.Builder converted) {
        for (var pair : query.split("&", -1)) {
            var parts = pair.split("=", 2);
            if (!pair.isEmpty()) {
                converted.appendRawQueryParameter(decoded(parts[0]), parts.length < 2 ? "" : decoded(parts[1]));
            }
        }
    }

    private static String decoded(String text) {
        return PercentCoding.decode(text, false).orElse(text);
    }

    /** The host is the client's business. */
    private static UpstreamRequest withSignature(UpstreamRequest request, SdkHttpRequest signed) {
        var result = request;
        for (var header : signed.headers().entrySet()) {
            var isNew = request.header(header.getKey()).isEmpty();
            var isSecret = header.getKey().equalsIgnoreCase("Authorization")
                    || header.getKey().equalsIgnoreCase("X-Amz-Security-Token");
            if ((isNew || isSecret) && !header.getKey().equalsIgnoreCase("Host")) {
                var value = header.getValue().get(0);
                result = isSecret
                        ? result.withSecret(header.getKey(), value)
                        : result.with(new Header(header.getKey(), value));
            }
        }
        return result;
    }
}
