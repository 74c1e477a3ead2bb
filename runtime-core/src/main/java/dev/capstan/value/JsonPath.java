package dev.capstan.value;

import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.Option;
import com.jayway.jsonpath.spi.json.Jackson3JsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.Jackson3MappingProvider;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** Longer ones would overflow the stack of the library. */
    private static final int MAX_LENGTH = 1000;

    private static final Pattern FUNCTION = Pattern.compile("\\.([A-Za-z]+)\\(");
    private static final Set<String> FUNCTIONS = Set.of(
            "min", "max", "avg", "stddev", "sum", "length", "size", "keys", "concat", "append", "first", "last",
            "index");

    private static final Pattern MATCH = Pattern.compile("=~\\s*/((?:\\\\.|[^/\\\\])*)/");

    private static final String CHARACTER = "(?:\\\\[^1-9kK]|\\[(?:\\\\.|[^\\]\\\\])*]|[^*+?{}()\\[\\\\])";
    private static final String PART = "(?:" + CHARACTER + "|\\((?:\\?:)?[^*+?{}()\\[\\\\]*\\)(?![*+?{]))";

    /** A pattern that cannot make the engine of the JDK try again and again: it repeats at its ends, or one character. */
    private static final Pattern LINEAR = Pattern.compile("\\^?(?:(?:\\.\\*)?" + PART + "*|" + PART + "*" + CHARACTER
            + "(?:[*+?]|\\{\\d{1,3}(?:,\\d{0,3})?})" + PART + "*)(?:\\.\\*)?\\$?");

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
        if (!isBounded(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JsonPath(text, com.jayway.jsonpath.JsonPath.compile(text)));
        } catch (InvalidPathException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether what a path costs is bounded by the document: the library runs patterns on an engine that may try for ever,
     * and with several {@code ..} finds what is nested deeply more often than memory bears.
     */
    private static boolean isBounded(String text) {
        return text.length() <= MAX_LENGTH
                && text.indexOf("..") == text.lastIndexOf("..")
                && text.chars().filter(c -> c == '[').count()
                        == text.chars().filter(c -> c == ']').count()
                && FUNCTION.matcher(text).results().allMatch(function -> FUNCTIONS.contains(function.group(1)))
                && MATCH.matcher(text)
                        .results()
                        .allMatch(match -> LINEAR.matcher(match.group(1)).matches());
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
        try {
            @Nullable Object found = path.read(document, Library.CONFIGURATION);
            return Optional.ofNullable(found)
                    .map(value -> value instanceof JsonNode node ? node : JsonText.TREES.valueToTree(value));
        } catch (JsonPathException | IndexOutOfBoundsException e) {
            // A function of something that it is not for, such as the sum of a text.
            return Optional.empty();
        }
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
