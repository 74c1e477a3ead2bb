package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Skills in {@code list} and in what {@code serve} tells. */
class SkillReportsTest extends CommandFixture {
    private void skills() throws IOException {
        write("a.yaml", SkillsFixture.withSkills("one", "- {name: trace}\n- {name: own}\n"));
        write("b.yaml", SkillsFixture.withSkills("two", "- {name: trace}\n"));
        write("c.yaml", FolderFixture.simple("three", "/three", "read-three", "/x"));
    }

    @Test
    void theTableCountsThem() throws IOException {
        skills();

        assertThat(printed("list", folder.toString())).isEqualToNormalizingNewlines("""
                        STATE  ROUTES  TOOLS  SKILLS  COLLIDING  LABEL  FILE
                        ready       1      1       2          1  one    FOLDER/a.yaml
                        ready       1      1       1          1  two    FOLDER/b.yaml
                        ready       1      1       -          -  three  FOLDER/c.yaml

                        3 files: 3 ready, 0 degraded, 0 rejected; 3 routes, 3 tools, 3 skills
                        Colliding in 2 files: 0 routes (300 at the bare path, called at the canonical one), 0 tools (listed under the qualified name), 2 skills (the same)
                        """);
    }

    @Test
    void detailsAndJsonNameThem() throws IOException {
        skills();

        assertThat(printed("list", folder.toString(), "--details")).startsWith("""
                        FOLDER/a.yaml  ready  one
                            GET    /one               ->  one.read
                            tool   read-one           ->  one.read
                            skill  one-skills__trace  ->  /one-skills/skills/trace
                            skill  own                ->  /one-skills/skills/own
                        """);
        var files = json(run("list", folder.toString(), "--json").out()).get("capabilities");
        assertThat(files.at("/0/skills/0").toString())
                .isEqualTo("{\"name\":\"trace\",\"listedName\":\"one-skills__trace\","
                        + "\"canonicalPath\":\"/one-skills/skills/trace\",\"tools\":[]}");
        assertThat(files.at("/2/skills").toString()).isEqualTo("[]");
    }

    @Test
    void theStartSaysWhereTheyAre() throws IOException {
        skills();
        try (var server = TestServer.of(folder).start()) {
            var out = new StringWriter();
            new ServeReport(server.server(), new PrintWriter(out)).started(Duration.ofMillis(1));

            assertThat(out.toString())
                    .contains("1 route, 1 tool, 2 skills")
                    .contains("Skills   http://127.0.0.1:" + server.restPort() + "/skills");
        }
    }
}
