package dev.capstan.spec;

import dev.capstan.problem.Position;
import java.util.List;
import java.util.Optional;

/**
 * What an exposed REST operation, a tool and a function of an aggregate have in common.
 *
 * @param label what people call it
 * @param ref the function to run, {@code aggregate.function}
 * @param call the operation to call, {@code namespace.operation}
 * @param with the values for its inputs
 * @param inputs what it declares itself
 * @param steps what it does one after the other
 * @param mappings what the answer is made of after the steps
 * @param outputs what is made of the answer
 * @param binary what it says of answers that are bytes
 */
public record UnitSpec(
        Located<String> name,
        Optional<String> label,
        String description,
        Optional<Located<String>> ref,
        Optional<Located<String>> call,
        List<With> with,
        List<ParameterSpec> inputs,
        List<StepSpec> steps,
        List<MappingSpec> mappings,
        List<OutputSpec> outputs,
        BinarySpec binary,
        Position position) {
    public UnitSpec {
        with = List.copyOf(with);
        inputs = List.copyOf(inputs);
        steps = List.copyOf(steps);
        mappings = List.copyOf(mappings);
        outputs = List.copyOf(outputs);
    }

    /**
     * What is said of answers that are bytes.
     *
     * @param answers what they are called; none means that nothing is said of that
     * @param maxSize how large they may be
     */
    public record BinarySpec(List<BinaryAnswer> answers, Optional<Located<String>> maxSize) {
        /** Nothing is said. */
        public static final BinarySpec NOTHING = new BinarySpec(List.of(), Optional.empty());

        public BinarySpec {
            answers = List.copyOf(answers);
        }

        /** This one, and where it says nothing the other. */
        public BinarySpec or(BinarySpec other) {
            return new BinarySpec(answers.isEmpty() ? other.answers : answers, maxSize.or(() -> other.maxSize));
        }

        /** Of what type answers are, whatever their status. */
        static BinarySpec ofType(Optional<String> mediaType, Optional<Located<String>> maxSize) {
            return new BinarySpec(
                    mediaType.map(type -> new BinaryAnswer(Optional.empty(), type)).stream()
                            .toList(),
                    maxSize);
        }
    }

    /**
     * Answers that are bytes.
     *
     * @param status of the answers; absent means all
     */
    public record BinaryAnswer(Optional<Integer> status, String mediaType) {}

    /** One value for an input of the called operation. */
    public record With(String parameter, Located<String> value) {}

    /** One value of the answer after steps, and where in it that goes; dots make objects in objects. */
    public record MappingSpec(Located<String> target, Located<String> value) {}

    /** A unit of which nothing is known but where it is. */
    public static UnitSpec at(Position position) {
        return new UnitSpec(
                new Located<>("", position),
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                BinarySpec.NOTHING,
                position);
    }

    /** The same unit under a name. */
    UnitSpec named(Located<String> other) {
        return new UnitSpec(
                other, label, description, ref, call, with, inputs, steps, mappings, outputs, binary, position);
    }

    /** The same unit with other inputs. */
    public UnitSpec taking(List<ParameterSpec> others) {
        return new UnitSpec(
                name, label, description, ref, call, with, others, steps, mappings, outputs, binary, position);
    }

    /** The same unit with other values for the inputs of the called operation. */
    public UnitSpec giving(List<With> values) {
        return new UnitSpec(
                name, label, description, ref, call, values, inputs, steps, mappings, outputs, binary, position);
    }

    /** The same unit with what it does not say itself of answers that are bytes. */
    UnitSpec ofBytes(BinarySpec otherwise) {
        return new UnitSpec(
                name,
                label,
                description,
                ref,
                call,
                with,
                inputs,
                steps,
                mappings,
                outputs,
                binary.or(otherwise),
                position);
    }

    /** One call of this unit: its inputs, and another operation with other values for it. */
    public UnitSpec calling(Located<String> other, List<With> values) {
        return new UnitSpec(
                name,
                label,
                description,
                Optional.empty(),
                Optional.of(other),
                values,
                inputs,
                List.of(),
                List.of(),
                List.of(),
                BinarySpec.NOTHING,
                position);
    }
}
