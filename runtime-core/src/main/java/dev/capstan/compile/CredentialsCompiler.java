package dev.capstan.compile;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.AuthenticationSpec;
import dev.capstan.spec.Located;
import dev.capstan.upstream.AwsCredentials;
import dev.capstan.upstream.Credentials;
import dev.capstan.upstream.DigestCredentials;
import dev.capstan.upstream.Header;
import dev.capstan.upstream.OAuth1Credentials;
import dev.capstan.upstream.OAuth1Method;
import dev.capstan.upstream.OAuth2Credentials;
import dev.capstan.value.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compiles the {@code authentication} of an API, in all its spellings (format, section 8). What cannot be made becomes an
 * obstacle: the upstream is never called without its credentials. Used for one API.
 */
final class CredentialsCompiler {
    private static final String SUPPORTED =
            "none, basic, digest, bearer, apikey in header, query, cookie or body, oauth2"
                    + " with client credentials or a refresh token, oauth1, aws-sig-v4";

    private static final String[] TOKEN_ENDPOINT = {
        "tokenEndpoint",
        "tokenUrl",
        "tokenUri",
        "tokenURL",
        "tokenEndpointUrl",
        "accessTokenUrl",
        "token_endpoint",
        "token_url"
    };
    private static final String[] ISSUER = {
        "authorizationServerUri", "authorizationServerUrl", "authorizationServer", "issuer", "issuerUri", "issuerUrl"
    };
    private static final String[] REFRESH_TOKEN = {"refreshToken", "refresh_token"};
    private static final String[] CLIENT_ID = {"clientId", "clientID", "client_id"};
    private static final String[] CLIENT_SECRET = {"clientSecret", "client_secret"};
    private static final String[] CONSUMER_KEY = {"consumerKey", "consumer_key", "clientKey"};
    private static final String[] SIGNING_KEY = {"signingKey", "privateKey"};

    /** {@code execute-api.eu-west-1.amazonaws.com}, also with a name before it; the region is not always there. */
    private static final Pattern AWS_HOST =
            Pattern.compile("(?:^|[/.])([a-z][a-z0-9-]*)(?:\\.([a-z]{2}(?:-[a-z]+)+-\\d))?\\.amazonaws\\.com");

    private final AuthenticationSpec authentication;
    private final Position position;
    private final String namespace;
    private final String baseUri;
    private final CompileSettings settings;
    private final VariableScope variables;
    private final Problems problems;
    private Optional<Failure> obstacle = Optional.empty();

    CredentialsCompiler(
            AuthenticationSpec authentication,
            String namespace,
            String baseUri,
            CompileSettings settings,
            VariableScope variables,
            Problems problems) {
        this.authentication = authentication;
        this.position = authentication.type().position();
        this.namespace = namespace;
        this.baseUri = baseUri;
        this.settings = settings;
        this.variables = variables;
        this.problems = problems;
    }

    /** Why the API cannot be called, after {@link #compile}. */
    Optional<Failure> obstacle() {
        return obstacle;
    }

    Credentials compile() {
        return switch (plain(authentication.type().value())) {
            case "none" -> new Credentials.None(position);
            case "basic" -> new Credentials.Basic(secret(false, "username"), secret(true, "password"), position);
            case "digest" -> new DigestCredentials(secret(false, "username"), secret(true, "password"), position);
            case "bearer" -> bearer("token", "value");
            case "apikey" -> apiKey("header");
            case "header", "query", "cookie" ->
                apiKey(plain(authentication.type().value()));
            case "oauth2", "oauth2client", "oauth2clientcredentials", "clientcredentials" -> oauth2();
            case "oauth1", "oauth1a", "oauth10", "oauth10a" -> oauth1();
            case "awssigv4", "sigv4", "aws", "awsv4", "aws4hmacsha256" -> aws();
            case "hmac" ->
                unsupported("there are many ways to sign with HMAC, and the file does not say what is signed and how");
            case "certificate", "mtls", "mutualtls" ->
                unsupported("certificates of a client are not presented; a proxy that does can stand at the base URI");
            default -> unsupported("");
        };
    }

    /** Without case and signs: {@code aws-sig-v4} is {@code awsSigV4}. */
    private static String plain(String type) {
        return type.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private Credentials bearer(String... keys) {
        return new Credentials.Bearer(secret(false, keys), position);
    }

    // --- keys ---

    private Credentials apiKey(String usual) {
        var place = plain(text("placement", "in").orElse(usual));
        if (!authentication.headers().isEmpty()) {
            return keys(authentication.headers(), this::headerKeys);
        }
        if (!authentication.parameters().isEmpty()) {
            return keys(authentication.parameters(), values -> new Credentials.QueryKeys(values, position));
        }
        // Next to 'header', which names it, 'key' is the key itself.
        var isHeaderForm = authentication.values().containsKey("header");
        var name = text("header", "headerName", "key", "name").orElse("");
        if (name.isBlank()) {
            return unsupported("it has no 'key', which names where the secret goes");
        }
        if (place.equals("path")) {
            return unsupported(
                    "a key cannot be put into the path; write it into 'baseUri' or 'path' as a variable, such as"
                            + " {{env.TOKEN}}");
        }
        var value = isHeaderForm ? secret(false, "value", "token", "key") : secret(false, "value", "token");
        return switch (place) {
            case "header" -> headerKeys(Map.of(name, value));
            case "query" -> new Credentials.QueryKeys(Map.of(name, value), position);
            case "cookie" ->
                Header.isToken(name)
                        ? new Credentials.CookieKey(name, value, position)
                        : unsupported("no cookie can have the name '" + name + "'");
            case "body" -> new Credentials.BodyKey(name, value, position);
            default -> unsupported("'" + place + "' is no place for a key");
        };
    }

    private Credentials keys(Map<String, Located<String>> texts, Function<Map<String, Template>, Credentials> keys) {
        var values = new LinkedHashMap<String, Template>();
        texts.forEach((name, text) -> values.put(name, variables.secret(text, false)));
        return values.values().stream().anyMatch(value -> value.pieces().isEmpty())
                ? unsupported("one of its keys is empty")
                : keys.apply(values);
    }

    private Credentials headerKeys(Map<String, Template> values) {
        return values.keySet().stream().allMatch(Header::isSettable)
                ? new Credentials.HeaderKeys(values, position)
                : unsupported("its header belongs to the connection, or no header can have this name");
    }

    // --- OAuth 2 ---

    private Credentials oauth2() {
        var isGiven = authentication.first(TOKEN_ENDPOINT).isEmpty()
                && authentication.first(CLIENT_ID).isEmpty()
                && authentication.first("token", "accessToken").isPresent();
        if (isGiven) {
            return bearer("token", "accessToken");
        }
        var isRefresh = authentication.first(REFRESH_TOKEN).isPresent();
        var grant = plain(text("grantType", "grant_type", "grant", "flow")
                .orElse(isRefresh ? "refreshtoken" : "clientcredentials"));
        return switch (grant) {
            case "clientcredentials" -> oauth2(false);
            case "refreshtoken" -> oauth2(true);
            default ->
                unsupported("the grant '" + grant + "' needs a person (possible: client_credentials, refresh_token)");
        };
    }

    private Credentials oauth2(boolean isRefresh) {
        var endpoint = authentication.first(TOKEN_ENDPOINT);
        var isIssuer = endpoint.isEmpty();
        var server = endpoint.or(() -> authentication.first(ISSUER));
        var missing =
                missing(isIssuer ? withIssuer() : TOKEN_ENDPOINT, CLIENT_ID, isRefresh ? REFRESH_TOKEN : CLIENT_SECRET);
        if (!missing.isEmpty()) {
            return incomplete(missing, "so no token can be fetched");
        }
        var isHeader = isInHeader();
        if (isHeader.isEmpty()) {
            return unsupported("a client says who it is by 'basic' or 'body' alone");
        }
        return new OAuth2Credentials(
                namespace,
                new OAuth2Credentials.Texts(
                        settings.standInBaseUris()
                                ? Template.literal("http://" + CompileSettings.STAND_IN_TOKEN_HOST + "/")
                                : variables.template(server.orElseThrow(), false),
                        isIssuer && !settings.standInBaseUris(),
                        !isHeader.get(),
                        optional(CLIENT_ID),
                        optional(CLIENT_SECRET),
                        isRefresh ? Optional.of(optional(REFRESH_TOKEN)) : Optional.empty(),
                        scopes(),
                        optional("audience"),
                        optional("resource")),
                settings.upstreamOrigin(),
                position);
    }

    private static String[] withIssuer() {
        return Stream.of(TOKEN_ENDPOINT, ISSUER).flatMap(Stream::of).toArray(String[]::new);
    }

    /** The words of all scopes, between blanks. */
    private Template scopes() {
        var pieces = authentication.all("scopes", "scope").stream()
                .map(scope -> variables.template(scope, false).pieces())
                .toList();
        var joined = new ArrayList<Template.Piece>();
        pieces.forEach(scope -> {
            if (!joined.isEmpty()) {
                joined.add(new Template.Piece.Literal(" "));
            }
            joined.addAll(scope);
        });
        return new Template(joined);
    }

    private Optional<Boolean> isInHeader() {
        var method = plain(text(
                        "clientAuthentication",
                        "clientAuthMethod",
                        "authMethod",
                        "tokenEndpointAuthMethod",
                        "token_endpoint_auth_method")
                .orElse("basic"));
        return switch (method) {
            case "basic", "clientsecretbasic", "header" -> Optional.of(true);
            case "body", "post", "form", "clientsecretpost", "none" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    // --- signatures ---

    private Credentials oauth1() {
        var hasKey = authentication.first(SIGNING_KEY).isPresent();
        var written = text("signatureMethod", "method");
        var method = written.map(OAuth1Method::named)
                .orElse(Optional.of(hasKey ? OAuth1Method.RSA_SHA256 : OAuth1Method.HMAC_SHA1));
        if (method.isEmpty()) {
            return unsupported("there is no signature method '" + written.orElse("")
                    + "' (possible: HMAC-SHA1, HMAC-SHA256, RSA-SHA1, RSA-SHA256, PLAINTEXT)");
        }
        var secretKeys = method.get().isRsa()
                ? SIGNING_KEY
                : new String[] {"consumerSecret", "consumer_secret", "secret", "clientSecret", "signingKey"};
        var missing = missing(CONSUMER_KEY, secretKeys);
        if (!missing.isEmpty()) {
            return incomplete(missing, "so calls cannot be signed");
        }
        if (settings.standInBaseUris() && method.get().isRsa()) {
            // A stand-in for the key cannot sign.
            return new Credentials.HeaderKeys(Map.of("Authorization", Template.literal("OAuth mock")), position);
        }
        return new OAuth1Credentials(
                method.get(),
                new OAuth1Credentials.Keys(
                        optional(CONSUMER_KEY),
                        optional(secretKeys),
                        optional("token", "accessToken", "oauthToken", "oauth_token", "access_token"),
                        optional("tokenSecret", "accessTokenSecret", "oauth_token_secret", "token_secret"),
                        optional("realm")),
                position);
    }

    /** What is not written is taken from where the tools of AWS take it, or from the host. */
    private Credentials aws() {
        var accessKeyId = authentication.first("accessKeyId", "accessKey", "awsAccessKeyId", "access_key_id");
        var host = AWS_HOST.matcher(baseUri);
        var isAws = host.find();
        var service = written("service", "serviceName", "awsService")
                .or(() -> isAws ? Optional.of(Template.literal(host.group(1))) : Optional.empty());
        if (service.isEmpty()) {
            return incomplete(List.of("service"), "so calls cannot be signed");
        }
        return new AwsCredentials(
                new AwsCredentials.Keys(
                        accessKeyId.map(this::needed).orElseGet(() -> variable("AWS_ACCESS_KEY_ID")),
                        written("secretAccessKey", "secretKey", "awsSecretAccessKey", "secret_access_key", "secret")
                                .orElseGet(() -> variable("AWS_SECRET_ACCESS_KEY")),
                        sessionToken(accessKeyId.isPresent()),
                        written("region", "awsRegion")
                                .or(() -> isAws
                                        ? Optional.ofNullable(host.group(2)).map(Template::literal)
                                        : Optional.empty())
                                .orElseGet(() -> variable("AWS_REGION")),
                        service.get()),
                position);
    }

    private Template sessionToken(boolean hasKeys) {
        var written = authentication.first("sessionToken", "securityToken", "awsSessionToken", "session_token");
        return written.map(text -> variables.template(text, true))
                .orElseGet(() -> hasKeys
                        ? Template.literal("")
                        : new Template(List.of(
                                new Template.Piece.Variable(variables.optional("AWS_SESSION_TOKEN", position)))));
    }

    private Template variable(String name) {
        return needed(new Located<>("{{" + name + "}}", position));
    }

    // --- texts ---

    private Optional<String> text(String... keys) {
        return authentication.first(keys).map(Located::value).filter(value -> !value.isBlank());
    }

    private Template needed(Located<String> text) {
        return variables.secret(text, false);
    }

    private Optional<Template> written(String... keys) {
        return authentication
                .first(keys)
                .filter(text -> !text.value().isBlank())
                .map(this::needed);
    }

    /** The text of the first of these keys; an empty one when there is none. */
    private Template optional(String... keys) {
        return written(keys).orElse(Template.literal(""));
    }

    /** An API may take an empty password, but nobody is known by an empty name or key. */
    private Template secret(boolean mayBeEmpty, String... keys) {
        var text = authentication.first(keys);
        var isMissing = text.filter(value -> !value.value().isBlank()).isEmpty();
        if (isMissing && !mayBeEmpty) {
            problems.add(
                    ProblemCode.KEY_MISSING,
                    position,
                    "the authentication of " + namespace + " has no '" + keys[0] + "'");
            obstacle = Optional.of(Failure.of(
                    FailureCode.CAPABILITY_FAULTY,
                    "The authentication of " + namespace + " has no '" + keys[0] + "' (" + position + ")."));
        }
        return text.map(value -> variables.secret(value, mayBeEmpty)).orElse(Template.literal(""));
    }

    // --- what cannot be made ---

    /** The preferred spellings of what is not there. */
    private List<String> missing(String[]... spellings) {
        var missing = new ArrayList<String>();
        for (var spelling : spellings) {
            if (text(spelling).isEmpty()) {
                missing.add(spelling[0]);
            }
        }
        return missing;
    }

    private Credentials incomplete(List<String> missing, String consequence) {
        var what = "the authentication of type '" + authentication.type().value() + "' of " + namespace + " has no "
                + missing.stream().map(key -> "'" + key + "'").collect(Collectors.joining(" and no ")) + ", "
                + consequence;
        problems.add(ProblemCode.AUTHENTICATION_UNSUPPORTED, position, what + "; its calls answer 503");
        obstacle = Optional.of(Failure.of(FailureCode.CAPABILITY_FAULTY, capitalised(what) + " (" + position + ")."));
        return new Credentials.None(position);
    }

    /** @param why empty when nothing is known of it */
    private Credentials unsupported(String why) {
        var type = authentication.type().value();
        var what = "the authentication of "
                + (type.isEmpty()
                        ? namespace + " has no 'type'"
                        : "type '" + type + "' of " + namespace + " is not supported in this form"
                                + (why.isEmpty() ? "" : ": " + why))
                + " (supported: " + SUPPORTED + ")";
        problems.add(ProblemCode.AUTHENTICATION_UNSUPPORTED, position, what + "; its calls answer 503");
        obstacle = Optional.of(Failure.of(FailureCode.FEATURE_UNSUPPORTED, capitalised(what) + "."));
        return new Credentials.None(position);
    }

    private static String capitalised(String text) {
        return "T" + text.substring(1);
    }
}
