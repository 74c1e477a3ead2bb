package dev.capstan.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A piece of YAML as the file has it. The parity test reads files with this and with nothing of Capstan's own. */
record RawYaml(Node node) {
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setAllowDuplicateKeys(true)
            .setCodePointLimit(10_000_000)
            .build();

    /** A line and a column, both from 1. */
    record Place(int line, int column) {}

    /**
     * A thing in a list of named things. In the list form it carries its name, in the map form its key is the name.
     *
     * @param places where a reader may say that it begins
     */
    record Named(Optional<String> name, RawYaml yaml, List<Place> places) {}

    /** A key and what it stands for. */
    record Entry(String key, Place place, RawYaml value) {}

    /** The first document of a file; empty when it is not valid YAML. */
    static Optional<RawYaml> read(Path file) {
        try (var in = Files.newInputStream(file)) {
            var documents = new Compose(SETTINGS).composeAllFromInputStream(in).iterator();
            return documents.hasNext() ? Optional.of(new RawYaml(documents.next())) : Optional.empty();
        } catch (YamlEngineException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    boolean isScalar() {
        return node instanceof ScalarNode && !node.getTag().equals(Tag.NULL);
    }

    /** Whether it is text to YAML, and not a number, a flag or nothing. */
    boolean isText() {
        return node instanceof ScalarNode && node.getTag().equals(Tag.STR);
    }

    String text() {
        return isScalar() ? ((ScalarNode) node).getValue() : "";
    }

    /** What the first of these keys that is there stands for. */
    Optional<RawYaml> get(String... keys) {
        for (var key : keys) {
            var found =
                    entries().stream().filter(entry -> entry.key().equals(key)).toList();
            if (!found.isEmpty()) {
                // Of a key that is there twice the last one counts.
                return Optional.of(found.get(found.size() - 1).value());
            }
        }
        return Optional.empty();
    }

    boolean has(String key) {
        return get(key).isPresent();
    }

    /** The text of the first of these keys that is there; empty when it has none. */
    Optional<String> text(String... keys) {
        return get(keys).filter(RawYaml::isScalar).map(RawYaml::text);
    }

    boolean flag(String key) {
        return text(key).filter("true"::equalsIgnoreCase).isPresent();
    }

    List<Entry> entries() {
        if (!(node instanceof MappingNode mapping)) {
            return List.of();
        }
        var entries = new ArrayList<Entry>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                entries.add(new Entry(key.getValue(), place(key), new RawYaml(tuple.getValueNode())));
            }
        }
        return entries;
    }

    /** The items of a list under this key. */
    List<RawYaml> items(String key) {
        return get(key).map(RawYaml::items).orElse(List.of());
    }

    List<RawYaml> items() {
        return node instanceof SequenceNode list
                ? list.getValue().stream().map(RawYaml::new).toList()
                : List.of();
    }

    /** The named things under this key, in either form. */
    List<Named> named(String key) {
        var list = get(key);
        if (list.filter(RawYaml::isMapping).isPresent()) {
            return list.get().entries().stream()
                    .map(entry -> new Named(
                            Optional.of(entry.key()),
                            entry.value(),
                            List.of(place(entry.value().node()), entry.place())))
                    .toList();
        }
        return items(key).stream()
                .filter(RawYaml::isMapping)
                .map(item -> new Named(item.text("name"), item, List.of(place(item.node()))))
                .toList();
    }

    private static Place place(Node node) {
        return node.getStartMark()
                .map((Mark mark) -> new Place(mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(new Place(0, 0));
    }
}
