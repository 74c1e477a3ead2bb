package dev.capstan.bind;

import dev.capstan.value.BindLocation;
import dev.capstan.value.Secret;
import dev.capstan.value.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of keys and values that a bind names, or a folder with a file for each. Looked at again at most once a second,
 * and read when it has changed. When it can no longer be read, the last values stay, and the log says so once.
 */
final class BindFile implements Variables {
    static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final System.Logger LOG = System.getLogger(BindFile.class.getName());

    private final BindLocation.File location;
    private final LongSupplier nanos;
    private final SecretsFolder folder;
    private volatile @Nullable Look last;

    /**
     * What was seen at a time.
     *
     * @param trouble why it could not be read, when that is so
     */
    private record Look(
            Map<String, String> values,
            boolean isFolder,
            SmallFile.@Nullable Stamp stamp,
            @Nullable String trouble,
            long lookedAt) {}

    BindFile(BindLocation.File location, LongSupplier nanos) {
        this.location = location;
        this.nanos = nanos;
        this.folder = new SecretsFolder(location.path(), location.roots(), nanos);
    }

    @Override
    public Optional<Secret> find(String key) {
        var now = current();
        return now.isFolder()
                ? folder.find(key)
                : Optional.ofNullable(now.values().get(key)).map(Secret::new);
    }

    private Look current() {
        var seen = last;
        if (seen != null && nanos.getAsLong() - seen.lookedAt() < LOOK_AGAIN_NANOS) {
            return seen;
        }
        var now = look(seen == null ? new Look(Map.of(), false, null, null, 0) : seen);
        last = now;
        return now;
    }

    private Look look(Look before) {
        var now = nanos.getAsLong();
        var path = location.path();
        if (Files.isDirectory(path)) {
            return new Look(Map.of(), true, null, null, now);
        }
        try {
            var stamp = SmallFile.Stamp.of(path);
            if (stamp.equals(before.stamp())) {
                return new Look(before.values(), false, stamp, before.trouble(), now);
            }
            var values = KeyValues.read(String.valueOf(path.getFileName()), SmallFile.read(path, location.roots()));
            return new Look(values, false, stamp, null, now);
        } catch (IOException e) {
            return failed(before, Unusable.reason(e), now);
        }
    }

    private Look failed(Look before, String trouble, long now) {
        if (!trouble.equals(before.trouble())) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} ({1} in a bind) is not read: {2}{3}",
                    location.path(),
                    location.written(),
                    trouble,
                    before.values().isEmpty() && !before.isFolder() ? "" : "; its last values stay");
        }
        return new Look(before.values(), before.isFolder(), null, trouble, now);
    }
}
