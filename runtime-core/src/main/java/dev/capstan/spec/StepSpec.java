package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One of several steps that a unit takes, in order (format, section on steps and mappings). */
public sealed interface StepSpec {
    /** What later steps call it. */
    Located<String> name();

    Position position();

    /** A call of a consumed operation. */
    record Call(Located<String> name, Located<String> call, List<UnitSpec.With> with, Position position)
            implements StepSpec {
        public Call {
            with = List.copyOf(with);
        }
    }

    /**
     * A search in what an earlier step gave.
     *
     * @param index the earlier step
     * @param match the field of its entries that is compared
     * @param value what it is compared with; an expression
     * @param fields the fields of the entry that are kept; none means all
     */
    record Lookup(
            Located<String> name,
            Located<String> index,
            Located<String> match,
            Located<String> value,
            List<String> fields,
            Position position)
            implements StepSpec {
        public Lookup {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A program that computes something.
     *
     * @param language in lower case; absent means the operator's default
     * @param location the folder of the files; absent means the operator's default
     * @param literals which values of {@code with} are numbers, booleans or null, and no texts
     */
    record Script(
            Located<String> name,
            Optional<Located<String>> language,
            Optional<Located<String>> location,
            Located<String> file,
            List<Located<String>> dependencies,
            List<UnitSpec.With> with,
            Set<String> literals,
            Position position)
            implements StepSpec {
        public Script {
            literals = Set.copyOf(literals);
            dependencies = List.copyOf(dependencies);
            with = List.copyOf(with);
        }
    }

    /** A step that cannot be understood; a problem says why. */
    record Unreadable(Located<String> name, Position position) implements StepSpec {}
}
