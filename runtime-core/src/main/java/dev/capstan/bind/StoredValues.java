package dev.capstan.bind;

import dev.capstan.value.Secret;
import dev.capstan.value.Variables;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a {@link BindStore} gave for a location, in memory. Asked by many threads, refreshed by one at a time. */
final class StoredValues implements Variables {
    private static final System.Logger LOG = System.getLogger(StoredValues.class.getName());

    private final BindStore store;
    private final String location;
    private final Variables settings;
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private volatile Set<String> keys = Set.of();
    private volatile Map<String, String> values = Map.of();
    private volatile boolean isFailing;

    StoredValues(BindStore store, String location, Variables settings) {
        this.store = store;
        this.location = location;
        this.settings = settings;
    }

    @Override
    public Optional<Secret> find(String key) {
        return Optional.ofNullable(values.get(key)).map(Secret::new);
    }

    /** @return whether there are keys among them that were not needed before */
    boolean expect(Set<String> needed) {
        var hasMore = !keys.containsAll(needed);
        keys = Set.copyOf(needed);
        return hasMore;
    }

    /** Whether nobody refreshes it yet; who is told so does it from now on. */
    boolean start() {
        return isStarted.compareAndSet(false, true);
    }

    boolean isFailing() {
        return isFailing;
    }

    /** Reads the values again; when that fails, the last ones stay, and the log says so once. */
    synchronized void refresh() {
        try {
            values = Map.copyOf(store.read(location, keys, settings));
            if (isFailing) {
                LOG.log(System.Logger.Level.INFO, "{0} is read again", location);
            }
            isFailing = false;
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            // Its text is not ours, and may show anything.
            failed("unexpected " + e.getClass().getName());
        }
    }

    private void failed(String why) {
        if (!isFailing) {
            var stay = values.isEmpty() ? "" : "; its last values stay";
            LOG.log(System.Logger.Level.WARNING, "{0} is not read: {1}{2}", location, why, stay);
        }
        isFailing = true;
    }
}
