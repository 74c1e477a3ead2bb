package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variables that come from the locations of binds. */
class BindsTest extends FolderFixture {
    private final AtomicLong clock = new AtomicLong();

    @TempDir
    Path elsewhere;

    private enum Side {
        REST,
        MCP
    }

    /** Sends the variable in a header, as it is referred to. */
    private static String using(String binds, String reference) {
        return FolderFixture.simple("one", "/one", "read", "/a")
                .replace("capability:\n", binds + "\ncapability:\n")
                .replace(".test\n", ".test\n    authentication: {type: bearer, token: '" + reference + "'}\n");
    }

    private static String bind(String location) {
        return "binds: [{namespace: files, location: \"" + location + "\", keys: {TOKEN: the-token}}]";
    }

    private TestServer.Builder withClock() {
        return server().clock(clock::get);
    }

    private void aSecondLater() {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
    }

    /** What an upstream gets; null when it is not called. */
    private String sent(TestServer server, Side side) {
        var before = upstream.received().size();
        if (side == Side.REST) {
            server.get(server.rest("/one"));
        } else {
            server.callTool("read", "{}");
        }
        return upstream.received().size() == before
                ? null
                : upstream.received().get(before).header("Authorization");
    }

    private String sent(TestServer server) {
        return sent(server, Side.REST);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void theValueIsTheOneInTheFile(Side side) throws IOException {
        write("secrets.yaml.txt", "");
        write("a.yaml", using(bind("file:///./in/secrets.json"), "{{files.TOKEN}}"));
        Files.createDirectory(folder.resolve("in"));
        write("in/secrets.json", "{\"the-token\": \"t1\"}");
        try (var server =
                server().variables(Map.of("the-token", "of-environment")).start()) {
            assertThat(sent(server, side)).isEqualTo("Bearer t1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///./s.json",
                "file://./s.json",
                "file:./s.json",
                "./s.json",
                "s.json",
                "file://s.json",
                "FILE:///./s.json",
                "file:///../DIR/s.json",
                "../DIR/s.json",
                "file:///s.json"
            })
    void aLocationIsRelativeToTheFileThatNamesIt(String location) throws IOException {
        write("a.yaml", using(bind(location.replace("DIR", folder.getFileName().toString())), "{{TOKEN}}"));
        write("s.json", "{\"the-token\": \"t1\"}");
        try (var server = server().start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
        }
    }

    @Test
    void anAbsoluteLocationIsAbsolute() throws IOException {
        Files.writeString(elsewhere.resolve("s.json"), "{\"the-token\": \"t1\"}");
        write("a.yaml", using(bind("file://" + elsewhere.resolve("s.json")), "{{TOKEN}}"));
        try (var server = server().start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "s.yml        | the-token: t1                          | t1",
                "s.YAML       | {the-token: 007.50, other: [}          | ",
                "s.yaml       | the-token: 007.50                      | 007.50",
                "s.yaml       | the-token: 1e400                       | 1e400",
                "s.yaml       | the-token: {a: [1.50, x, true, ~, 0x1F]} | {\"a\":[1.50,\"x\",true,null,\"0x1F\"]}",
                "s.yaml       | the-token:                             | ",
                "s.yaml       | - the-token                            | ",
                "s.json       | {\"the-token\": 12345678901234567890.10} | 12345678901234567890.10",
                "s.json       | {\"the-token\": {\"a b\": [1.0 , \"c \\\" d\"]}} | {\"a b\":[1.0,\"c \\\" d\"]}",
                "s.json       | {\"the-token\": null}                  | ",
                "s.json       | [\"the-token\"]                        | ",
                "s.properties | the-token = t 1                        | t 1",
                "s.env        | export the-token='t 1'                 | t 1",
                ".env         | the-token=t1                           | t1",
                "secrets      | {\"the-token\": \"t1\"}                | t1",
            })
    void everyKindOfFileIsRead(String name, String text, String value) throws IOException {
        write("a.yaml", using(bind("./conf/" + name), "{{TOKEN}}"));
        Files.createDirectory(folder.resolve("conf"));
        write("conf/" + name, text);
        try (var server = server().start()) {
            assertThat(sent(server)).isEqualTo(value == null ? null : "Bearer " + value);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{{files.TOKEN}}", "{{TOKEN}}", "<<files.TOKEN>>", "${files.TOKEN}", "${TOKEN}", "{{ TOKEN }}"})
    void everySpellingMeansTheBind(String reference) throws IOException {
        write("a.yaml", using(bind("./s.json"), reference));
        write("s.json", "{\"the-token\": \"t1\"}");
        try (var server = server().variables(Map.of("TOKEN", "of-environment")).start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$env.TOKEN", "<<env.TOKEN>>", "{{env.TOKEN}}", "${TOKEN}", "{{TOKEN}}"})
    void everySpellingMeansTheEnvironment(String reference) throws IOException {
        write("a.yaml", using("binds: [{namespace: env, keys: {TOKEN: OUTSIDE}}]", reference));
        try (var server = server().variables(Map.of("OUTSIDE", "t1")).start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'{{env.TOKEN}', t1",
        "'{env.TOKEN}', t1",
        "'${{ env.TOKEN }}', t1",
        "'{{TOKEN}', t1",
        "'a-{{env.TOKEN', a-t1",
        "'{OTHER}', {OTHER}",
        "'k{{OTHER}9', k{{OTHER}9",
        "'p{a}ss', p{a}ss"
    })
    void aSlipInACredentialIsNotSent(String written, String sent) throws IOException {
        write("a.yaml", using("binds: [{namespace: env, keys: {TOKEN: OUTSIDE}}]", written));
        try (var server = server().variables(Map.of("OUTSIDE", "t1")).start()) {
            assertThat(sent(server)).isEqualTo("Bearer " + sent);
        }
    }

    @Test
    void oneNameInTwoPlacesKeepsApart() throws IOException {
        write("a.yaml", using("""
                binds:
                - {namespace: one, location: ./1.json, keys: {TOKEN: key}}
                - {namespace: two, location: ./2.json, keys: {TOKEN: key}}
                - {namespace: env, keys: {TOKEN: key}}""", "{{two.TOKEN}} {{one.TOKEN}} {{env.TOKEN}} {{TOKEN}}"));
        write("1.json", "{\"key\": \"a\"}");
        write("2.json", "{\"key\": \"b\"}");
        try (var server = server().variables(Map.of("key", "c")).start()) {
            assertThat(sent(server)).isEqualTo("Bearer b a c a");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"the-token", "TOKEN"})
    void whatTheLocationDoesNotHaveComesFromTheEnvironment(String name) throws IOException {
        write("a.yaml", using(bind("./no-such.json"), "{{TOKEN}}"));
        try (var server = server().variables(Map.of(name, "t1")).start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
        }
    }

    @Test
    void whatIsNowhereIsNamedWithItsPlace() throws IOException {
        write("a.yaml", using(bind("./no-such.json"), "{{TOKEN}}"));
        try (var server = server().start()) {
            var answer = server.get(server.rest("/one"));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(new String(answer.body(), UTF_8))
                    .contains("the-token of ./no-such.json is not set, but one.read needs it. Set it there, in the"
                            + " environment or in the file given with --env-file; the upstream was not called.");
        }
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aChangedFileIsReadWithinASecond() throws IOException {
        write("a.yaml", using(bind("./s.json"), "{{TOKEN}}"));
        write("s.json", "{\"the-token\": \"t1\"}");
        try (var server = withClock().start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
            write("s.json", "{\"the-token\": \"t2+\"}");
            assertThat(sent(server)).isEqualTo("Bearer t1");
            aSecondLater();
            assertThat(sent(server)).isEqualTo("Bearer t2+");
        }
    }

    @Test
    void aFileThatBreaksOrGoesKeepsItsLastValues() throws IOException {
        write("a.yaml", using(bind("./s.json"), "{{TOKEN}}"));
        write("s.json", "{\"the-token\": \"t1\"}");
        try (var server = withClock().start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
            write("s.json", "{\"the-token\": \"t2");
            aSecondLater();
            assertThat(sent(server)).isEqualTo("Bearer t1");
            Files.delete(folder.resolve("s.json"));
            aSecondLater();
            assertThat(sent(server)).isEqualTo("Bearer t1");
            write("s.json", "{\"the-token\": \"t3\"}");
            aSecondLater();
            assertThat(sent(server)).isEqualTo("Bearer t3");
        }
    }

    @Test
    void aFileThatComesLaterIsSeen() throws IOException {
        write("a.yaml", using(bind("./s.json"), "{{TOKEN}}"));
        try (var server = withClock().start()) {
            assertThat(sent(server)).isNull();
            write("s.json", "{\"the-token\": \"t1\"}");
            aSecondLater();
            assertThat(sent(server)).isEqualTo("Bearer t1");
        }
    }

    /** As the kubelet does it: {@code ..data} is a link to the newest folder, and is swapped in one step. */
    private static void mount(Path into, String version, String value) throws IOException {
        Files.createDirectories(into.resolve(version));
        Files.writeString(into.resolve(version).resolve("the-token"), value);
        var next = into.resolve("..data_tmp");
        Files.createSymbolicLink(next, Path.of(version));
        Files.move(next, into.resolve("..data"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        if (!Files.exists(into.resolve("the-token"))) {
            Files.createSymbolicLink(into.resolve("the-token"), Path.of("..data", "the-token"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k8s-secret://shop",
                "k8s://default/shop",
                "k8s://other",
                "file:///./mounted/shop/",
                "file:///./mounted/shop"
            })
    void aMountedSecretIsReadAndSwapped(String location) throws IOException {
        var mounted = folder.resolve("mounted");
        var secret = location.endsWith("other") ? mounted : mounted.resolve("shop");
        write("a.yaml", using(bind(location), "{{TOKEN}}"));
        mount(secret, "..2026_11_21", "t1\n");
        try (var server = withClock().secretsDir(mounted).start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
            mount(secret, "..2026_11_22", "t2\r\n");
            aSecondLater();
            assertThat(sent(server)).isEqualTo("Bearer t2");
        }
    }

    @Test
    void theSecretsFolderComesAfterTheEnvironment() throws IOException {
        write("a.yaml", using("", "{{env.TOKEN}} {{env.the-token}}"));
        mount(elsewhere, "..2026", "of-folder");
        Files.writeString(elsewhere.resolve("TOKEN"), "of-folder");
        try (var server = withClock()
                .secretsDir(elsewhere)
                .variables(Map.of("TOKEN", "of-environment"))
                .start()) {
            assertThat(sent(server)).isEqualTo("Bearer of-environment of-folder");
            Files.delete(elsewhere.resolve("the-token"));
            aSecondLater();
            assertThat(sent(server)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../outside/the-token", "..data/the-token", "/etc/hostname", "..", ".", "a/b", "a\\\\b", "%2e%2e"
            })
    void aKeyIsNoPath(String key) throws IOException {
        mount(elsewhere.resolve("in"), "..2026", "t1");
        mount(elsewhere.resolve("outside"), "..2026", "stolen");
        write(
                "a.yaml",
                using("binds: [{namespace: n, location: 'k8s://x', keys: {TOKEN: \"" + key + "\"}}]", "{{n.TOKEN}}"));
        try (var server = server().secretsDir(elsewhere.resolve("in")).start()) {
            assertThat(sent(server)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s://..", "k8s://../outside", "k8s://in/../../outside", "k8s-secret://..%2foutside"})
    void aMountedSecretIsNoPath(String location) throws IOException {
        mount(elsewhere.resolve("in"), "..2026", "");
        mount(elsewhere.resolve("outside"), "..2026", "stolen");
        mount(elsewhere, "..2026", "stolen");
        write("a.yaml", using(bind(location), "{{TOKEN}}"));
        try (var server = server().secretsDir(elsewhere.resolve("in")).start()) {
            assertThat(sent(server)).isNull();
        }
    }

    @Test
    void filesElsewhereAreNotRead() throws IOException {
        var stranger = Files.createDirectory(folder.resolve("stranger"));
        Files.writeString(elsewhere.resolve("s.json"), "{\"the-token\": \"stolen\"}");
        Files.createSymbolicLink(stranger.resolve("link.json"), elsewhere.resolve("s.json"));
        Files.createSymbolicLink(stranger.resolve("link"), elsewhere);
        mount(elsewhere, "..2026", "stolen");
        Files.writeString(folder.resolve("up.json"), "{\"the-token\": \"stolen\"}");
        for (var location : List.of(
                "file://" + elsewhere.resolve("s.json"),
                "file://" + elsewhere,
                "../up.json",
                "file:///../up.json",
                "link.json",
                "link/s.json",
                "link",
                "link/")) {
            write("stranger/a.yaml", using(bind(location), "{{TOKEN}}"));
            try (var server = TestServer.of(stranger)
                    .upstream(upstream.url())
                    .bindRoots(stranger)
                    .start()) {
                assertThat(sent(server)).as(location).isNull();
                assertThat(server.server().catalog().entries().get(0).fileProblems())
                        .as(location)
                        .anyMatch(problem -> problem.code().code().equals("bind-file-outside"));
            }
        }
    }

    @Test
    void aLinkThatLeadsOutsideLaterIsNotFollowed() throws IOException {
        Files.writeString(elsewhere.resolve("s.json"), "{\"the-token\": \"stolen\"}");
        write("a.yaml", using(bind("./s.json"), "{{TOKEN}}"));
        try (var server = withClock().bindRoots(folder).start()) {
            assertThat(sent(server)).isNull();
            Files.createSymbolicLink(folder.resolve("s.json"), elsewhere.resolve("s.json"));
            aSecondLater();
            assertThat(sent(server)).isNull();
            Files.delete(folder.resolve("s.json"));
            mount(elsewhere, "..2026", "stolen");
            Files.createSymbolicLink(folder.resolve("s.json"), elsewhere);
            aSecondLater();
            assertThat(sent(server)).isNull();
        }
    }

    @Test
    void hostileFilesGiveNothingAndStopNothing() throws Exception {
        write("a.yaml", using(bind("./s.yaml.d"), "{{TOKEN}}"));
        var file = folder.resolve("s.yaml.d");
        try (var server = withClock().start()) {
            Files.write(file, new byte[1024 * 1024 + 1]);
            aSecondLater();
            assertThat(sent(server)).isNull();
            Files.delete(file);
            assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                    .isZero();
            aSecondLater();
            assertThat(sent(server)).isNull();
            Files.delete(file);
            Files.writeString(file, "[".repeat(100_000));
            aSecondLater();
            assertThat(sent(server)).isNull();
            Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
            aSecondLater();
            assertThat(sent(server)).isNull();
            Files.createDirectory(folder.resolve("d"));
            Files.delete(file);
            Files.createSymbolicLink(file, file.getFileName());
            aSecondLater();
            assertThat(sent(server)).isNull();
            Files.delete(file);
            write("s.yaml.d", "{\"the-token\": \"t1\"}");
            aSecondLater();
            assertThat(sent(server)).isEqualTo("Bearer t1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the-token: *a",
                "the-token: &a [*a]",
                "[[[[",
                "a: b: c",
                "--- a\n--- b",
                "the-token: !!java.lang.String {",
                """
                a: &a [x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x,x]
                b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
                c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]
                the-token: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]
                """
            })
    void hostileYamlGivesNothing(String yaml) throws IOException {
        Files.createDirectory(folder.resolve("conf"));
        write("a.yaml", using(bind("./conf/s.yaml"), "{{TOKEN}}"));
        write("conf/s.yaml", yaml);
        try (var server = server().start()) {
            assertThat(sent(server)).isNull();
        }
        write("conf/s.yaml", "the-token: " + "[".repeat(50_000) + "]".repeat(50_000));
        try (var server = server().start()) {
            assertThat(sent(server)).isNull();
        }
    }

    @Test
    void anImportedBindCountsFromItsOwnFile() throws IOException {
        Files.createDirectory(folder.resolve("shared"));
        write("shared/binds.yaml", """
                ikanos: 1.0.0-alpha3
                binds: [{namespace: files, location: ./s.json, keys: {TOKEN: the-token}}]
                """);
        write("shared/s.json", "{\"the-token\": \"t1\"}");
        write("s.json", "{\"the-token\": \"wrong\"}");
        write("a.yaml", using("binds: [{import: files, from: ./shared/binds.yaml}]", "{{files.TOKEN}}"));
        try (var server = server().start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{name: refs, type: environment, resolution: file, uri: 'file:///./s.json', keys: {TOKEN: the-token}}    | of-file",
                "{name: refs, type: json, resolution: file, uri: s.json, keys: [the-token, TOKEN]}                         | of-environment",
                "{name: refs, type: variables, resolution: runtime, keys: {TOKEN: the-token}}                              | of-environment",
                "{name: refs, type: variables, resolution: runtime, uri: 'file:///./s.json', keys: {TOKEN: the-token}}     | of-environment",
            })
    void theReferencesOfOldVersionsAreBinds(String reference, String value) throws IOException {
        write(
                "a.yaml",
                using("externalRefs: [" + reference + "]", "{{refs.TOKEN}}").replace("1.0.0-alpha2", "\"0.5\""));
        write("s.json", "{\"the-token\": \"of-file\"}");
        try (var server = server().variables(Map.of("the-token", "of-environment", "TOKEN", "of-environment"))
                .start()) {
            assertThat(sent(server)).isEqualTo("Bearer " + value);
        }
    }

    @Test
    void aMockReadsNoSecret() throws IOException {
        write("a.yaml", using(bind("./s.json"), "{{TOKEN}}"));
        write("s.json", "{\"the-token\": \"t1\"}");
        try (var server = server().mock().start()) {
            assertThat(server.get(server.rest("/one")).statusCode()).isEqualTo(200);
            assertThat(new String(server.get(server.control("/mock/requests")).body(), UTF_8))
                    .doesNotContain("t1");
        }
    }

    @Test
    void aSchemeThatNobodyReadsIsToldAndTheEnvironmentCounts() throws IOException {
        write("a.yaml", using(bind("aws-secrets://shop"), "{{TOKEN}}"));
        try (var server = server().variables(Map.of("TOKEN", "t1")).start()) {
            assertThat(sent(server)).isEqualTo("Bearer t1");
            assertThat(server.server().catalog().entries().get(0).fileProblems())
                    .anyMatch(problem -> problem.message()
                            .equals("'aws-secrets://shop' is not read: no store for it is installed (known: file, k8s,"
                                    + " k8s-secret, test-store, vault); these variables come from the environment"));
        }
    }

    @Test
    void aStoreOfOthersIsFound() throws IOException {
        write("a.yaml", using(bind("test-store://shop"), "{{TOKEN}}"));
        try (var server = server().start()) {
            assertThat(sent(server)).isEqualTo("Bearer test-store://shop#the-token");
        }
    }

    @Test
    void aFileOfValuesAmongTheCapabilityFilesIsNotTakenForOne() throws IOException {
        write("a.yaml", using(bind("file:///./values.yaml"), "{{TOKEN}}"));
        write("values.yaml", "the-token: t1");

        var result = CommandFixture.run("validate", folder.toString());

        assertThat(result.out()).isEqualTo("1 file: 0 errors, 0 warnings\n");
        assertThat(result.code()).isZero();
    }

    @Test
    void aFileOfOtherThingsAmongTheCapabilityFilesIsTold() throws IOException {
        write("a.yaml", using(bind("file:///./values.yaml"), "{{TOKEN}}"));
        write("others.yaml", "the-token: t1");

        assertThat(CommandFixture.run("validate", folder.toString()).out())
                .contains("others.yaml:1:1: error: this is not a capability file");
    }
}
