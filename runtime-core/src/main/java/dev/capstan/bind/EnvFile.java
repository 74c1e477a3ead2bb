package dev.capstan.bind;

import dev.capstan.value.ByteOrderMark;
import dev.capstan.value.Secret;
import dev.capstan.value.Variables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Variables in a file of {@code NAME=value} lines. Blank lines and lines that start with {@code #} do not count,
 * {@code export} may stand before a name, and a value may stand in single or double quotes.
 *
 * <p>The file is looked at again at most once a second and read again when it has changed. When it cannot be read any
 * more, the last values stay, and the log says so once.
 */
public final class EnvFile implements Variables {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final System.Logger LOG = System.getLogger(EnvFile.class.getName());

    private final Path file;
    private volatile Snapshot snapshot;

    /** @param trouble why the file could not be read at the last look */
    private record Snapshot(
            Map<String, String> values,
            SmallFile.@Nullable Stamp stamp,
            @Nullable String trouble,
            long lookedAt) {
        boolean isFresh() {
            return System.nanoTime() - lookedAt < LOOK_AGAIN_NANOS;
        }
    }

    private EnvFile(Path file) throws IOException {
        this.file = file;
        this.snapshot = read(SmallFile.Stamp.of(file));
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read, or a line is not {@code NAME=value}; its message says why
     */
    public static EnvFile of(Path file) throws IOException {
        try {
            return new EnvFile(file);
        } catch (IOException e) {
            throw new Unusable(Unusable.reason(e));
        }
    }

    @Override
    public Optional<Secret> find(String name) {
        return Optional.ofNullable(current().values().get(name)).map(Secret::new);
    }

    private Snapshot current() {
        var last = snapshot;
        return last.isFresh() ? last : refreshed();
    }

    private synchronized Snapshot refreshed() {
        if (!snapshot.isFresh()) {
            snapshot = refresh(snapshot);
        }
        return snapshot;
    }

    private Snapshot refresh(Snapshot last) {
        try {
            var stamp = SmallFile.Stamp.of(file);
            // What another command writes can be read once, and to try again may wait for ever.
            return stamp.equals(last.stamp()) || !Files.isRegularFile(file)
                    ? new Snapshot(last.values(), stamp, null, System.nanoTime())
                    : read(stamp);
        } catch (IOException e) {
            var trouble = Unusable.reason(e);
            if (!trouble.equals(last.trouble())) {
                LOG.log(System.Logger.Level.WARNING, "{0} is not read: {1}; its last values stay", file, trouble);
            }
            return new Snapshot(last.values(), null, trouble, System.nanoTime());
        }
    }

    private Snapshot read(SmallFile.Stamp stamp) throws IOException {
        var bytes = ByteBuffer.wrap(SmallFile.bytes(file));
        var lines = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString().lines();
        return new Snapshot(parse(lines.toList()), stamp, null, System.nanoTime());
    }

    /**
     * The variables in lines.
     *
     * @throws IOException when a line is not {@code NAME=value}; the message tells its number
     */
    static Map<String, String> parse(List<String> lines) throws IOException {
        var values = new HashMap<String, String>();
        var number = 0;
        for (var line : lines) {
            number++;
            var text = (number == 1 ? ByteOrderMark.removed(line) : line).strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            var equals = Math.max(0, text.indexOf('='));
            var before = text.substring(0, equals).strip();
            var name = before.startsWith("export ") ? before.substring(7).strip() : before;
            if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
                // The line itself may hold a secret, so only its number is told.
                throw new Unusable("line " + number + " is not NAME=value");
            }
            values.put(name, unquote(text.substring(equals + 1)));
        }
        return Map.copyOf(values);
    }

    private static String unquote(String value) {
        var text = value.strip();
        var quoted = text.length() >= 2
                && (text.startsWith("'") && text.endsWith("'") || text.startsWith("\"") && text.endsWith("\""));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }
}
