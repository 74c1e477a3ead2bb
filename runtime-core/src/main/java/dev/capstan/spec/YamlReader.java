package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.value.ByteOrderMark;
import dev.capstan.value.Shared;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLReadFeature;

/**
 * Reads one YAML file into {@link Node}s, from parser events, so that every value keeps its position. Bounded in size,
 * depth and what aliases can grow to.
 */
public final class YamlReader {
    private static final int MAX_BYTES = 3 * 1024 * 1024;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NODES = 1_000_000;

    private static final YAMLFactory FACTORY = YAMLFactory.builder()
            .disable(YAMLReadFeature.EMPTY_STRING_AS_NULL)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final String file;
    private final Problems problems;
    private final Map<String, Node> anchors = new HashMap<>();
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Map<String, Integer> heights = new HashMap<>();

    /** Each text once: files say the same names and descriptions over and over, and most of that is kept. */
    private final Map<String, String> texts = new HashMap<>();

    private int nodes;

    /** How many levels the node that was read last has below it, and how many are above the one being read. */
    private int height;

    private int level;
    private String source = "";

    private YamlReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * Reads a file.
     *
     * @param file its name as the user gave it, for positions
     * @return empty when it cannot be read; then a problem says why
     */
    public static Optional<Node> read(Path path, String file, Problems problems) {
        return new YamlReader(file, problems).read(path);
    }

    /**
     * Reads JSON that stands in a text of a file; JSON is YAML.
     *
     * @param position of the text, for everything in it
     * @return empty when it is neither an object nor a list
     */
    public static Optional<Node> readJson(String text, Position position) {
        var strip = text.strip();
        return strip.startsWith("{") || strip.startsWith("[")
                ? new YamlReader(position.file(), new Problems()).parse(text).map(node -> at(position, node))
                : Optional.empty();
    }

    private static Node at(Position position, Node node) {
        if (node instanceof Node.Mapping mapping) {
            return new Node.Mapping(
                    mapping.entries().stream()
                            .map(entry -> new Node.Entry(entry.key(), position, at(position, entry.value())))
                            .toList(),
                    position);
        }
        if (node instanceof Node.Sequence list) {
            return new Node.Sequence(
                    list.items().stream().map(item -> at(position, item)).toList(), position);
        }
        var scalar = (Node.Scalar) node;
        return new Node.Scalar(scalar.text(), position, scalar.isPlain());
    }

    private Optional<Node> read(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            // To open a pipe or a device may take for ever.
            return unreadable(
                    !Files.isDirectory(path)
                            ? "this is not a plain file"
                            : Files.isReadable(path) && Files.isExecutable(path)
                                    ? "this is a folder, not a file"
                                    : "this folder cannot be listed; check its permissions");
        }
        try (var in = Files.newInputStream(path)) {
            return decode(in).flatMap(this::parse);
        } catch (NoSuchFileException e) {
            return unreadable("there is no such file");
        } catch (IOException e) {
            return unreadable(
                    Files.isSymbolicLink(path) && !Files.exists(path)
                            ? "this is a link that leads to itself"
                            : "the file cannot be read; check its permissions");
        }
    }

    private Optional<String> decode(InputStream in) throws IOException {
        var bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            problems.add(
                    ProblemCode.FILE_UNREADABLE,
                    Position.startOf(file),
                    "the file is larger than " + MAX_BYTES / (1024 * 1024) + " MiB");
            return Optional.empty();
        }
        try {
            return Optional.of(ByteOrderMark.removed(text(bytes)));
        } catch (CharacterCodingException e) {
            problems.add(ProblemCode.FILE_UNREADABLE, Position.startOf(file), "the file is not text in UTF-8");
            return Optional.empty();
        }
    }

    /** The quick way puts a sign where bytes are no text; whether the file itself has that sign, the strict way knows. */
    private static String text(byte[] bytes) throws CharacterCodingException {
        var text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0
                ? text
                : StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
    }

    private <T> Optional<T> unreadable(String why) {
        problems.add(ProblemCode.FILE_UNREADABLE, Position.startOf(file), why);
        return Optional.empty();
    }

    private Optional<Node> parse(String text) {
        source = text;
        try (var parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return parse(parser);
        } catch (TooMuch e) {
            problems.add(ProblemCode.YAML_INVALID, e.position, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Node> parse(YAMLParser parser) {
        try {
            var first = nextDocument(parser);
            if (first == null) {
                problems.add(ProblemCode.YAML_INVALID, Position.startOf(file), "the file is empty");
                return Optional.empty();
            }
            var document = node(parser);
            if (nextDocument(parser) != null) {
                problems.add(
                        ProblemCode.YAML_INVALID,
                        position(parser.currentTokenLocation()),
                        "there is a second document here; only the first one is read");
            }
            return Optional.of(document);
        } catch (JacksonException e) {
            var mistake = e.getCause() instanceof MarkedYamlEngineException fault
                    ? Optional.of(SyntaxMistake.of(fault))
                    : Optional.<SyntaxMistake>empty();
            // Where Jackson itself tells of a mistake is where the last good token was.
            var place = mistake.flatMap(SyntaxMistake::mark)
                    .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
                    .orElseGet(() -> position(e.getLocation() == null ? parser.currentLocation() : e.getLocation()));
            problems.add(
                    ProblemCode.YAML_INVALID,
                    place,
                    "this is not valid YAML: "
                            + mistake.map(SyntaxMistake::words).orElseGet(() -> reason(e)));
            return Optional.empty();
        }
    }

    /** The first token of the next document that has anything in it: dashes alone make none. */
    private @Nullable JsonToken nextDocument(YAMLParser parser) {
        var token = parser.nextToken();
        while (token == JsonToken.VALUE_NULL
                || token == JsonToken.VALUE_STRING && (parser.getString().isEmpty() || isNull(parser))) {
            token = parser.nextToken();
        }
        return token;
    }

    /** What others than the YAML parser say; they quote the file and nothing else. */
    private static String reason(JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return String.valueOf(e.getMessage()).contains("epth")
                    ? "it is nested deeper than " + MAX_DEPTH + " levels"
                    : "a value is too long";
        }
        if (e.getCause() instanceof YamlVersionException) {
            return "the directive %YAML names a version that nobody knows (expected: %YAML 1.2, or none)";
        }
        var words = String.valueOf(e.getOriginalMessage())
                .strip()
                .lines()
                .findFirst()
                .orElse("it cannot be read");
        return words.startsWith("Expected a property name")
                ? "braces make a mapping here, which cannot be a key (expected: quotes around a text such as"
                        + " \"{{NAME}}\")"
                : words;
    }

    private Node node(YAMLParser parser) {
        var position = position(parser.currentTokenLocation());
        if (parser.isCurrentAlias()) {
            return aliased(parser.getString(), position);
        }
        var anchor = parser.getObjectId();
        count(1, position);
        var before = nodes;
        var node = plain(parser, position);
        if (anchor != null) {
            anchored(anchor.toString(), node, nodes - before + 1);
        }
        return node;
    }

    private void anchored(String name, Node node, int size) {
        anchors.put(name, node);
        sizes.put(name, size);
        heights.put(name, height);
    }

    /** An alias counts as much as what it stands for, so that a few lines cannot grow without bound. */
    private Node aliased(String name, Position position) {
        count(sizes.getOrDefault(name, 1), position);
        height = heights.getOrDefault(name, 0);
        if (level + height > MAX_DEPTH) {
            throw new TooMuch("with its aliases the document is nested deeper than " + MAX_DEPTH + " levels", position);
        }
        var node = anchors.get(name);
        if (node == null) {
            problems.add(ProblemCode.YAML_INVALID, position, "there is no anchor &" + name + " before this alias");
            return new Node.Scalar("", position);
        }
        return node;
    }

    private void count(int more, Position position) {
        nodes += more;
        if (nodes > MAX_NODES) {
            throw new TooMuch("the document has more than " + MAX_NODES + " values", position);
        }
    }

    private Node plain(YAMLParser parser, Position position) {
        height = 0;
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser, position);
            case START_ARRAY -> sequence(parser, position);
            case VALUE_NULL -> new Node.Scalar("", position, true);
            case VALUE_STRING ->
                isNull(parser)
                        ? new Node.Scalar("", position, true)
                        : new Node.Scalar(once(parser.getString()), position);
            default -> new Node.Scalar(once(parser.getString()), position, true);
        };
    }

    /** Of the ways to write null without quotes (YAML 1.2, section 10.3.2) the parser knows one. */
    private boolean isNull(YAMLParser parser) {
        var text = parser.getString();
        if (!text.equals("~") && !text.equals("Null") && !text.equals("NULL")) {
            return false;
        }
        var offset = (int) parser.currentTokenLocation().getCharOffset();
        return offset >= 0 && source.startsWith(text, offset);
    }

    private Node mapping(YAMLParser parser, Position position) {
        level++;
        var highest = 0;
        var entries = new ArrayList<Node.Entry>();
        var seen = new HashSet<String>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var key = once(parser.currentName());
            var keyPosition = position(parser.currentTokenLocation());
            if (!seen.add(key)) {
                duplicate(key, keyPosition);
            }
            parser.nextToken();
            entries.add(new Node.Entry(key, keyPosition, node(parser)));
            highest = Math.max(highest, height);
        }
        level--;
        height = highest + 1;
        return new Node.Mapping(seen.size() == entries.size() ? entries : lastOfEach(entries), position);
    }

    private static List<Node.Entry> lastOfEach(List<Node.Entry> entries) {
        var last = new LinkedHashMap<String, Node.Entry>();
        entries.forEach(entry -> last.put(entry.key(), entry));
        return List.copyOf(last.values());
    }

    private String once(String text) {
        return texts.computeIfAbsent(text, Shared::text);
    }

    private void duplicate(String key, Position position) {
        problems.add(ProblemCode.KEY_DUPLICATE, position, "the key '" + key + "' is here twice; the last one counts");
    }

    private Node sequence(YAMLParser parser, Position position) {
        level++;
        var highest = 0;
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(parser));
            highest = Math.max(highest, height);
        }
        level--;
        height = highest + 1;
        return new Node.Sequence(items, position);
    }

    private Position position(TokenStreamLocation location) {
        return new Position(file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private static final class TooMuch extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Position position;

        TooMuch(String message, Position position) {
            super(message, null, false, false);
            this.position = position;
        }
    }
}
