package dev.capstan.value;

import dev.capstan.problem.Position;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The variables of one file: where it needs one, and which ones it declares.
 *
 * @param uses every place that needs a variable, each once, also of operations that cannot be called for another reason
 * @param declarations in file order
 */
public record FileVariables(List<VariableUse> uses, List<Declaration> declarations) {
    /** Of a file that cannot be read. */
    public static final FileVariables NONE = new FileVariables(List.of(), List.of());

    public FileVariables {
        uses = List.copyOf(uses);
        declarations = List.copyOf(declarations);
    }

    /** Adds the keys that are needed at the locations of binds. */
    public void collect(Map<BindLocation, Set<String>> keys) {
        uses.forEach(use -> use.location().ifPresent(place -> add(place, use.name(), keys)));
        declarations.forEach(it -> it.location().ifPresent(place -> add(place, it.source(), keys)));
    }

    /** Whether a bind has its values in this file, absolute. */
    public boolean areIn(Path file) {
        return declarations.stream()
                .anyMatch(it -> it.location().orElse(null) instanceof BindLocation.File place
                        && place.path().equals(file));
    }

    private static void add(BindLocation location, String key, Map<BindLocation, Set<String>> keys) {
        keys.computeIfAbsent(location, place -> new HashSet<>()).add(key);
    }

    /**
     * A variable that a bind declares.
     *
     * @param name in the file
     * @param location of its bind; empty means the environment and what stands in for it
     * @param source its name there
     * @param used whether anything in the file uses it
     */
    public record Declaration(
            String name, Optional<BindLocation> location, String source, boolean used, Position position) {}
}
