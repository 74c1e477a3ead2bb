package dev.capstan.value;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Variables as they are when they are first asked for. Belongs to one call. */
final class VariablesSnapshot implements Variables {
    private final Variables now;
    // Most calls ask for no variable at all, or for none of a location, so what keeps them is made when one is asked
    // for.
    private @Nullable Map<String, Optional<Secret>> byName;
    private @Nullable Map<BindLocation, Map<String, Optional<Secret>>> byLocation;

    VariablesSnapshot(Variables now) {
        this.now = now;
    }

    @Override
    public Optional<Secret> find(String name) {
        if (byName == null) {
            byName = new HashMap<>();
        }
        return byName.computeIfAbsent(name, now::find);
    }

    @Override
    public Optional<Secret> find(BindLocation location, String key) {
        if (byLocation == null) {
            byLocation = new HashMap<>();
        }
        return byLocation
                .computeIfAbsent(location, place -> new HashMap<>())
                .computeIfAbsent(key, name -> now.find(location, name));
    }
}
