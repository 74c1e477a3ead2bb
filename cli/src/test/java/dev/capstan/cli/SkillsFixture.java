package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import tools.jackson.databind.JsonNode;

/** A file with a skill adapter, and what tests of skills need. */
abstract class SkillsFixture extends FolderFixture {
    /** A file with a route, a tool and these skills. */
    static String withSkills(String namespace, String skills) {
        return simple(namespace, "/" + namespace, "read-" + namespace, "/x")
                + """
                  - type: skill
                    namespace: %s-skills
                    port: 8080
                    skills:
                """.formatted(namespace)
                + skills.indent(4);
    }

    /** A skill that has a folder beside the file. */
    static final String TRACE = """
            - name: trace
              description: How to trace.
              license: MIT
              location: file:///./trace
              tools:
              - {name: guide, description: Steps., instruction: SKILL.md}
            """;

    void file(String path, String text) throws IOException {
        var file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    static HttpResponse<byte[]> get(TestServer server, String path, String... headers) {
        return server.get(server.rest(path), headers);
    }

    static JsonNode json(TestServer server, String path) {
        var response = get(server, path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return TestServer.JSON.readTree(response.body());
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), UTF_8);
    }

    /** That a request is refused in the form of RFC 9457. */
    static JsonNode refused(HttpResponse<byte[]> response, int status, String code) {
        assertThat(response.statusCode()).as(text(response)).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        var problem = TestServer.JSON.readTree(response.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("code").asString()).isEqualTo(code);
        return problem;
    }

    static JsonNode refused(TestServer server, String path, int status, String code) {
        return refused(get(server, path), status, code);
    }

    static List<String> strings(JsonNode list, String member) {
        return list.valueStream().map(item -> item.get(member).asString()).toList();
    }

    static Map<String, String> unzip(byte[] zip) {
        var files = new LinkedHashMap<String, String>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** The problems of the only file that begin like its skills' codes. */
    static List<String> told(TestServer server, String code) {
        return server.server().catalog().entries().stream()
                .flatMap(entry -> entry.fileProblems().stream())
                .filter(problem -> problem.code().code().equals(code))
                .map(problem ->
                        problem.position().line() + ":" + problem.position().column() + " " + problem.message())
                .toList();
    }
}
