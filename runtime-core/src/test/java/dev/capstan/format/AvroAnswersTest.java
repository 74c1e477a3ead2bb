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
import java.util.Random;
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
                "{\"type\": \"string\"}; 02 61; \"a\""
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
                "36 06 66 6f; it ends in the middle of a value",
                "36 01; its bytes do not fit its schema",
                "36 02 61 00; there is more after the value",
                "ff ff ff ff ff ff ff ff ff ff 01; its bytes do not fit its schema",
                "36 02 ff; it is not in UTF-8"
            })
    void saysWhatIsWrong(String bytes, String reason) {
        assertThat(why(avro(TEST_RECORD), hex(bytes))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{; it is not valid JSON: at line 1, column 2",
                "\"text\"; it uses a type that it does not declare",
                "{\"type\": \"array\", \"items\": \"text\"}; Undefined schema: text",
                "{\"type\": \"record\", \"name\": \"r\"}; Record has no fields: {\"type\":\"record\",\"name\":\"r\"}",
                "{\"type\": \"array\"}; Array has no items type: {\"type\":\"array\"}",
                "{\"type\": \"enum\", \"symbols\": []}; No name in schema: {\"type\":\"enum\",\"symbols\":[]}",
                "7; Schema not yet supported: 7"
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
    void aContainerMayBeCutOff() throws Unreadable {
        var any = avro("\"null\"");
        var whole = container("\"string\"", "null", 1, hex("08 61 62 63 64"));

        assertThat(read(any, whole)).isEqualTo("[\"abcd\"]");
        for (var length = 4; length < whole.length; length++) {
            var part = Arrays.copyOf(whole, length);
            if (length == whole.length - 2 - 5 - 16) {
                // A file may end between its blocks.
                assertThat(read(any, part)).isEqualTo("[]");
            } else {
                assertThat(why(any, part)).startsWith("it");
            }
        }
    }

    @Test
    void anyBytesAreReadOrRefused() {
        var any = avro(TEST_RECORD);
        var whole = container(TEST_RECORD, "deflate", 2, deflate(hex("02 02 61 04 02 62")));
        var random = new Random(1);
        for (var i = 0; i < 5_000; i++) {
            var bytes = whole.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            Answers.readOrRefuse(any, bytes);
        }
    }

    @Test
    void aContainerIsBounded() {
        var any = avro("\"null\"");
        var half = deflate(hex("80 80 80 20".concat("61".repeat(32 * 1024 * 1024))));
        var entries = new ByteArrayOutputStream();
        entries.writeBytes(hex("4f 62 6a 01"));
        number(entries, 3_000_000);
        entries.writeBytes(new byte[6_000_000]);

        assertThat(why(any, container("\"string\"", "deflate", 1, half, half, half)))
                .isEqualTo("it is larger than 64 MiB when it is unpacked");
        assertThat(why(
                        any,
                        container(
                                "{\"type\": \"fixed\", \"name\": \"f\", \"size\": 2000000000}",
                                "null",
                                1,
                                new byte[9])))
                .isEqualTo("it is larger than 64 MiB when it is unpacked");
        assertThat(why(any, entries.toByteArray())).isEqualTo("it has more than 1000000 values");
        assertThat(why(any, container(" ".repeat(1_100_000) + "\"null\"", "null", 1, new byte[0])))
                .isEqualTo("the schema inside of it is larger than 1 MiB");
        assertThat(why(any, container("[".repeat(900_000), "null", 1, new byte[0])))
                .isEqualTo("the schema inside of it cannot be read");
        assertThat(why(
                        any,
                        container(
                                "{\"type\": \"array\", \"items\": ".repeat(300) + "\"int\"" + "}".repeat(300),
                                "null",
                                1,
                                new byte[0])))
                .isEqualTo("it ends in the middle of a value");
    }

    @Test
    void isBounded() {
        var nulls = avro("{\"type\": \"array\", \"items\": \"null\"}");
        var endless = avro("{\"type\": \"record\", \"name\": \"r\", \"fields\": [{\"name\": \"f\", \"type\": \"r\"}]}");
        var texts = avro("\"string\"");

        assertThat(why(nulls, hex("fe ff ff ff ff ff ff ff ff 01")))
                .isEqualTo("a length in it is larger than any can be");
        assertThat(why(nulls, hex("80 94 eb dc 03"))).isEqualTo("it has more than 1000000 values");
        assertThat(why(nulls, hex("ff ff ff ff ff ff ff ff ff 01 00"))).isEqualTo("its bytes do not fit its schema");
        assertThat(why(endless, new byte[0])).isEqualTo("it is nested deeper than 500 levels");
        assertThat(why(texts, hex("fe ff ff ff 0f 61"))).isEqualTo("a length in it is larger than any can be");
        assertThat(why(texts, hex("80 94 eb dc 03 61"))).isEqualTo("it ends in the middle of a value");
    }

    private static byte[] container(String schema, String codec, long objects, byte[]... blocks) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(hex("4f 62 6a 01"));
        number(out, 2);
        text(out, "avro.schema", schema);
        text(out, "avro.codec", codec);
        number(out, 0);
        out.writeBytes(new byte[16]);
        for (var data : blocks) {
            number(out, objects);
            number(out, data.length);
            out.writeBytes(data);
            out.writeBytes(new byte[16]);
        }
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
