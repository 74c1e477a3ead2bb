package dev.capstan.format;

import static dev.capstan.format.Answers.hex;
import static dev.capstan.format.Answers.read;
import static dev.capstan.format.Answers.why;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables and examples of the Avro specification, "Binary encoding", and more of the kind. */
class AvroAnswersTest {
    private static final String TEST_RECORD = """
            {"type": "record", "name": "test",
             "fields": [{"name": "a", "type": "long"}, {"name": "b", "type": "string"}]}""";

    @TempDir
    Path folder;

    private FormatChoice choice(String schema) {
        try {
            Files.writeString(folder.resolve("s.avsc"), schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return AnswerFormats.of("Avro", "s.avsc", List.of(folder)).orElseThrow();
    }

    private AnswerFormat avro(String schema) {
        return ((FormatChoice.Ready) choice(schema)).format();
    }

    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "01, -1",
        "02, 1",
        "03, -2",
        "04, 2",
        "7f, -64",
        "80 01, 64",
        "fe ff ff ff 0f, 2147483647",
        "ff ff ff ff ff ff ff ff ff 01, -9223372036854775808"
    })
    void zigZagNumbers(String bytes, String number) throws Unreadable {
        assertThat(read(avro("\"long\""), hex(bytes))).isEqualTo(number);
    }

    @Test
    void theExampleRecord() throws Unreadable {
        assertThat(read(avro(TEST_RECORD), hex("36 06 66 6f 6f"))).isEqualTo("{\"a\":27,\"b\":\"foo\"}");
    }

    @Test
    void listsAndUnions() throws Unreadable {
        assertThat(read(avro("{\"type\": \"array\", \"items\": \"long\"}"), hex("04 06 36 00")))
                .isEqualTo("[3,27]");
        assertThat(read(avro("{\"type\": \"array\", \"items\": \"long\"}"), hex("03 04 06 36 02 02 00")))
                .isEqualTo("[3,27,1]");
        assertThat(read(avro("[\"null\", \"string\"]"), hex("00"))).isEqualTo("null");
        assertThat(read(avro("[\"null\", \"string\"]"), hex("02 02 61"))).isEqualTo("\"a\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "\"boolean\"; 01; true",
                "\"float\"; 00 00 c0 3f; 1.5",
                "\"double\"; 00 00 00 00 00 00 f8 7f; \"NaN\"",
                "\"bytes\"; 06 01 02 03; \"AQID\"",
                "{\"type\": \"fixed\", \"name\": \"f\", \"size\": 2}; 01 02; \"AQI=\"",
                "{\"type\": \"map\", \"values\": \"int\"}; 02 02 61 04 00; {\"a\":2}",
                "{\"type\": \"enum\", \"name\": \"e\", \"symbols\": [\"A\", \"B\"]}; 02; \"B\"",
                "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 5, \"scale\": 2}; 04 04 d2; 12.34",
                "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}; 80 01; 64",
                "{\"type\": {\"type\": \"string\"}}; 02 61; \"a\""
            })
    void types(String schema, String bytes, String json) throws Unreadable {
        assertThat(read(avro(schema), hex(bytes))).isEqualTo(json);
    }

    @Test
    void aTypeMayUseItself() throws Unreadable {
        var list = "{\"type\": \"record\", \"name\": \"L\", \"namespace\": \"n.s\", \"fields\": ["
                + "{\"name\": \"v\", \"type\": \"int\"}, {\"name\": \"next\", \"type\": [\"null\", \"L\"]},"
                + "{\"name\": \"e\", \"type\": [\"null\", \"n.s.L\"]}]}";

        assertThat(read(avro(list), hex("02 02 04 00 00 00")))
                .isEqualTo("{\"v\":1,\"next\":{\"v\":2,\"next\":null,\"e\":null},\"e\":null}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "36 06 66 6f; it ends in the middle of a value, at byte 2",
                "36 01; a length is negative, at byte 2",
                "36 02 61 00; there is more after the value, at byte 3",
                "ff ff ff ff ff ff ff ff ff ff 01; a number is longer than 64 bits, at byte 10",
                "36 02 ff; it is not in UTF-8"
            })
    void saysWhereItIsWrong(String bytes, String reason) {
        assertThat(why(avro(TEST_RECORD), hex(bytes))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{; it is not valid JSON: at line 1, column 2",
                "\"text\"; there is no type 'text' before it is used",
                "{\"type\": \"record\", \"name\": \"r\"}; the key 'fields' is missing",
                "{\"type\": \"array\"}; the key 'items' is missing",
                "{\"type\": \"enum\", \"symbols\": []}; the key 'name' is missing",
                "7; a type is a name, a list or an object, not 7"
            })
    void saysWhatIsWrongWithASchema(String schema, String reason) {
        assertThat(choice(schema)).isInstanceOfSatisfying(FormatChoice.Refused.class, refused -> {
            assertThat(refused.message()).isEqualTo("'s.avsc' is not an Avro schema: " + reason);
            assertThat(refused.reason()).isEqualTo(FormatChoice.Reason.SCHEMA_INVALID);
        });
    }

    @ParameterizedTest
    @CsvSource({"null", "deflate"})
    void aContainerIsAList(String codec) throws Unreadable {
        var rows = hex("02 02 61 04 02 62");

        assertThat(read(
                        avro("\"null\""),
                        container(TEST_RECORD, codec, 2, codec.equals("null") ? rows : deflate(rows))))
                .isEqualTo("[{\"a\":1,\"b\":\"a\"},{\"a\":2,\"b\":\"b\"}]");
    }

    @Test
    void aContainerMayBeUnreadable() {
        var any = avro("\"null\"");

        assertThat(why(any, container(TEST_RECORD, "snappy", 1, new byte[0])))
                .isEqualTo("it is compressed in a way that is not read (known: null, deflate)");
        assertThat(why(any, container("{", "null", 1, new byte[0])))
                .isEqualTo("the schema inside of it cannot be read");
        assertThat(why(any, container("\"bytes\"", "deflate", 1, deflate(new byte[70_000_000]))))
                .isEqualTo("it is larger than 64 MiB when it is unpacked");
        assertThat(why(any, container("\"null\"", "null", Long.MAX_VALUE, new byte[0])))
                .isEqualTo("it has more than 1000000 values");
    }

    @Test
    void isBounded() {
        var nulls = avro("{\"type\": \"array\", \"items\": \"null\"}");
        var endless = avro("{\"type\": \"record\", \"name\": \"r\", \"fields\": [{\"name\": \"f\", \"type\": \"r\"}]}");
        var texts = avro("\"string\"");

        assertThat(why(nulls, hex("fe ff ff ff ff ff ff ff ff 01"))).isEqualTo("it has more than 1000000 values");
        assertThat(why(nulls, hex("ff ff ff ff ff ff ff ff ff 01 00"))).isEqualTo("it has more than 1000000 values");
        assertThat(why(endless, new byte[0])).isEqualTo("it is nested deeper than 500 levels");
        assertThat(why(texts, hex("fe ff ff ff 0f 61"))).isEqualTo("it ends in the middle of a value, at byte 5");
    }

    private static byte[] container(String schema, String codec, long objects, byte[] data) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(hex("4f 62 6a 01"));
        number(out, 2);
        text(out, "avro.schema", schema);
        text(out, "avro.codec", codec);
        number(out, 0);
        out.writeBytes(new byte[16]);
        number(out, objects);
        number(out, data.length);
        out.writeBytes(data);
        out.writeBytes(new byte[16]);
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String... texts) {
        for (var text : texts) {
            number(out, text.length());
            out.writeBytes(text.getBytes(UTF_8));
        }
    }

    private static void number(ByteArrayOutputStream out, long number) {
        var rest = number << 1 ^ number >> 63;
        for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
            out.write((int) (rest & 0x7F | 0x80));
        }
        out.write((int) rest);
    }

    private static byte[] deflate(byte[] data) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(data);
        deflater.finish();
        var out = new byte[data.length + 100];
        var length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }
}
