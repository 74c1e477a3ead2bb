package dev.capstan.cli;

import dev.capstan.catalog.Catalog;
import dev.capstan.problem.Position;
import dev.capstan.value.FileVariables.Declaration;
import dev.capstan.value.VariableUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A variable over all files. It knows where the value comes from, and never the value.
 *
 * @param name in the environment, the env file or wherever it comes from
 * @param source the label of the source that has it, also when it is empty there; {@code none} when nothing has it
 * @param uses the places that need it, sorted
 * @param declarations the binds that declare it, sorted
 */
record NeededVariable(
        String name, Standing standing, String source, List<VariableUse> uses, List<Declaration> declarations) {
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

    private record Mentions(List<VariableUse> uses, List<Declaration> declarations) {
        Mentions() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** The variables that the served files need or declare, sorted by name. */
    static List<NeededVariable> of(Catalog catalog, List<VariableSource> sources) {
        var mentions = new TreeMap<String, Mentions>();
        for (var entry : catalog.entries()) {
            entry.variables()
                    .uses()
                    .forEach(use -> mentions.computeIfAbsent(use.name(), name -> new Mentions())
                            .uses()
                            .add(use));
            entry.variables()
                    .declarations()
                    .forEach(declaration -> mentions.computeIfAbsent(declaration.source(), name -> new Mentions())
                            .declarations()
                            .add(declaration));
        }
        return mentions.entrySet().stream()
                .map(variable -> of(variable.getKey(), variable.getValue(), sources))
                .toList();
    }

    private static NeededVariable of(String name, Mentions mentions, List<VariableSource> sources) {
        var source = sources.stream()
                .filter(candidate -> candidate.variables().find(name).isPresent()
                        || mentions.uses().stream()
                                .anyMatch(use -> use.find(candidate.variables()).isPresent()))
                .findFirst();
        return new NeededVariable(
                name,
                standing(mentions.uses(), sources),
                source.map(VariableSource::label).orElse(NO_SOURCE),
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
