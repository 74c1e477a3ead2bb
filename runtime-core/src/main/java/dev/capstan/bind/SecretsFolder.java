package dev.capstan.bind;

import dev.capstan.value.Secret;
import dev.capstan.value.Variables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A folder with a file for each variable, named like it, as Kubernetes and Docker mount secrets. One line break at the
 * end of a file does not belong to the value. Files are looked at again at most once a second.
 *
 * <p>A variable whose file is gone is not set any more. When a file cannot be read, or the whole folder is gone, the last
 * value stays.
 */
public final class SecretsFolder implements Variables {
    private static final System.Logger LOG = System.getLogger(SecretsFolder.class.getName());

    /** What Kubernetes allows as a key, without what is hidden, such as its own {@code ..data}. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}");

    private final Path folder;
    private final List<Path> roots;
    private final LongSupplier nanos;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    /** @param trouble why it could not be read when it was last looked at */
    private record Entry(
            Optional<Secret> value,
            SmallFile.@Nullable Stamp stamp,
            @Nullable String trouble,
            long lookedAt) {}

    /** A folder that whoever runs Capstan has named: links in it may lead anywhere. */
    public SecretsFolder(Path folder) {
        this(folder, System::nanoTime);
    }

    /** @param nanos the clock by which files are looked at again */
    public SecretsFolder(Path folder, LongSupplier nanos) {
        this(folder, List.of(), nanos);
    }

    /** @param roots the folders below which its files must lie, after links are followed; none means anywhere */
    SecretsFolder(Path folder, List<Path> roots, LongSupplier nanos) {
        this.folder = folder;
        this.roots = roots;
        this.nanos = nanos;
    }

    @Override
    public Optional<Secret> find(String name) {
        var last = entries.get(name);
        if (last != null && nanos.getAsLong() - last.lookedAt() < BindFile.LOOK_AGAIN_NANOS) {
            return last.value();
        }
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        var now = refresh(name, last);
        entries.put(name, now);
        return now.value();
    }

    private Entry refresh(String name, @Nullable Entry last) {
        var now = nanos.getAsLong();
        var file = folder.resolve(name);
        try {
            var stamp = SmallFile.Stamp.of(file);
            if (last != null && stamp.equals(last.stamp())) {
                return new Entry(last.value(), stamp, last.trouble(), now);
            }
            return new Entry(Optional.of(read(file)), stamp, null, now);
        } catch (NoSuchFileException e) {
            var value = last == null || Files.isDirectory(folder) ? Optional.<Secret>empty() : last.value();
            return new Entry(value, null, null, now);
        } catch (IOException e) {
            return failed(file, Unusable.reason(e), last, now);
        }
    }

    private Secret read(Path file) throws IOException {
        var text = new String(SmallFile.read(file, roots), StandardCharsets.UTF_8);
        var end = text.endsWith("\r\n") ? 2 : text.endsWith("\n") ? 1 : 0;
        return new Secret(text.substring(0, text.length() - end));
    }

    private static Entry failed(Path file, String trouble, @Nullable Entry last, long now) {
        if (last == null || !trouble.equals(last.trouble())) {
            var stays = last == null || last.value().isEmpty() ? "" : "; its last value stays";
            LOG.log(System.Logger.Level.WARNING, "{0} is not read: {1}{2}", file, trouble, stays);
        }
        return new Entry(last == null ? Optional.empty() : last.value(), null, trouble, now);
    }
}
