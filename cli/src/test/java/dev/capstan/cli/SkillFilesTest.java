package dev.capstan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of skills: paths that lead out, links, what is hidden, much and large. */
class SkillFilesTest extends SkillsFixture {
    @TempDir
    Path outside;

    private void skill() throws IOException {
        write("a.yaml", withSkills("one", TRACE));
        file("trace/SKILL.md", "# Trace\n");
        file("trace/sub/a.txt", "a");
        write("secret.txt", "secret");
    }

    @ParameterizedTest
    @CsvSource({
        "..%2fsecret.txt, 400, skill-file-name-invalid",
        "..%2f..%2f..%2f..%2fetc%2fpasswd, 400, skill-file-name-invalid",
        "%2e%2e/secret.txt, 400, skill-file-name-invalid",
        "%2E%2E%2Fsecret.txt, 400, skill-file-name-invalid",
        "../secret.txt, 400, skill-file-name-invalid",
        "sub/../../secret.txt, 400, skill-file-name-invalid",
        "sub/./a.txt, 400, skill-file-name-invalid",
        "..%5csecret.txt, 400, skill-file-name-invalid",
        "%2fetc%2fpasswd, 400, skill-file-name-invalid",
        "SKILL.md%00.txt, 400, skill-file-name-invalid",
        "SKILL%2emd%0a, 400, skill-file-name-invalid",
        "a%20b, 400, skill-file-name-invalid",
        "%c0%ae%c0%ae/secret.txt, 400, skill-file-name-invalid",
        "C:, 400, skill-file-name-invalid",
        "sub, 404, skill-file-not-found",
        "SKILL.md/x, 404, skill-file-not-found",
        "..., 404, skill-file-not-found",
        ".hidden, 404, skill-file-not-found",
        ".git/config, 404, skill-file-not-found",
        "sub/.env, 404, skill-file-not-found",
    })
    void aPathThatLeadsOutIsRefused(String path, int status, String code) throws IOException {
        skill();
        file("trace/.hidden", "secret");
        file("trace/.git/config", "secret");
        file("trace/sub/.env", "secret");
        try (var server = server().start()) {
            // As it is, since a tidy client would take the dots out.
            var answer = RawHttp.exchange(
                    server.restPort(),
                    "GET /skills/trace/contents/" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("\"code\":\"" + code + "\"")
                    .doesNotContain(folder.toString(), "Exception");
        }
    }

    @Test
    void aSlashTooMuchIsNoOtherFile() throws IOException {
        skill();
        try (var server = server().start()) {
            assertThat(text(get(server, "/skills//trace/contents//sub//a.txt"))).isEqualTo("a");
            assertThat(text(get(server, "/skills/trace/contents/S%4BILL.md"))).isEqualTo("# Trace\n");
            assertThat(json(server, "/skills/trace/contents/").get("files").size())
                    .isEqualTo(2);
            refused(server, "/skills/..%2ftrace", 404, "skill-not-found");
        }
    }

    @Test
    void whatIsHiddenIsNeitherListedNorPacked() throws IOException {
        skill();
        file("trace/.hidden", "secret");
        file("trace/.git/config", "secret");
        file("trace/Über uns.txt", "listed");
        try (var server = server().start()) {
            assertThat(strings(json(server, "/skills/trace/contents").get("files"), "path"))
                    .containsExactly("SKILL.md", "sub/a.txt", "Über uns.txt");
            assertThat(unzip(get(server, "/skills/trace/download").body()))
                    .containsOnlyKeys("SKILL.md", "sub/a.txt", "Über uns.txt");
        }
    }

    @Test
    void linksLeadNowhereOutside() throws IOException {
        skill();
        Files.writeString(outside.resolve("secret.txt"), "secret");
        var trace = folder.resolve("trace");
        Files.createSymbolicLink(trace.resolve("inside.md"), Path.of("sub", "a.txt"));
        Files.createSymbolicLink(trace.resolve("up.txt"), Path.of("..", "secret.txt"));
        Files.createSymbolicLink(trace.resolve("out.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(trace.resolve("out"), outside);
        Files.createSymbolicLink(trace.resolve("again"), Path.of("sub"));
        Files.createSymbolicLink(trace.resolve("loop"), Path.of("."));
        Files.createSymbolicLink(trace.resolve("dangling.txt"), Path.of("nothing"));
        Files.createSymbolicLink(trace.resolve("circle.txt"), Path.of("circle.txt"));
        try (var server = server().start()) {
            assertThat(strings(json(server, "/skills/trace/contents").get("files"), "path"))
                    .containsExactly("SKILL.md", "inside.md", "sub/a.txt");
            assertThat(unzip(get(server, "/skills/trace/download").body()))
                    .containsOnlyKeys("SKILL.md", "inside.md", "sub/a.txt");
            assertThat(text(get(server, "/skills/trace/contents/inside.md"))).isEqualTo("a");
            for (var name : new String[] {
                "up.txt", "out.txt", "out/secret.txt", "again/a.txt", "loop/SKILL.md", "dangling.txt", "circle.txt"
            }) {
                refused(server, "/skills/trace/contents/" + name, 404, "skill-file-not-found");
            }
        }
    }

    @Test
    void theFolderMustBeBelowTheRoots() throws IOException {
        Files.createDirectories(outside.resolve("trace"));
        Files.writeString(outside.resolve("trace/SKILL.md"), "secret");
        Files.createSymbolicLink(folder.resolve("linked"), outside.resolve("trace"));
        write("a.yaml", withSkills("one", """
                - {name: absolute, location: 'file://%s/trace'}
                - {name: linked, location: 'file:///./linked'}
                - {name: climbing, location: 'file:///../%s/trace'}
                - {name: remote, location: 'https://skills.test/trace'}
                - {name: whole, location: 'file:///./.'}
                """.formatted(outside, outside.getFileName())));
        try (var server = server().importRoots(folder).start()) {
            for (var name : new String[] {"absolute", "linked", "climbing", "remote"}) {
                refused(server, "/skills/" + name + "/contents", 404, "skill-file-not-found");
                refused(server, "/skills/" + name + "/contents/SKILL.md", 404, "skill-file-not-found");
                refused(server, "/skills/" + name + "/download", 404, "skill-file-not-found");
            }
            assertThat(strings(json(server, "/skills/whole/contents").get("files"), "path"))
                    .containsExactly("a.yaml");
            assertThat(told(server, "skill-folder-unusable"))
                    .hasSize(4)
                    .anyMatch(text -> text.contains("lies outside of the folders that are served"));
        }
        try (var server = server().importRoots(folder, outside).start()) {
            assertThat(text(get(server, "/skills/linked/contents/SKILL.md"))).isEqualTo("secret");
        }
    }

    @Test
    void anAbsoluteFolderThatIsNotThereMayBeBesideTheFile() throws IOException {
        write("a.yaml", withSkills("one", TRACE.replace("file:///./trace", "file:///opt/none/trace")));
        file("opt/none/trace/SKILL.md", "beside");
        try (var server = server().start()) {
            assertThat(text(get(server, "/skills/trace/contents/SKILL.md"))).isEqualTo("beside");
            assertThat(told(server, "skill-folder-assumed"))
                    .containsExactly("35:17 there is no /opt/none/trace, so the folder of that path below the folder of"
                            + " this file is taken; write file:///./opt/none/trace");
        }
    }

    @Test
    void aLargeFileIsSentAndALargeFolderIsNotPacked() throws IOException {
        skill();
        var size = 60L * 1024 * 1024;
        try (var large = new RandomAccessFile(folder.resolve("trace/large.bin").toFile(), "rw")) {
            large.setLength(size);
        }
        try (var server = server().start()) {
            var file = get(server, "/skills/trace/contents/large.bin");
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.body().length).isEqualTo((int) size);
            assertThat(file.headers().firstValue("Content-Type")).contains("application/octet-stream");
            assertThat(json(server, "/skills/trace/contents")
                            .at("/files/1/size")
                            .asLong())
                    .isEqualTo(size);
            refused(server, "/skills/trace/download", 503, "skill-too-large");
            assertThat(get(server, "/skills/trace/contents/SKILL.md").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void manyFilesAreListedUpToALimit() throws IOException {
        skill();
        Files.createDirectories(folder.resolve("trace/many"));
        for (var i = 0; i < 2_000; i++) {
            Files.writeString(folder.resolve("trace/many/" + i + ".txt"), "" + i);
        }
        try (var server = server().start()) {
            assertThat(json(server, "/skills/trace/contents").get("files").size())
                    .isEqualTo(2_002);
            assertThat(unzip(get(server, "/skills/trace/download").body())).hasSize(2_002);
            for (var i = 2_000; i < 10_000; i++) {
                Files.createFile(folder.resolve("trace/many/" + i + ".txt"));
            }
            refused(server, "/skills/trace/contents", 503, "skill-too-large");
            refused(server, "/skills/trace/download", 503, "skill-too-large");
            assertThat(text(get(server, "/skills/trace/contents/many/7.txt"))).isEqualTo("7");
        }
    }

    @Test
    void anEmptyFileAndAnEmptyFolderAreWhatTheyAre() throws IOException {
        write("a.yaml", withSkills("one", TRACE));
        Files.createDirectories(folder.resolve("trace"));
        try (var server = server().start()) {
            assertThat(json(server, "/skills/trace/contents").toString())
                    .isEqualTo("{\"name\":\"trace\",\"files\":[]}");
            assertThat(unzip(get(server, "/skills/trace/download").body())).isEmpty();
            Files.createFile(folder.resolve("trace/SKILL.md"));
            var empty = get(server, "/skills/trace/contents/SKILL.md");
            assertThat(empty.statusCode()).isEqualTo(200);
            assertThat(empty.body()).isEmpty();
            assertThat(told(server, "skill-folder-unusable"))
                    .containsExactly("37:57 there is no file SKILL.md in the folder of the skill; asking for it answers"
                            + " 404");
        }
    }
}
