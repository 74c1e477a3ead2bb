package dev.capstan.value;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.Jackson3JsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.Jackson3MappingProvider;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A path into a JSON document, compiled when the file was loaded. The dialect is the one of the format (section on
 * JSONPath): Jayway's, where {@code $.} is the whole document, {@code a.b} is short for {@code $.a.b}, and names with
 * blanks may stand after a dot. Thread-safe.
 */
public final class JsonPath {
    /** The whole document. */
    public static final JsonPath ROOT = new JsonPath("$", null);

    private static final Pattern BLANK_IN_NAME =
            Pattern.compile("\\.([^.\\[\\]()'\"*@?]*[^.\\[\\]()'\"*@?\\s]\\s[^.\\[\\]()'\"*@?]*)");

    private static final Pattern MEMBERS = Pattern.compile("\\$(?:\\['[^']*'\\])*");

    private final String text;
    private final com.jayway.jsonpath.@Nullable JsonPath path;

    private JsonPath(String text, com.jayway.jsonpath.@Nullable JsonPath path) {
        this.text = text;
        this.path = path;
    }

    /** Apart, so that files that map whole answers do not load the library. */
    private static final class Library {
        static final Configuration CONFIGURATION = Configuration.builder()
                .jsonProvider(new Jackson3JsonNodeJsonProvider(JsonText.TREES))
                .mappingProvider(new Jackson3MappingProvider(JsonText.TREES))
                .options(Option.SUPPRESS_EXCEPTIONS)
                .build();
    }

    /** The path that a text stands for; empty when it is none. */
    public static Optional<JsonPath> of(String written) {
        var text = normalised(written.strip());
        if (text.equals("$")) {
            return Optional.of(ROOT);
        }
        try {
            return Optional.of(new JsonPath(text, com.jayway.jsonpath.JsonPath.compile(text)));
        } catch (InvalidPathException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The path to a member of the document, whatever characters its name has. */
    public static JsonPath member(String name) {
        var text = "$['" + name.replace("\\", "\\\\").replace("'", "\\'") + "']";
        return new JsonPath(text, com.jayway.jsonpath.JsonPath.compile(text));
    }

    private static String normalised(String written) {
        var path = written.replaceFirst("\\.+$", "");
        if (path.isEmpty() || path.equals("$")) {
            return "$";
        }
        var rooted = path.startsWith("$") ? path : path.startsWith("[") ? "$" + path : "$." + path;
        // In filters and functions a blank is a blank.
        return rooted.contains("(") ? rooted : BLANK_IN_NAME.matcher(rooted).replaceAll("['$1']");
    }

    /** What is there: a value, which may be null, or a list where the path may lead to several; empty when nothing is. */
    public Optional<JsonNode> find(JsonNode document) {
        if (path == null) {
            return Optional.of(document);
        }
        @Nullable Object found = path.read(document, Library.CONFIGURATION);
        return Optional.ofNullable(found)
                .map(value -> value instanceof JsonNode node ? node : JsonText.TREES.valueToTree(value));
    }

    /** Whether it leads to one place; otherwise what it finds is a list, empty where there is nothing. */
    public boolean isDefinite() {
        return path == null || path.isDefinite();
    }

    /** The names of a path that is made of nothing else, from outside; none for the whole document. */
    public Optional<List<String>> members() {
        if (path == null) {
            return Optional.of(List.of());
        }
        var names = path.getPath();
        return MEMBERS.matcher(names).matches()
                ? Optional.of(List.of(names.substring(3, names.length() - 2).split("'\\]\\['", -1)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
