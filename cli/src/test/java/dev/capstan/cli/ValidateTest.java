package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.capstan.catalog.Catalog;
import dev.capstan.problem.Severity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** What {@code validate} prints for people. */
class ValidateTest extends CommandFixture {
    @Test
    void problemsStandBelowTheirFileAndEachHasItsWholePlace() throws IOException {
        faulty("a.yaml");
        write("b.yaml", FolderFixture.simple("two", "/two", "read-two", "/b"));

        assertThat(printed("validate", folder.toString())
                        .replaceAll("not read [(]known: [^)]*", "not read (known: ..."))
                .isEqualToNormalizingNewlines("""
                        FOLDER/a.yaml: 1 error, 1 warning
                          FOLDER/a.yaml:3:1: warning: the key 'extra' is not known here and not read (known: ...) [key-unknown]
                          FOLDER/a.yaml:23:41: error: there is no operation no \uFFFE [31m😀<& ]]> (known: one.read); calls of this answer 503 [call-unknown]

                        2 files: 1 error, 1 warning
                        """);
        assertThat(run("validate", folder.toString()).code()).isEqualTo(1);
    }

    /** Each of these is passed over by who serves it, and then a wrong request goes out. */
    @Test
    void slipsOfThePenAreTold() throws IOException {
        write("a.yaml", """
                naftiko: 1.0.0-alpha2
                capability:
                  consumes:
                  - namespace: ferry
                    description: Ferries.
                    baseUri: https://ferry.test
                    authentication: {type: apikey, key: X-Key, value: k, placment: query, other: x}
                    resources:
                    - path: /bookings
                      operations:
                      - name: book
                        method: POST
                        inputParameters:
                        - {name: sailing, in: body, type: string, required: true}
                        - {name: limit, in: query, type: intger, minimum: ten, enum: 5}
                        - {name: size, in: query, type: integer, default: many}
                        - {name: odd, in: querry}
                        - {name: right, in: query, type: int, minimum: 1, exclusiveMinimum: true, enum: [1, 2], default: 1}
                        body:
                          type: json
                          data: {sailingId: '{{sailng}}'}
                  exposes:
                  - type: rest
                    namespace: ferry-rest
                    port: 8080
                    resources:
                    - path: /bookings
                      description: Books.
                      operations:
                      - {method: POST, call: ferry.book, name: book, description: Books.}
                """);

        assertThat(printed("validate", folder.toString())).isEqualToNormalizingNewlines("""
                FOLDER/a.yaml: 0 errors, 7 warnings
                  FOLDER/a.yaml:7:58: warning: the key 'placment' is not known here and not read; did you mean 'placement'? [key-unknown]
                  FOLDER/a.yaml:14:11: warning: the 'body' of the operation does not refer to the input 'sailing', so it is not sent; it refers to sailng [input-unused]
                  FOLDER/a.yaml:15:42: warning: the type 'intger' is not known, so any text is taken (known: string, integer, number, boolean, object, array) [input-unsupported]
                  FOLDER/a.yaml:15:59: warning: this 'minimum' is not checked: it is no number [input-unsupported]
                  FOLDER/a.yaml:15:70: warning: 'enum' is '5', so any value is taken (expected: a list) [input-unsupported]
                  FOLDER/a.yaml:16:59: warning: the default 'many' is not of type integer, and is sent as it is [input-unsupported]
                  FOLDER/a.yaml:17:11: warning: the place 'querry' is not known (known: path, query, header, cookie, body, formData), so 'odd' is not sent [input-unsupported]

                1 file: 0 errors, 7 warnings
                """);
    }

    @Test
    void whatMattersLessCanBeHidden() throws IOException {
        faulty("a.yaml");

        assertThat(printed("validate", folder.toString(), "--severity", "error"))
                .doesNotContain("[key-unknown]")
                .contains("[call-unknown]")
                .endsWith("1 file: 1 error, 1 warning\nNot shown: 1 problem; --severity warning shows them\n");
    }

    @Test
    void theMostFrequentKindsOfAFolderAreTold() {
        assertThat(run("validate", SEEDS).out())
                .endsWith("5 files: 0 errors, 14 warnings\n"
                        + "Most frequent: 6 variable-undeclared, 5 variable-unused, 2 path-normalised,"
                        + " 1 base-uri-missing\n");
    }

    @Test
    void coloursAreForTerminals() throws IOException {
        faulty("a.yaml");

        assertThat(printed("validate", folder.toString(), "--color", "always"))
                .contains("\u001b[1mFOLDER/a.yaml\u001b[0m: 1 error")
                .contains("\u001b[33mwarning\u001b[0m: the key")
                .contains("error\u001b[0m: there is no operation no")
                .doesNotContain("\u001b[31m😀");
        assertThat(printed("validate", folder.toString())).doesNotContain("\u001b");
    }

    private static String text(Catalog catalog, Severity least) {
        var out = new StringWriter();
        new ValidateReport(catalog, least, Paint.NONE, new PrintWriter(out)).print();
        return out.toString();
    }

    @Test
    void infosAreShownWhenAskedForAndNeverFail() {
        var strict = ValidateCommand.strict(withInfo());

        assertThat(ValidateCommand.hasErrors(strict)).isFalse();
        assertThat(text(strict, Severity.WARNING)).isEqualToNormalizingNewlines("""
                1 file: 0 errors, 0 warnings, 1 info
                Not shown: 1 problem; --severity info shows them
                """);
        assertThat(text(strict, Severity.INFO)).isEqualToNormalizingNewlines("""
                a.yaml: 0 errors, 0 warnings, 1 info
                  a.yaml:2:3: info: worth knowing [key-unknown]

                1 file: 0 errors, 0 warnings, 1 info
                """);
    }
}
