package dev.capstan.format;

import static dev.capstan.format.Answers.hex;
import static dev.capstan.format.Answers.read;
import static dev.capstan.format.Answers.why;
import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.format.AnswerFormat.Unreadable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the Protocol Buffers documentation, "Encoding", and more of the kind. */
class ProtobufAnswersTest {
    @TempDir
    Path folder;

    private FormatChoice choice(String proto) {
        write("s.proto", proto);
        return AnswerFormats.of("Protobuf", "s.proto", List.of(folder)).orElseThrow();
    }

    private AnswerFormat proto(String proto) {
        return ((FormatChoice.Ready) choice(proto)).format();
    }

    private void write(String name, String text) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String message(String fields) {
        return "syntax = 'proto3'; message M { " + fields + " }";
    }

    @Test
    void theExamplesOfTheDocumentation() throws Unreadable {
        assertThat(read(proto("message Test1 { optional int32 a = 1; }"), hex("08 96 01")))
                .isEqualTo("{\"a\":150}");
        assertThat(read(proto("message Test2 { optional string b = 2; }"), hex("12 07 74 65 73 74 69 6e 67")))
                .isEqualTo("{\"b\":\"testing\"}");
        assertThat(read(
                        proto("message Test3 { optional Test1 c = 3; } message Test1 { optional int32 a = 1; }"),
                        hex("1a 03 08 96 01")))
                .isEqualTo("{\"c\":{\"a\":150}}");
        assertThat(read(
                        proto("message Test4 { optional string d = 4; repeated int32 e = 6; }"),
                        hex("22 05 68 65 6c 6c 6f 30 01 30 02 30 03")))
                .isEqualTo("{\"e\":[1,2,3],\"d\":\"hello\"}");
        assertThat(read(proto(message("repeated int32 f = 6 [packed=true];")), hex("32 06 03 8e 02 9e a7 05")))
                .isEqualTo("{\"f\":[3,270,86942]}");
        assertThat(read(
                        proto("message Test6 { map<string, int32> g = 7; }"),
                        hex("3a 05 0a 01 61 10 05 3a 05 0a 01 62 10 06")))
                .isEqualTo("{\"g\":{\"a\":5,\"b\":6}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "int32; 08 fe ff ff ff ff ff ff ff ff 01; -2",
                "int64; 08 ff ff ff ff ff ff ff ff 7f; 9223372036854775807",
                "uint32; 08 ff ff ff ff 0f; 4294967295",
                "uint64; 08 ff ff ff ff ff ff ff ff ff 01; 18446744073709551615",
                "sint32; 08 03; -2",
                "sint64; 08 ff ff ff ff ff ff ff ff ff 01; -9223372036854775808",
                "bool; 08 01; true",
                "E; 08 01; \"ONE\"",
                "E; 08 07; 7",
                "fixed32; 0d ff ff ff ff; 4294967295",
                "sfixed32; 0d ff ff ff ff; -1",
                "float; 0d 00 00 c0 3f; 1.5",
                "fixed64; 09 ff ff ff ff ff ff ff ff; 18446744073709551615",
                "sfixed64; 09 ff ff ff ff ff ff ff ff; -1",
                "double; 09 00 00 00 00 00 00 f0 ff; \"-Infinity\"",
                "bytes; 0a 02 01 02; \"AQI=\"",
                "string; 0a 02 c3 a9; \"é\"",
                "int32; ; 0",
                "string; ; \"\"",
                "bool; ; false",
                "E; ; \"NONE\"",
                "double; ; 0.0"
            })
    void scalarsAndTheirDefaults(String type, String bytes, String json) throws Unreadable {
        var schema = message(type + " f = 1; enum E { NONE = 0; ONE = 1; }");

        assertThat(read(proto(schema), hex(bytes == null ? "" : bytes))).isEqualTo("{\"f\":" + json + "}");
    }

    @Test
    void whatIsMissing() throws Unreadable {
        assertThat(read(
                        proto(message("optional int32 a = 1; M b = 2; oneof c { int32 d = 3; } repeated M e = 4;")),
                        new byte[0]))
                .isEqualTo("{\"e\":[]}");
    }

    @Test
    void theLastValueCountsAndMessagesAreMerged() throws Unreadable {
        assertThat(read(proto(message("int32 a = 1;")), hex("08 01 08 02"))).isEqualTo("{\"a\":2}");
        assertThat(read(
                        proto(message("N n = 1; message N { optional int32 a = 1; repeated int32 b = 2; }")),
                        hex("0a 04 08 01 10 05 0a 02 10 06")))
                .isEqualTo("{\"n\":{\"b\":[5,6],\"a\":1}}");
        assertThat(read(proto(message("oneof o { int32 a = 1; int32 b = 2; }")), hex("08 01 10 02")))
                .isEqualTo("{\"b\":2}");
    }

    @Test
    void unknownFieldsAreLeftOut() throws Unreadable {
        assertThat(read(
                        proto(message("int32 a = 1;")),
                        hex("10 01 1d 00 00 00 00 21 00 00 00 00 00 00 00 00 2a 01 ff 33 08 01 34 0a 01 61 08 05")))
                .isEqualTo("{\"a\":5}");
    }

    @Test
    void numbersMayBePackedOrNot() throws Unreadable {
        assertThat(read(proto("message M { repeated int32 a = 1; }"), hex("0a 02 01 02 08 03")))
                .isEqualTo("{\"a\":[1,2,3]}");
    }

    @Test
    void theLanguage() throws Unreadable {
        write("common/money.proto", "package common; message Money { optional int64 units = 1; }");
        var schema = """
                // A comment, /* and another */
                syntax = "proto3";
                package shop.v1;
                import "common/money.proto";
                import public "google/protobuf/timestamp.proto";
                option java_package = "x";
                import "google/protobuf/descriptor.proto";
                option (mine) = { a: "b;}" c: [1, 2] };
                extend google.protobuf.FileOptions { Mine mine = 50000; }
                extend google.protobuf.FieldOptions { repeated string tags = 50001; }
                message Order {
                  option deprecated = true;
                  reserved 2, 15, 9 to 11;
                  reserved "foo";
                  enum State { option allow_alias = true; UNKNOWN = 0; OPEN = 1 [deprecated = true]; ALSO = 1; LOW = -1; }
                  message Line { string sku = 1 [(tags) = "x", (tags) = "y"]; .common.Money price = 2; }
                  repeated Line lines = 1 [json_name = "x]"];
                  State state = 3;
                  google.protobuf.Timestamp at = 4;
                  shop.v1.Order.Line best = 5;
                  map<string, Line> named = 6;
                  ;
                }
                service Orders { rpc Get (Order) returns (stream Order) { option deprecated = true; } }
                message Mine { string a = 1; repeated int32 c = 2; }
                """;

        assertThat(read(
                        proto(schema),
                        hex("0a 07 0a 01 61 12 02 08 05 18 01 22 02 08 07 2a 03 0a 01 62 32 05 0a 01 6b 12 00")))
                .isEqualTo("{\"lines\":[{\"sku\":\"a\",\"price\":{\"units\":5}}],\"state\":\"OPEN\","
                        + "\"named\":{\"k\":{\"sku\":\"\"}},\"at\":{\"seconds\":7,\"nanos\":0},"
                        + "\"best\":{\"sku\":\"b\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message M { optional int32 a = 1 | s.proto:1:33: unexpected end of file",
                "message M { optional int32 a; } | s.proto:1:30: expected '=' but was ';'",
                "message M { int32 a = 1; } | s.proto:1:13: unexpected label: int32",
                "message M { optional Foo a = 1; } | 's.proto' is not a Protobuf schema: unable to resolve Foo for field a (s.proto:1:13) in message M (s.proto:1:1)",
                "mesage M {} | s.proto:1:1: unexpected label: mesage",
                "message M { repeated group G = 1 {} } | s.proto:1:13: 'group' is not supported",
                "edition = '2023'; message M {} | s.proto:1:8: edition is not currently supported",
                "/* open | s.proto:1:7: unterminated comment",
                "import 'x.proto | s.proto:1:16: unterminated string",
                "enum E { A = 0; } | 's.proto' has no message",
                "message M { optional int32 a = 1; optional int32 b = 1; } | 's.proto' is not a Protobuf schema: multiple fields share tag 1: 1. a (s.proto:1:13) 2. b"
                        + " (s.proto:1:35) for message M (s.proto:1:1)",
                "import 'no.proto'; message M {} | 's.proto' imports what cannot be read: there is no file 'no.proto' beside"
                        + " this one or in the folders that are served"
            })
    void saysWhatIsWrongWithASchema(String schema, String reason) {
        assertThat(choice(schema))
                .isInstanceOfSatisfying(
                        FormatChoice.Refused.class,
                        refused -> assertThat(refused.message()).isEqualTo(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "08; it ends in the middle of a field",
                "08 ff ff ff ff ff ff ff ff ff ff 01; a field is not written as Protobuf writes it",
                "12 05 61; it ends in the middle of a field",
                "1a 05; a part of it is shorter than it says, or nested deeper than 100 levels",
                "22 02 01; it ends in the middle of a field",
                "00 01; a field is not written as Protobuf writes it",
                "0e; a field is not written as Protobuf writes it",
                "12 01 ff; it is not in UTF-8"
            })
    void saysWhatIsWrong(String bytes, String reason) {
        assertThat(why(proto(message("int32 a = 1; string b = 2; M c = 3; repeated int32 d = 4;")), hex(bytes)))
                .isEqualTo(reason);
    }

    @Test
    void importsMayBeWrong() {
        write("a.proto", "syntax = 'proto3'; import 's.proto'; message A { M m = 1; }");
        write("b.proto", "syntax = 'proto3'; message B { ");
        write("c.proto", "syntax = 'proto3'; import 'd.proto';");

        assertThat(reason("import 'a.proto'; message M { optional A a = 1; }"))
                .startsWith("'s.proto' is not a Protobuf schema: imports form a cycle: ");
        assertThat(reason("import 'b.proto'; message M {}")).isEqualTo("b.proto:1:32: unexpected end of file");
        assertThat(reason("import 'c.proto'; message M {}"))
                .isEqualTo("'s.proto' imports what cannot be read: there is no file 'd.proto' beside this one or in the"
                        + " folders that are served");
        assertThat(reason("enum E {} message M { map<string, E> e = 1; }"))
                .isEqualTo("'s.proto' is not a Protobuf schema: it cannot be read");
        assertThat(reason("message M { optional " + "map<".repeat(90_000)))
                .isEqualTo("'s.proto' is nested deeper than 100 levels");
    }

    private String reason(String schema) {
        return ((FormatChoice.Refused) choice(schema)).message();
    }

    @Test
    void anyBytesAreReadOrRefused() {
        var format = proto(message("int32 a = 1; repeated M b = 2; repeated sint64 c = 3; map<string, M> d = 4;"));
        var random = new Random(1);
        for (var i = 0; i < 5_000; i++) {
            var bytes = hex("12 02 08 05 1a 02 03 05 22 05 0a 01 6b 12 00 08 07");
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            Answers.readOrRefuse(format, bytes);
        }
    }

    @Test
    void isBounded() {
        var groups = new byte[3_000_000];
        Arrays.fill(groups, (byte) 0x0b);
        var empties = hex("0a 00".repeat(1_100_000));
        var packed = hex("12 fc ff 7f" + "01".repeat(2_097_148));
        var schema = message("repeated N a = 1; repeated int32 b = 2; message N { int32 x = 1; }");

        assertThat(why(proto(schema), groups))
                .isEqualTo("a part of it is shorter than it says, or nested deeper than 100 levels");
        assertThat(why(proto(schema), empties)).isEqualTo("it has more than 1000000 values");
        assertThat(why(proto(schema), packed)).isEqualTo("it has more than 1000000 values");
        assertThat(choice("message A {".repeat(90_000))).isInstanceOf(FormatChoice.Refused.class);
        assertThat(choice("/".repeat(2_000_000))).isInstanceOf(FormatChoice.Refused.class);
    }
}
