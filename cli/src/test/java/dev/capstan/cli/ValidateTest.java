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
