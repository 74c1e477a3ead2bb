package dev.capstan.spec;

import dev.capstan.problem.Known;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code authentication}, of an upstream API and of an adapter, in all its spellings. */
final class AuthenticationReader {
    /**
     * The keys of all types. Public files have many more, which mean nothing or are a type's that is not known, so that only
     * what looks like a slip of the pen is told.
     */
    private static final Set<String> KEYS = Set.of(
            ("type username password token value key header headerName name headers parameters query placement in secret"
                            + " scope scopes realm audience resource issuer issuerUri issuerUrl authorizationServer"
                            + " authorizationServerUri authorizationServerUrl tokenEndpoint tokenEndpointUrl token_endpoint"
                            + " tokenUrl tokenURL tokenUri token_url accessTokenUrl grant grantType grant_type flow clientId"
                            + " clientID client_id clientKey clientSecret client_secret clientAuthMethod"
                            + " clientAuthentication authMethod tokenEndpointAuthMethod token_endpoint_auth_method"
                            + " refreshToken refresh_token accessToken access_token accessTokenSecret consumerKey"
                            + " consumer_key consumerSecret consumer_secret oauthToken oauth_token oauth_token_secret"
                            + " tokenSecret token_secret signatureMethod method service serviceName awsService region"
                            + " awsRegion accessKey accessKeyId access_key_id awsAccessKeyId secretAccessKey secretKey"
                            + " secret_access_key awsSecretAccessKey sessionToken session_token awsSessionToken"
                            + " securityToken signingKey privateKey certificate")
                    .split(" ", -1));

    private AuthenticationReader() {}

    /**
     * What a section says about it. What is there but cannot be read does not become "none": an upstream would be called
     * without credentials, and an adapter would be open to everyone.
     */
    static Optional<AuthenticationSpec> read(Section section, Problems problems) {
        return section.node("authentication")
                .map(node -> node instanceof Node.Mapping mapping
                        ? authentication(mapping, problems)
                        : unreadable(node, problems))
                .or(() -> misspelt(section));
    }

    /** Whether a mapping says something about it, also where nothing reads it. */
    static boolean isIn(Node.Mapping mapping) {
        return mapping.entries().stream()
                .map(Node.Entry::key)
                .anyMatch(key ->
                        Part.REST.spellings("authentication").contains(key) || Known.isMisspelt(key, "authentication"));
    }

    private static Optional<AuthenticationSpec> misspelt(Section section) {
        return section.mapping().entries().stream()
                .filter(entry -> Known.isMisspelt(entry.key(), "authentication"))
                .findFirst()
                .map(entry -> AuthenticationSpec.unreadable(entry.keyPosition()));
    }

    private static AuthenticationSpec authentication(Node.Mapping authentication, Problems problems) {
        authentication.entries().stream()
                .filter(entry -> !KEYS.contains(entry.key()))
                .forEach(entry -> Known.nearest(entry.key(), KEYS)
                        .ifPresent(meant -> problems.add(
                                ProblemCode.KEY_UNKNOWN, entry.keyPosition(), Part.misspelt(entry.key(), meant))));
        var values = texts(authentication);
        var type = values.get("type");
        if (type == null) {
            problems.add(ProblemCode.KEY_MISSING, authentication.position(), "the key 'type' is missing here");
        }
        return new AuthenticationSpec(
                type == null ? new Located<>("", authentication.position()) : type,
                values,
                lists(authentication),
                named(authentication, "headers", "header"),
                named(authentication, "parameters", "query"));
    }

    private static Map<String, List<Located<String>>> lists(Node.Mapping authentication) {
        var lists = new LinkedHashMap<String, List<Located<String>>>();
        for (var entry : authentication.entries()) {
            if (entry.value() instanceof Node.Sequence list) {
                lists.put(
                        entry.key(),
                        list.items().stream()
                                .filter(Node.Scalar.class::isInstance)
                                .map(Node.Scalar.class::cast)
                                .map(item -> new Located<>(item.text(), item.position()))
                                .toList());
            }
        }
        return lists;
    }

    /** Texts by names: a mapping, or a list of mappings with {@code name} and {@code value}. */
    private static Map<String, Located<String>> named(Node.Mapping authentication, String... keys) {
        for (var key : keys) {
            var node = authentication.get(key);
            if (node.isPresent() && node.get() instanceof Node.Mapping mapping) {
                return texts(mapping);
            }
            if (node.isPresent() && node.get() instanceof Node.Sequence list) {
                return named(list);
            }
        }
        return Map.of();
    }

    private static Map<String, Located<String>> named(Node.Sequence list) {
        var named = new LinkedHashMap<String, Located<String>>();
        for (var item : list.items()) {
            if (item instanceof Node.Mapping mapping) {
                var texts = texts(mapping);
                var name = texts.get("name");
                var value = texts.get("value");
                if (name != null && value != null) {
                    named.put(name.value(), value);
                }
            }
        }
        return named;
    }

    private static Map<String, Located<String>> texts(Node.Mapping mapping) {
        var texts = new LinkedHashMap<String, Located<String>>();
        for (var entry : mapping.entries()) {
            if (entry.value() instanceof Node.Scalar scalar) {
                texts.put(entry.key(), new Located<>(scalar.text(), scalar.position()));
            }
        }
        return texts;
    }

    private static AuthenticationSpec unreadable(Node node, Problems problems) {
        problems.add(
                ProblemCode.WRONG_TYPE,
                node.position(),
                "here is " + node.kind() + " (expected: a mapping with a 'type')");
        return AuthenticationSpec.unreadable(node.position());
    }
}
