package dev.capstan.spec;

import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
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
    private int nodes;

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

    private Optional<Node> read(Path path) {
        try (var in = Files.newInputStream(path)) {
            return decode(in).flatMap(this::parse);
        } catch (NoSuchFileException e) {
            return unreadable("there is no such file");
        } catch (IOException e) {
            return unreadable("the file cannot be read; check its permissions");
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
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            problems.add(ProblemCode.FILE_UNREADABLE, Position.startOf(file), "the file is not text in UTF-8");
            return Optional.empty();
        }
    }

    private <T> Optional<T> unreadable(String why) {
        problems.add(ProblemCode.FILE_UNREADABLE, Position.startOf(file), why);
        return Optional.empty();
    }

    private Optional<Node> parse(String text) {
        try (var parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
            return parse(parser);
        } catch (TooLarge e) {
            problems.add(ProblemCode.YAML_INVALID, e.position, "the document has more than " + MAX_NODES + " values");
            return Optional.empty();
        }
    }

    private Optional<Node> parse(YAMLParser parser) {
        try {
            if (parser.nextToken() == null) {
                problems.add(ProblemCode.YAML_INVALID, Position.startOf(file), "the file is empty");
                return Optional.empty();
            }
            var document = node(parser);
            if (parser.nextToken() != null) {
                problems.add(
                        ProblemCode.YAML_INVALID,
                        position(parser.currentTokenLocation()),
                        "there is a second document here; only the first one is read");
            }
            return Optional.of(document);
        } catch (JacksonException e) {
            problems.add(ProblemCode.YAML_INVALID, place(e, parser), "this is not valid YAML: " + reason(e));
            return Optional.empty();
        }
    }

    /** Where the mistake is; Jackson itself tells where the last good token was. */
    private Position place(JacksonException e, YAMLParser parser) {
        if (e.getCause() instanceof MarkedYamlEngineException cause
                && cause.getProblemMark().isPresent()) {
            var mark = cause.getProblemMark().get();
            return new Position(file, mark.getLine() + 1, mark.getColumn() + 1);
        }
        return position(e.getLocation() == null ? parser.currentLocation() : e.getLocation());
    }

    /** The parser's own words; they quote the file and nothing else. */
    private static String reason(JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return "it is nested deeper than " + MAX_DEPTH + " levels, or a value is too long";
        }
        if (e.getCause() instanceof MarkedYamlEngineException cause) {
            // What is never closed is noticed at the end of the file, far from where the mistake is.
            var begin = cause.getContextMark().map(mark -> ", in what begins at line " + (mark.getLine() + 1));
            return firstLine(cause.getProblem()) + begin.orElse("");
        }
        return firstLine(String.valueOf(e.getOriginalMessage()));
    }

    private static String firstLine(String words) {
        return words.strip().lines().findFirst().orElse("it cannot be read");
    }

    private Node node(YAMLParser parser) {
        var position = position(parser.currentTokenLocation());
        if (parser.isCurrentAlias()) {
            return aliased(parser.getString(), position);
        }
        var anchor = Optional.ofNullable(parser.getObjectId()).map(String::valueOf);
        count(1, position);
        var before = nodes;
        var node = plain(parser, position);
        anchor.ifPresent(name -> {
            anchors.put(name, node);
            sizes.put(name, nodes - before + 1);
        });
        return node;
    }

    /** An alias counts as much as what it stands for, so that a few lines cannot grow without bound. */
    private Node aliased(String name, Position position) {
        count(sizes.getOrDefault(name, 1), position);
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
            throw new TooLarge(position);
        }
    }

    private Node plain(YAMLParser parser, Position position) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping(parser, position);
            case START_ARRAY -> sequence(parser, position);
            case VALUE_NULL -> new Node.Scalar("", position);
            default -> new Node.Scalar(parser.getString(), position);
        };
    }

    private Node mapping(YAMLParser parser, Position position) {
        var entries = new ArrayList<Node.Entry>();
        var seen = new HashSet<String>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var key = parser.currentName();
            var keyPosition = position(parser.currentTokenLocation());
            if (!seen.add(key)) {
                problems.add(
                        ProblemCode.KEY_DUPLICATE,
                        keyPosition,
                        "the key '" + key + "' is here twice; the last one counts");
            }
            parser.nextToken();
            entries.add(new Node.Entry(key, keyPosition, node(parser)));
        }
        return new Node.Mapping(entries, position);
    }

    private Node sequence(YAMLParser parser, Position position) {
        List<Node> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(parser));
        }
        return new Node.Sequence(items, position);
    }

    private Position position(TokenStreamLocation location) {
        return new Position(file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Position position;

        TooLarge(Position position) {
            super("too large", null, false, false);
            this.position = position;
        }
    }
}
