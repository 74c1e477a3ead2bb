package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code list} for people. */
class ListTest extends CommandFixture {
    private void twoThatCollideAndOneThatIsBroken() throws IOException {
        write("a.yaml", FolderFixture.simple("one", "/thing", "read", "/a"));
        write("b.yaml", FolderFixture.simple("two", "/thing", "read", "/b").replace("https://two.test", "''"));
        write("broken.yaml", "naftiko: 1.0.0-alpha2\ncapability:\n\texposes: 1\n");
    }

    @Test
    void aFolderIsATableWithALineForEachFile() throws IOException {
        twoThatCollideAndOneThatIsBroken();

        assertThat(printed("list", folder.toString())).isEqualToNormalizingNewlines("""
                        STATE     ROUTES  TOOLS  COLLIDING  LABEL  FILE
                        ready          1      1          2  one    FOLDER/a.yaml
                        degraded       1      1          2  two    FOLDER/b.yaml
                        rejected       -      -          -  -      FOLDER/broken.yaml
                            line 3: this is not valid YAML: a tab stands in the indentation (expected: blanks) [yaml-invalid]

                        3 files: 1 ready, 1 degraded, 1 rejected; 2 routes, 2 tools
                        Colliding in 2 files: 2 routes (300 at the bare path, called at the canonical one), 2 tools (listed under the qualified name)
                        No base URI: 1 API; 'capstan validate' names them
                        """);
    }

    @Test
    void columnsThatSayNothingAreLeftOutAndNoLineEndsWithBlanks() {
        var lines = run("list", SEEDS).out().lines().toList();

        assertThat(lines.get(0)).isEqualTo("STATE     ROUTES  TOOLS  LABEL                                     FILE");
        assertThat(lines.get(3))
                .isEqualTo("ready          6      6  Segment Pixel Tracking API — Pixel Tr...  "
                        + "../capabilities/pixel-tracking-pixel-tracking.yaml");
        assertThat(lines)
                .contains("5 files: 1 ready, 4 degraded, 0 rejected; 12 routes, 12 tools")
                .contains("Not set: 4 variables; 'capstan list --secrets' names them")
                .allSatisfy(line -> assertThat(line).isEqualTo(line.stripTrailing()));
    }

    @Test
    void aFileWithABlankLabelIsCalledByItsName() throws IOException {
        write("a.yaml", FolderFixture.simple("one", "/a", "a", "/a").replace("label: one", "label: ' '"));
        write("b.yaml", FolderFixture.simple("two", "/b", "b", "/b"));

        assertThat(printed("list", folder.toString())).startsWith("""
                        STATE  ROUTES  TOOLS  LABEL   FILE
                        ready       1      1  a.yaml  FOLDER/a.yaml
                        ready       1      1  two     FOLDER/b.yaml
                        """);
    }

    @Test
    void detailsNameEveryRouteAndTool() throws IOException {
        assertThat(run("list", SEEDS, "--details").out())
                .contains("""
                            POST  /v1/customers/{identifier}/events  ->  track-events.trackcustomerevent
                            POST  /v1/events                         ->  track-events.trackanonymousevent
                            tool  track-customer-event               ->  track-events.trackcustomerevent
                        """)
                .contains("CUSTOMER_IO_USER is not set")
                .contains("5 files: 1 ready, 4 degraded, 0 rejected");

        twoThatCollideAndOneThatIsBroken();
        assertThat(printed("list", folder.toString(), "--details")).startsWith("""
                        FOLDER/a.yaml  ready  one
                            GET   /one-rest/thing  ->  one.read
                            tool  one-mcp__read    ->  one.read
                        """);
    }

    @Test
    void aSingleFileIsShownWithItsDetails() throws IOException {
        var file = write("a.yaml", FolderFixture.simple("one", "/thing", "read", "/a"));

        assertThat(printed("list", file.toString())).isEqualToNormalizingNewlines("""
                FOLDER/a.yaml  ready  one
                    GET   /thing  ->  one.read
                    tool  read    ->  one.read

                1 file: 1 ready, 0 degraded, 0 rejected; 1 route, 1 tool
                """);
    }

    @Test
    void whatAFileSaysDoesNotSteerTheTerminal() throws IOException {
        write("a.yaml", FolderFixture.simple("one", "/a", "a", "/a").replace("label: one", "label: \"x\\e[31m\\ny\""));
        write("b.yaml", FolderFixture.simple("two", "/b", "b", "/b"));

        assertThat(printed("list", folder.toString())).contains("  x [31m y  FOLDER/a.yaml\n");
    }

    @Test
    void coloursAreForTerminals() throws IOException {
        twoThatCollideAndOneThatIsBroken();

        assertThat(printed("list", folder.toString(), "--color=always"))
                .contains("\u001b[32mready\u001b[0m          1")
                .contains("\u001b[33mdegraded\u001b[0m       1")
                .contains("\u001b[31mrejected\u001b[0m       -");
        assertThat(printed("list", folder.toString(), "--color=never")).doesNotContain("\u001b");
        assertThat(run("list", SEEDS, "--color=pink").code()).isEqualTo(2);
    }
}
