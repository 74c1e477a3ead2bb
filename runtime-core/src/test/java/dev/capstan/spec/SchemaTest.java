package dev.capstan.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The schema has the words that the loader knows, and says of each what it is. */
class SchemaTest {
    /** Definitions of what the loader keeps as it is written; no {@link Part} lists their words yet. */
    static final Set<String> NOT_PARTS = Set.of(
            // What the readers of credentials, bodies and outputs look up by name.
            "basicAuthentication",
            "bearerAuthentication",
            "apikeyAuthentication",
            "oauth1Authentication",
            "hmacAuthentication",
            "awsAuthentication",
            "certificateAuthentication",
            "noAuthentication",
            "typedBody",
            "formPart",
            // What is not served yet.
            "response",
            "responseContent",
            // What is for people only.
            "stakeholder");

    /** Definitions of what the lint rules look at, without a word about keys that they do not know. */
    private static final Set<String> SILENT = Set.of("oauth2Authentication", "control", "management", "scripting");

    /** Definitions that the schema checks and the loader does not. */
    static final Set<String> UNCHECKED =
            Stream.concat(NOT_PARTS.stream(), SILENT.stream()).collect(Collectors.toUnmodifiableSet());

    private static final JsonNode SCHEMA = schema();

    static JsonNode schema() {
        try (var in = SchemaTest.class.getResourceAsStream("capability.schema.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, JsonNode> definitions() {
        var definitions = new TreeMap<String, JsonNode>();
        SCHEMA.get("$defs").properties().forEach(entry -> definitions.put(entry.getKey(), entry.getValue()));
        return definitions;
    }

    private static String definition(Part part) {
        var words = part.name().split("_", -1);
        return words[0].toLowerCase(Locale.ROOT)
                + Arrays.stream(words)
                        .skip(1)
                        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining());
    }

    private static Set<String> properties(JsonNode definition) {
        return new TreeSet<>(definition.get("properties").propertyNames());
    }

    @ParameterizedTest
    @EnumSource(Part.class)
    void everyPartHasTheSameWordsHere(Part part) {
        var definition = part == Part.ROOT ? SCHEMA : definitions().get(definition(part));

        assertThat(definition).as("$defs/" + definition(part)).isNotNull();
        assertThat(properties(definition)).isEqualTo(new TreeSet<>(part.words()));
        assertThat(definition.get("additionalProperties").asBoolean(true)).isFalse();
    }

    @Test
    void everythingElseWithWordsIsKnownToBeNoPart() {
        var parts = Arrays.stream(Part.values()).map(SchemaTest::definition).toList();

        assertThat(definitions().entrySet().stream()
                        .filter(entry -> entry.getValue().has("additionalProperties")
                                && entry.getValue().get("additionalProperties").isBoolean())
                        .map(Map.Entry::getKey)
                        .filter(name -> !parts.contains(name)))
                .containsExactlyInAnyOrderElementsOf(NOT_PARTS);
    }

    @ParameterizedTest
    @EnumSource(value = Part.class, mode = EnumSource.Mode.EXCLUDE, names = "ROOT")
    void ofWordsOfOneMeaningAllButOneAreDeprecated(Part part) {
        var properties = definitions().get(definition(part)).get("properties");

        assertThat(part.meanings())
                .filteredOn(spellings -> spellings.size() > 1)
                .allSatisfy(spellings -> {
                    var preferred = spellings.stream()
                            .filter(word -> !properties.get(word).has("deprecated"))
                            .toList();
                    assertThat(preferred).as(spellings.toString()).hasSize(1);
                    assertThat(spellings)
                            .filteredOn(word -> properties.get(word).has("deprecated"))
                            .allSatisfy(word -> assertThat(properties
                                            .get(word)
                                            .get("description")
                                            .asString())
                                    .contains("'" + preferred.get(0) + "'"));
                });
    }

    @Test
    void everyWordIsDescribed() {
        assertThat(objects(SCHEMA)
                        .filter(node -> node.has("properties")
                                && node.path("additionalProperties").isBoolean())
                        .flatMap(node -> node.get("properties").properties().stream()))
                .isNotEmpty()
                .allSatisfy(property -> assertThat(description(property.getValue()))
                        .as(property.getKey())
                        .endsWith("."));
    }

    private static String description(JsonNode property) {
        return property.has("description")
                ? property.get("description").asString()
                : definitions()
                        .get(property.get("$ref").asString().replace("#/$defs/", ""))
                        .get("description")
                        .asString();
    }

    private static Stream<JsonNode> objects(JsonNode node) {
        return Stream.concat(Stream.of(node), node.valueStream().flatMap(SchemaTest::objects));
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryDefinitionIsUsed() {
        var references = objects(SCHEMA)
                .filter(node -> node.has("$ref"))
                .map(node -> node.get("$ref").asString().replace("#/$defs/", ""))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(references).isEqualTo(definitions().keySet());
    }

    @Test
    void isASchemaItself() {
        var metaSchema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(Dialects.getDraft202012().getId()));

        assertThat(metaSchema.validate(SCHEMA)).isEmpty();
    }
}
