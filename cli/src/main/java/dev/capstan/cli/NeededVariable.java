package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.problem.Position;
import dev.capstan.value.BindLocation;
import dev.capstan.value.FileVariables.Declaration;
import dev.capstan.value.VariableUse;
import dev.capstan.value.Variables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A variable over all files. It knows where the value comes from, and never the value.
 *
 * @param name in the environment, the env file or wherever it comes from
 * @param location of the bind that declares it, as that is written; empty means the environment
 * @param source the label of the source that has it, also when it is empty there; {@code none} when nothing has it
 * @param uses the places that need it, sorted
 * @param declarations the binds that declare it, sorted
 */
record NeededVariable(
        String name,
        Optional<String> location,
        Standing standing,
        String source,
        List<VariableUse> uses,
        List<Declaration> declarations) {
    static final String NO_SOURCE = "none";

    /** Whether calls can be made as far as this variable goes. */
    enum Standing {
        /** It has no value, or an empty one where that will not do. */
        MISSING,
        SET,
        /** It is declared, and nothing needs it. */
        UNUSED;

        /** The word used in JSON. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    NeededVariable {
        uses = List.copyOf(uses);
        declarations = List.copyOf(declarations);
    }

    /** A variable by where it is to come from; of one name there may be several. */
    private record Wanted(String name, Optional<BindLocation> location) implements Comparable<Wanted> {
        static Wanted of(VariableUse use) {
            return new Wanted(use.name(), use.location());
        }

        static Wanted of(Declaration declaration) {
            return new Wanted(declaration.source(), declaration.location());
        }

        boolean isIn(Variables variables) {
            return location.flatMap(place -> variables.find(place, name))
                    .or(() -> variables.find(name))
                    .isPresent();
        }

        /** What people call a source: the locations of binds are many. */
        String label(VariableSource source) {
            return source.label().equals(VariableSource.BINDS)
                    ? location.map(BindLocation::written).orElse(source.label())
                    : source.label();
        }

        @Override
        public int compareTo(Wanted other) {
            return Comparator.comparing(Wanted::name)
                    .thenComparing(
                            wanted -> wanted.location().map(Object::toString).orElse(""))
                    .compare(this, other);
        }
    }

    private record Mentions(List<VariableUse> uses, List<Declaration> declarations) {
        Mentions() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** The variables that the served files need or declare, sorted by name. */
    static List<NeededVariable> of(Catalog catalog, List<VariableSource> sources) {
        var mentions = new TreeMap<Wanted, Mentions>();
        for (var entry : catalog.entries()) {
            entry.variables()
                    .uses()
                    .forEach(use -> mentions.computeIfAbsent(Wanted.of(use), name -> new Mentions())
                            .uses()
                            .add(use));
            entry.variables()
                    .declarations()
                    .forEach(declaration -> mentions.computeIfAbsent(Wanted.of(declaration), name -> new Mentions())
                            .declarations()
                            .add(declaration));
        }
        return mentions.entrySet().stream()
                .map(variable -> of(variable.getKey(), variable.getValue(), sources))
                .toList();
    }

    private static NeededVariable of(Wanted wanted, Mentions mentions, List<VariableSource> sources) {
        var source = sources.stream()
                .filter(candidate -> wanted.isIn(candidate.variables())
                        || mentions.uses().stream()
                                .anyMatch(use -> use.find(candidate.variables()).isPresent()))
                .findFirst();
        return new NeededVariable(
                wanted.name(),
                wanted.location().map(BindLocation::written),
                standing(mentions.uses(), sources),
                source.map(wanted::label).orElse(NO_SOURCE),
                sorted(mentions.uses(), VariableUse::position),
                sorted(mentions.declarations(), Declaration::position));
    }

    private static Standing standing(List<VariableUse> uses, List<VariableSource> sources) {
        if (uses.isEmpty()) {
            return Standing.UNUSED;
        }
        var variables = VariableSource.merged(sources);
        return uses.stream().anyMatch(use -> use.isMissing(variables)) ? Standing.MISSING : Standing.SET;
    }

    private static <T> List<T> sorted(List<T> mentions, Function<T, Position> position) {
        return mentions.stream()
                .sorted(Comparator.comparing(
                        position,
                        Comparator.comparing(Position::file)
                                .thenComparingInt(Position::line)
                                .thenComparingInt(Position::column)))
                .toList();
    }
}
