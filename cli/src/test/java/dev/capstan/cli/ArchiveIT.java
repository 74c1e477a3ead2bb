package dev.capstan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive of classes that the launcher makes, in a folder of its own. */
@Timeout(120)
class ArchiveIT {
    private static final Path ROOT = Path.of(System.getProperty("capstan.root"));
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    private static final FileTime BUILT = FileTime.from(Instant.parse("2026-01-02T00:00:00Z"));
    private static final String JAVA_HOME = System.getProperty("java.home");
    private static final String MAIN = "dev.capstan.cli.Capstan source: ";

    @TempDir
    Path root;

    private String javaHome = JAVA_HOME;
    private Path jar;
    private Path archive;
    private Path madeFor;

    private record Run(int code, String out, String err) {
        boolean usesArchive() {
            return out.contains(MAIN + "shared objects file");
        }
    }

    /** What the launcher looks at: itself, the jar, sources that are older, and files to rehearse with. */
    @BeforeEach
    void layOut() throws IOException {
        var target = Files.createDirectories(root.resolve("cli/target"));
        jar = Files.copy(Path.of(System.getProperty("capstan.jar")), target.resolve("capstan.jar"));
        Files.setLastModifiedTime(jar, BUILT);
        Files.copy(ROOT.resolve("capstan"), root.resolve("capstan"));
        Files.createDirectories(root.resolve("cli/src/main"));
        Files.createFile(root.resolve("pom.xml"));
        Files.createFile(root.resolve("cli/pom.xml"));
        for (var source : new String[] {"pom.xml", "cli/pom.xml", "cli/src/main"}) {
            Files.setLastModifiedTime(root.resolve(source), LONG_AGO);
        }
        var capabilities = Files.createDirectory(root.resolve("capabilities"));
        Files.copy(ROOT.resolve("capabilities/track-events.yaml"), capabilities.resolve("track-events.yaml"));
        var major = Runtime.version().feature();
        archive = target.resolve("capstan-" + major + ".jsa");
        madeFor = target.resolve("capstan-" + major + ".for");
    }

    private Run run(String options) throws IOException, InterruptedException {
        var err = root.resolve("err.txt");
        var builder = new ProcessBuilder("sh", "capstan", "list", "--json")
                .directory(root.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", javaHome);
        builder.environment().put("CAPSTAN_JAVA_OPTS", options);
        builder.environment().put("XDG_CACHE_HOME", root.resolve("cache").toString());
        var process = builder.start();
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), out, Files.readString(err));
    }

    private Run shown() throws IOException, InterruptedException {
        return run("-Xlog:class+load");
    }

    /** The file that tells what the archive is for comes last. */
    private void awaitMade(WatchService changes) throws InterruptedException, IOException {
        while (!Files.exists(madeFor) || !Files.getLastModifiedTime(madeFor).equals(Files.getLastModifiedTime(jar))) {
            var key = changes.poll(60, TimeUnit.SECONDS);
            assertThat(key).as("a change beside the jar").isNotNull();
            key.pollEvents();
            key.reset();
        }
    }

    private void make() throws IOException, InterruptedException {
        try (var changes = root.getFileSystem().newWatchService()) {
            archive.getParent()
                    .register(changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            var first = shown();
            assertThat(first.code()).isZero();
            assertThat(first.usesArchive()).isFalse();
            awaitMade(changes);
        }
    }

    @Test
    void theSecondStartUsesWhatTheFirstMadeUnlessItIsBroken() throws Exception {
        make();

        var second = shown();
        assertThat(second.code()).isZero();
        assertThat(second.usesArchive()).isTrue();
        assertThat(second.err()).isEmpty();

        Files.delete(archive);
        Files.writeString(archive, "no archive");
        var third = run("");
        assertThat(third.code()).isZero();
        assertThat(third.out()).startsWith("{").contains("track-events");
        assertThat(third.err()).isEmpty();
    }

    @Test
    void anArchiveOfAnotherJarIsMadeAgain() throws Exception {
        make();
        var old = Files.readAttributes(archive, BasicFileAttributes.class).fileKey();
        // Older than before, too: a jar may be put back.
        Files.setLastModifiedTime(jar, FileTime.from(BUILT.toInstant().minusSeconds(60)));

        make();

        assertThat(Files.readAttributes(archive, BasicFileAttributes.class).fileKey())
                .isNotEqualTo(old);
        assertThat(shown().usesArchive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill -9 $$", "kill -TERM $PPID $$"})
    void whatWasKilledIsTriedAgain(String killing) throws Exception {
        var java = root.resolve("jdk/bin/java");
        Files.createDirectories(java.getParent());
        Files.copy(Path.of(JAVA_HOME, "release"), root.resolve("jdk/release"));
        Files.writeString(java, """
                #!/bin/sh
                case "$*" in *rehearse*) %s ;; esac
                exec '%s/bin/java' "$@"
                """.formatted(killing, JAVA_HOME));
        assertThat(java.toFile().setExecutable(true)).isTrue();

        try (var changes = root.getFileSystem().newWatchService()) {
            archive.getParent().register(changes, StandardWatchEventKinds.ENTRY_DELETE);
            javaHome = root.resolve("jdk").toString();
            assertThat(shown().code()).isZero();
            // The folder that keeps others from making one at the same time goes last.
            var isOver = false;
            while (!isOver) {
                var key = changes.take();
                isOver = key.pollEvents().stream()
                        .anyMatch(gone -> String.valueOf(gone.context()).endsWith(".busy"));
                key.reset();
            }
        }

        assertThat(archive.getParent()).isDirectoryNotContaining("glob:**/capstan-*");
        javaHome = JAVA_HOME;
        make();
    }

    @Test
    void whatIsLeftOfLongAgoIsInNobodysWay() throws Exception {
        var name = archive.getFileName().toString().replace(".jsa", "");
        var half = Files.createFile(archive.resolveSibling(name + ".4711.jsa"));
        var busy = Files.createDirectory(archive.resolveSibling(name + ".busy"));
        Files.setLastModifiedTime(half, LONG_AGO);
        Files.setLastModifiedTime(busy, LONG_AGO);

        make();

        assertThat(half).doesNotExist();
    }

    @Test
    void nothingIsMadeWhereTheUserWantsNone() throws Exception {
        assertThat(run("-Xshare:off").code()).isZero();

        assertThat(archive.getParent()).isDirectoryNotContaining("glob:**.for");
    }
}
