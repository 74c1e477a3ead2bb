package dev.capstan.cli;

import dev.capstan.bind.BindStore;
import dev.capstan.value.Variables;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A store as others write it, found by its entry in META-INF/services: each key has its own name as its value. */
public final class FakeStore implements BindStore {
    @Override
    public Set<String> schemes() {
        return Set.of("test-store");
    }

    @Override
    public Map<String, String> read(String location, Set<String> keys, Variables settings) {
        return keys.stream().collect(Collectors.toMap(key -> key, key -> location + "#" + key));
    }
}
