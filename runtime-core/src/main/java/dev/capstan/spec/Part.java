package dev.capstan.spec;

import dev.capstan.problem.Known;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The parts of a capability file and the words that each can have, over all versions of the format. Words of one meaning
 * are joined by a slash; the first is the one that the code asks for.
 */
@SuppressWarnings("ImmutableEnumChecker") // nothing changes them
enum Part {
    ROOT("naftiko/ikanos info binds/externalRefs capability consumes exposes aggregates imports/import"),
    INFO("label/display/title/name description tags created modified stakeholders version"),
    CAPABILITY("consumes exposes binds/externalRefs aggregates imports/import"),
    IMPORT("import/namespace/name location/from as description type"),
    BIND("namespace/name description location/from/uri keys type resolution"),
    CONSUMES("type namespace/expositionSuffix label/display/name description baseUri/targetUri inputParameters headers"
            + " authentication/auth/authent resources operations tunnel outputMediaType maxBinarySize tags"),
    CONSUMED_RESOURCE("name label/display description path inputParameters operations tags method"
            + " body/requestBody outputRawFormat outputSchema outputParameters outputMediaType maxBinarySize"),
    CONSUMED_OPERATION("name/id/operationId label/display/title description/summary method path inputParameters"
            + " body/requestBody tags outputRawFormat outputSchema outputParameters outputMediaType maxBinarySize"),
    PARAMETER("name in type description required value/template default enum items properties pattern const format"
            + " label/display mapping style explode minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength"
            + " maxLength minItems maxItems uniqueItems additionalProperties"),
    REST(
            "type namespace label/display description address port transport authentication/auth/authent resources inputParameters"),
    REST_RESOURCE("path name label/display description/summary inputParameters operations forward tags method ref call"
            + " with steps mappings outputParameters"),
    UNIT("method path name label/display/title description/summary tags inputParameters ref call/operation/operationId"
            + " with steps mappings outputParameters hints/annotations responses responseBinary ttlMs cacheScope"
            + " inputSchema outputMediaType icons"),
    CALL("operation/call with"),
    MCP(
            "type transport namespace label/display/name description address port authentication/auth/authent tools resources prompts"
                    + " ttlMs cacheScope maxBinarySize icons"),
    HINTS("readOnly/readOnlyHint destructive/destructiveHint idempotent/idempotentHint openWorld/openWorldHint title"),
    MCP_RESOURCE("name label/display description uri mimeType location binary tags inputParameters outputMediaType"
            + " maxBinarySize ttlMs cacheScope ref call with steps mappings outputParameters icons"),
    PROMPT("name label/display description arguments template/messages location tags icons"),
    PROMPT_ARGUMENT("name label/display description required type enum"),
    PROMPT_MESSAGE("role content"),
    PROMPT_CONTENT("type text"),
    ICON("src mimeType sizes theme"),
    SKILL_ADAPTER("type namespace address port authentication/auth/authent label/display description skills groups"),
    SKILL("name label/display description license compatibility metadata allowed-tools argument-hint user-invocable"
            + " disable-model-invocation location tags tools"),
    SKILL_TOOL("name label/display description from instruction tags"),
    SKILL_SOURCE("sourceNamespace/namespace action/name"),
    CONTROL("type namespace address port authentication description management observability"),
    MANAGEMENT("health info reload validate logs scripting"),
    SCRIPTING("enabled defaultLocation defaultLanguage timeout statementLimit allowedLanguages"),
    AGGREGATE("namespace label/display/name description tags functions/flows"),
    FLOW("name label/display description tags semantics inputParameters outputMediaType call with steps mappings"
            + " outputParameters"),
    SEMANTICS("safe idempotent cacheable"),
    STEP("type name label/display description call with index match lookupValue outputParameters language location file"
            + " dependencies"),
    MAPPING("targetName/target value"),
    OUTPUT("name in type description label/display mapping value const properties items values maxLength required"),
    RESPONSE_BINARY("status mediaType description"),
    FORWARD("targetNamespace trustedHeaders"),
    TUNNEL("type service identity fallback"),
    OAUTH2_AUTHENTICATION(
            "type authorizationServerUri/authorizationServerUrl/authorizationServer/issuer/issuerUri/issuerUrl resource"
                    + " audience scopes/scope tokenValidation"
                    + " tokenEndpoint/tokenUrl/tokenUri/tokenURL/tokenEndpointUrl/accessTokenUrl/token_endpoint/token_url"
                    + " grantType/grant_type/grant/flow clientId/clientID/client_id clientSecret/client_secret"
                    + " refreshToken/refresh_token token/accessToken clientAuthentication/clientAuthMethod/authMethod"
                    + "/tokenEndpointAuthMethod/token_endpoint_auth_method");

    /** What is longer is no misspelt word, and need not be told whole. */
    private static final int MAX_WORD = 60;

    // No immutable copies: those divide at each look-up, and a file makes thousands.
    private final Map<String, List<String>> spellings;
    private final Set<String> words;

    Part(String words) {
        var byFirst = new HashMap<String, List<String>>();
        for (var word : words.split(" ", -1)) {
            var all = List.of(word.split("/", -1));
            byFirst.put(all.get(0), all);
        }
        this.spellings = byFirst;
        this.words = byFirst.values().stream().flatMap(List::stream).collect(Collectors.toSet());
    }

    /** Every spelling of a word, the preferred one first. */
    List<String> spellings(String word) {
        var found = spellings.get(word);
        if (found == null) {
            throw new IllegalArgumentException(this + " has no word " + word);
        }
        return found;
    }

    /** The spellings of every word, the preferred one first. */
    Collection<List<String>> meanings() {
        return spellings.values();
    }

    /** Every word that a file can have here, in any version. */
    Set<String> words() {
        return words;
    }

    boolean knows(String key) {
        return words.contains(key);
    }

    /** Tells which keys of a mapping are none of these words, with the one that was probably meant. */
    void check(Node.Mapping mapping, Problems problems) {
        for (var entry : mapping.entries()) {
            if (!knows(entry.key())) {
                problems.add(ProblemCode.KEY_UNKNOWN, entry.keyPosition(), unknown(entry.key()));
            }
        }
    }

    private String unknown(String key) {
        return Known.nearest(key, words)
                .map(name -> misspelt(key, name))
                .orElseGet(() -> "the key '" + shown(key) + "' is not known here and not read (known: "
                        + spellings.keySet().stream().sorted().collect(Collectors.joining(", ")) + ")");
    }

    /** What is told of a key that was probably meant to be another one. */
    static String misspelt(String key, String meant) {
        return "the key '" + shown(key) + "' is not known here and not read; did you mean '" + meant + "'?";
    }

    private static String shown(String key) {
        return key.length() > MAX_WORD ? key.substring(0, MAX_WORD) + "..." : key;
    }
}
