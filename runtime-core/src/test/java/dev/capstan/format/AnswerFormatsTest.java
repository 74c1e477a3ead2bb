package dev.capstan.format;

import static dev.capstan.format.Answers.read;
import static dev.capstan.format.Answers.why;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerFormatsTest {
    private static final String SCHEMA = "\"long\"";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "JSON, json",
        "Xml, xml",
        "CSV, csv",
        "tsv, tsv",
        "psv, psv",
        "YAML, yaml",
        "yml, yaml",
        "html, html",
        "htm, html",
        "Markdown, markdown",
        "md, markdown",
        "text, text",
        "txt, text",
        "plain, text",
        "binary, binary",
        "' xml ', xml"
    })
    void wordsOfFiles(String word, String name) {
        assertThat(Answers.format(word, "").name()).isEqualTo(name);
        assertThat(AnswerFormats.NAMES).contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "jsonl", "ini"})
    void unknownWords(String word) {
        assertThat(AnswerFormats.of(word, "", List.of())).isEmpty();
    }

    @Test
    void textIsOneString() throws Unreadable {
        assertThat(read("text", "a\n\"b\"")).isEqualTo("\"a\\n\\\"b\\\"\"");
    }

    @Test
    void binaryHasNoTree() {
        assertThat(why("binary", "x")).isEqualTo("binary answers have no fields; they pass through as they came");
    }

    private FormatChoice avro(String schema, Path... folders) {
        return AnswerFormats.of("avro", schema, List.of(folders)).orElseThrow();
    }

    private void refused(FormatChoice choice, FormatChoice.Reason reason, String message) {
        assertThat(choice).isInstanceOfSatisfying(FormatChoice.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.message()).isEqualTo(message);
        });
    }

    @Test
    void aSchemaFileIsLookedForInTheFolders() throws IOException {
        var own = Files.createDirectories(folder.resolve("own"));
        var other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("s.avsc"), SCHEMA);

        assertThat(avro("./s.avsc", own, other))
                .isInstanceOfSatisfying(
                        FormatChoice.Ready.class,
                        ready -> assertThat(ready.files())
                                .containsExactlyInAnyOrder(own.resolve("s.avsc"), other.resolve("s.avsc")));
    }

    @Test
    void aSchemaFileMayBeMissing() {
        refused(
                avro(" "),
                FormatChoice.Reason.SCHEMA_MISSING,
                "avro cannot be read without its schema; name a .avsc file in outputSchema");
        refused(
                avro("no.avsc", folder),
                FormatChoice.Reason.SCHEMA_NOT_FOUND,
                "there is no file 'no.avsc' beside this one or in the folders that are served");
    }

    @Test
    void aSchemaFileIsNowhereElse() throws IOException {
        var own = Files.createDirectories(folder.resolve("own"));
        var secret = Files.writeString(folder.resolve("secret.avsc"), SCHEMA);
        Files.createSymbolicLink(own.resolve("link.avsc"), secret);

        for (var name : List.of("../secret.avsc", "link.avsc", secret.toString())) {
            refused(
                    avro(name, own),
                    FormatChoice.Reason.SCHEMA_OUTSIDE,
                    "'" + name + "' is outside of the folders that are served; move it beside this file or below it");
        }
    }

    @Test
    void aSchemaFileIsAPlainTextFile() throws IOException {
        Files.createDirectories(folder.resolve("d.avsc"));
        Files.write(folder.resolve("b.avsc"), new byte[] {(byte) 0xff});

        refused(avro("d.avsc", folder), FormatChoice.Reason.SCHEMA_INVALID, "'d.avsc' is not a plain file");
        refused(avro("b.avsc", folder), FormatChoice.Reason.SCHEMA_INVALID, "'b.avsc' is not text in UTF-8");
        refused(avro("a\0b", folder), FormatChoice.Reason.SCHEMA_INVALID, "'a b' is not the path of a file");
    }
}
