package dev.capstan.format;

import dev.capstan.format.FormatChoice.Ready;
import dev.capstan.format.FormatChoice.Reason;
import dev.capstan.format.FormatChoice.Refused;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Makes the formats from what a file says in {@code outputRawFormat} and {@code outputSchema}. Used at load only. */
public final class AnswerFormats {
    /** The main words, for messages and documentation. */
    public static final List<String> NAMES = List.of(
            "json", "xml", "csv", "tsv", "psv", "yaml", "html", "markdown", "avro", "protobuf", "text", "binary");

    private AnswerFormats() {}

    /**
     * The format that a word names, in any case: one of {@link #NAMES} or what people write for them.
     *
     * @param schema the {@code outputSchema}, blank if there is none: a file for avro and protobuf, a CSS selector for
     *     html, the beginning of a heading for markdown; the others do not read it
     * @param folders where a schema file may be: that of the capability file, then the others
     * @return empty when the word is unknown
     */
    public static Optional<FormatChoice> of(String word, String schema, List<Path> folders) {
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "json" -> ready(AnswerFormat.JSON);
            case "xml" -> ready(new XmlAnswers());
            case "csv" -> ready(new SeparatedAnswers("csv", ','));
            case "tsv" -> ready(new SeparatedAnswers("tsv", '\t'));
            case "psv" -> ready(new SeparatedAnswers("psv", '|'));
            case "yaml", "yml" -> ready(new YamlAnswers());
            case "html", "htm" -> Optional.of(html(schema));
            case "markdown", "md" -> ready(new MarkdownAnswers(schema));
            case "text", "txt", "plain" -> ready(new TextAnswers());
            case "binary", "bytes" -> ready(new BinaryAnswers());
            case "avro" -> Optional.of(fromFile("avro", ".avsc", schema, new SchemaFiles(folders), AvroAnswers::of));
            case "protobuf", "proto" ->
                Optional.of(fromFile("protobuf", ".proto", schema, new SchemaFiles(folders), ProtobufAnswers::of));
            default -> Optional.empty();
        };
    }

    private static Optional<FormatChoice> ready(AnswerFormat format) {
        return Optional.of(new Ready(format, Set.of()));
    }

    private static FormatChoice html(String selector) {
        try {
            return new Ready(HtmlAnswers.of(selector), Set.of());
        } catch (InvalidSchema e) {
            return new Refused(Reason.SCHEMA_INVALID, e.reason(), Set.of());
        }
    }

    private interface SchemaReader {
        AnswerFormat read(SchemaFiles.Found file, SchemaFiles files) throws InvalidSchema;
    }

    private static FormatChoice fromFile(
            String name, String ending, String schema, SchemaFiles files, SchemaReader reader) {
        if (schema.isBlank()) {
            var message = name + " cannot be read without its schema; name a " + ending + " file in outputSchema";
            return new Refused(Reason.SCHEMA_MISSING, message, Set.of());
        }
        try {
            var found = files.find(schema.strip());
            return new Ready(reader.read(found, files), files.seen());
        } catch (SchemaFiles.NotThere e) {
            return new Refused(e.reason(), String.valueOf(e.getMessage()), files.seen());
        } catch (InvalidSchema e) {
            return new Refused(Reason.SCHEMA_INVALID, e.reason(), files.seen());
        }
    }
}
