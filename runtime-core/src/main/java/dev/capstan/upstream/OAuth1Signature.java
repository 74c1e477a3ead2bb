package dev.capstan.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.capstan.value.PercentCoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One signature of OAuth 1.0a (RFC 5849, section 3): all but the key.
 *
 * @param token empty where only the consumer is known
 * @param realm empty where none is sent
 * @param timestamp seconds since 1970
 */
record OAuth1Signature(
        OAuth1Method method, String consumerKey, String token, String realm, String timestamp, String nonce) {

    /** A parameter, both parts encoded; in the order in which they are signed (section 3.4.1.3.2). */
    private record Parameter(String name, String value) {
        static final Comparator<Parameter> ORDER =
                Comparator.comparing(Parameter::name).thenComparing(Parameter::value);

        static Parameter of(String name, String value) {
            return new Parameter(PercentCoding.encode(name), PercentCoding.encode(value));
        }

        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    /**
     * The request with its {@code Authorization} header.
     *
     * @param sign makes the signature of a base string
     */
    UpstreamRequest on(UpstreamRequest request, UnaryOperator<String> sign) {
        var own = own();
        var base = base(request, own);
        own.put("oauth_signature", sign.apply(base));
        var header = own.entrySet().stream()
                .map(entry ->
                        PercentCoding.encode(entry.getKey()) + "=\"" + PercentCoding.encode(entry.getValue()) + "\"")
                .collect(Collectors.joining(", ", "OAuth " + quotedRealm(), ""));
        return request.withSecret("Authorization", header);
    }

    /** Not signed (section 3.4.1.3.1), and a quoted string as in every challenge. */
    private String quotedRealm() {
        return realm.isEmpty() ? "" : "realm=\"" + realm.replace("\\", "\\\\").replace("\"", "\\\"") + "\", ";
    }

    private Map<String, String> own() {
        var own = new LinkedHashMap<String, String>();
        own.put("oauth_consumer_key", consumerKey);
        if (!token.isEmpty()) {
            own.put("oauth_token", token);
        }
        own.put("oauth_signature_method", method.label());
        own.put("oauth_timestamp", timestamp);
        own.put("oauth_nonce", nonce);
        own.put("oauth_version", "1.0");
        return own;
    }

    /** Section 3.4.1.1. */
    static String base(UpstreamRequest request, Map<String, String> own) {
        var parameters = new ArrayList<Parameter>();
        own.forEach((name, value) -> parameters.add(Parameter.of(name, value)));
        var query = request.target().indexOf('?');
        if (query >= 0) {
            parameters.addAll(decoded(request.target().substring(query + 1)));
        }
        parameters.addAll(form(request));
        var path = query < 0 ? request.target() : request.target().substring(0, query);
        return request.method()
                + "&" + PercentCoding.encode(origin(request.origin()) + path)
                + "&"
                + PercentCoding.encode(parameters.stream()
                        .sorted(Parameter.ORDER)
                        .map(Parameter::toString)
                        .collect(Collectors.joining("&")));
    }

    /** Section 3.4.1.2: small letters, and no port that is the scheme's own. */
    private static String origin(Origin origin) {
        var isStandard = origin.port() == origin.standardPort();
        var authority = isStandard ? origin.host() : origin.authority();
        return origin.scheme() + "://" + authority.toLowerCase(Locale.ROOT);
    }

    /** A form is signed as its fields; other bodies are not. */
    private static List<Parameter> form(UpstreamRequest request) {
        var isForm = request.header("Content-Type")
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded"))
                .isPresent();
        return isForm
                ? request.body()
                        .map(body -> decoded(new String(body.bytes(), UTF_8)))
                        .orElse(List.of())
                : List.of();
    }

    private static List<Parameter> decoded(String pairs) {
        return Arrays.stream(pairs.split("&", -1))
                .filter(pair -> !pair.isEmpty())
                .map(pair -> {
                    var parts = pair.split("=", 2);
                    return Parameter.of(decodedPart(parts[0]), parts.length < 2 ? "" : decodedPart(parts[1]));
                })
                .toList();
    }

    private static String decodedPart(String text) {
        return PercentCoding.decode(text, true).orElse(text);
    }
}
