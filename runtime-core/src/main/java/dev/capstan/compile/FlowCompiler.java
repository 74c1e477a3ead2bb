package dev.capstan.compile;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.flow.Answer;
import dev.capstan.flow.Flow;
import dev.capstan.flow.Inputs;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.UnitSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compiles what an exposed unit does: one call, several steps, or an answer of its own. Used for one file. */
final class FlowCompiler {
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE", "OPTIONS");

    private final OperationTable operations;
    private final Functions functions;
    private final VariableScope variables;
    private final Scripts scripts;
    private final Problems problems;
    private final InputUsage inputUsage = new InputUsage();

    FlowCompiler(
            OperationTable operations,
            Functions functions,
            VariableScope variables,
            Scripts scripts,
            Problems problems) {
        this.operations = operations;
        this.functions = functions;
        this.variables = variables;
        this.scripts = scripts;
        this.problems = problems;
    }

    /**
     * A unit, and the function that it stands for.
     *
     * @param unit with what it has of the function
     * @param ref the function; empty when it names none, or one that is not there
     * @param callee the only operation that it calls; empty when it calls none, several, or one that is not there
     */
    record Resolved(UnitSpec unit, Optional<Functions.Found> ref, Optional<OperationTable.Callee> callee) {
        /** What the file says about the unit, otherwise about the operation that it calls. */
        String description() {
            return unit.description().isEmpty()
                    ? callee.map(it -> it.operation().description()).orElse("")
                    : unit.description();
        }

        /** The same with other inputs. */
        Resolved taking(List<ParameterSpec> inputs) {
            return new Resolved(unit.taking(inputs), ref, callee);
        }
    }

    /** Where a unit is exposed. */
    record Exposure(Door door, List<String> namespaces, String method, List<String> pathVariables) {
        Exposure {
            namespaces = List.copyOf(namespaces);
            pathVariables = List.copyOf(pathVariables);
        }
    }

    /** Tells which inputs no unit uses; when all are compiled. */
    void reportUnusedInputs() {
        inputUsage.reportUnused(problems);
    }

    /** A unit with what it does not say itself from the function that it refers to (format, section on {@code ref}). */
    Resolved resolve(UnitSpec unit, Exposure exposure) {
        reportTwoModes(unit);
        var found = unit.ref().flatMap(functions::find);
        var whole =
                found.map(it -> merged(unit, it.function().unit(), exposure)).orElse(unit);
        var isSingle =
                whole.steps().isEmpty() && found.isPresent() == unit.ref().isPresent();
        return new Resolved(whole, found, isSingle ? whole.call().flatMap(operations::find) : Optional.empty());
    }

    /** Of {@code ref}, {@code steps} and {@code call} one counts, in this order. */
    private void reportTwoModes(UnitSpec unit) {
        if (unit.call().isPresent() && (unit.ref().isPresent() || !unit.steps().isEmpty())) {
            problems.add(
                    ProblemCode.CALL_ASSUMED,
                    unit.call().get().position(),
                    "this 'call' stands beside " + (unit.ref().isPresent() ? "'ref'" : "'steps'")
                            + ", which counts; it is not made");
        }
    }

    private static UnitSpec merged(UnitSpec unit, UnitSpec function, Exposure exposure) {
        return new UnitSpec(
                unit.name().value().isBlank() ? function.name() : unit.name(),
                unit.label().or(function::label),
                unit.description().isEmpty() ? function.description() : unit.description(),
                unit.ref(),
                function.call(),
                unit.with(),
                unit.inputs().isEmpty() ? inherited(unit, function, exposure) : unit.inputs(),
                function.steps(),
                function.mappings(),
                function.outputs().isEmpty() ? unit.outputs() : function.outputs(),
                unit.binary().or(function.binary()),
                unit.position());
    }

    /**
     * The inputs of a function that the unit does not give itself. At a route each is a variable of the path, else in the
     * query or a member of the body.
     */
    private static List<ParameterSpec> inherited(UnitSpec unit, UnitSpec function, Exposure exposure) {
        var given = unit.with().stream().map(UnitSpec.With::parameter).toList();
        var inputs = function.inputs().stream()
                .filter(input -> !given.contains(input.name().value()))
                .toList();
        if (exposure.door() == Door.MCP) {
            return inputs;
        }
        var isSaid = inputs.stream().anyMatch(input -> input.required().isPresent());
        return inputs.stream()
                .map(input -> input.in().isPresent()
                        ? input
                        : input.found(
                                place(input.name().value(), exposure),
                                input.required().orElse(!isSaid)))
                .toList();
    }

    private static String place(String name, Exposure exposure) {
        return exposure.pathVariables().contains(name)
                ? "path"
                : WITHOUT_BODY.contains(exposure.method()) ? "query" : "body";
    }

    /** What a resolved unit does. */
    Flow compile(Resolved resolved, Exposure exposure) {
        var unit = resolved.unit();
        if (unit.ref().isPresent() && resolved.ref().isEmpty()) {
            var ref = unit.ref().get();
            return unavailable(
                    unit,
                    ProblemCode.REF_UNKNOWN,
                    FailureCode.CAPABILITY_FAULTY,
                    ref.position(),
                    functions.unknown(ref));
        }
        var inputs = new UnitInputs(unit, exposure.door(), exposure.pathVariables(), problems);
        var outer = Naming.of(exposure.namespaces(), exposure.door());
        // What refers to a function gives its inputs values by 'with'; the function has another 'with' for its call.
        var naming = resolved.ref()
                .map(ref -> outer.called(ref.namespaces()).within(unit.with()))
                .orElse(outer);
        var with = resolved.ref().map(ref -> ref.function().unit().with()).orElse(unit.with());
        if (!unit.steps().isEmpty()) {
            var compiler =
                    new StepsCompiler(unit, inputs, naming.within(with), operations, variables, scripts, problems);
            var flow = compiler.compile();
            inputUsage.add(unit.inputs(), compiler.isWhole() ? inputs.unused() : List.of());
            return flow;
        }
        if (unit.call().isPresent()) {
            return call(resolved, with, inputs, naming);
        }
        if (OutputCompiler.areConstant(unit.outputs())) {
            return constant(unit, inputs, naming.within(with));
        }
        return unavailable(
                unit,
                ProblemCode.CALL_MISSING,
                FailureCode.CAPABILITY_FAULTY,
                unit.position(),
                "there is no 'call' that names the operation to call"
                        + operations.suggestion(unit.name().value()));
    }

    private Flow call(Resolved resolved, List<UnitSpec.With> with, UnitInputs inputs, Naming naming) {
        var unit = resolved.unit();
        var call = unit.call().orElseThrow();
        var callee = resolved.callee();
        if (callee.isEmpty()) {
            return unavailable(
                    unit,
                    ProblemCode.CALL_UNKNOWN,
                    FailureCode.CAPABILITY_FAULTY,
                    call.position(),
                    operations.unknown(call));
        }
        var compiled = new CallCompiler(
                        unit.calling(call, with),
                        inputs,
                        naming,
                        callee.get(),
                        CallCompiler.Kind.ONLY,
                        variables,
                        problems)
                .compile();
        var expressions = new Expressions(
                naming.within(with),
                inputs,
                unit.name().value(),
                callee.get().operation().inputs(),
                variables,
                problems);
        var answer = callee.get().answer().answer(unit.outputs(), unit.binary(), expressions);
        inputs.addOwn(compiled::knows);
        inputUsage.add(unit.inputs(), compiled.isWhole() ? inputs.unused() : List.of());
        var refusal = answer instanceof Answer.Shaped ? callee.get().answer().refusal() : Optional.<Failure>empty();
        return compiled.obstacle()
                .or(() -> refusal)
                .<Flow>map(why -> new Flow.Unavailable(compiled.name(), inputs.build(), why))
                .orElseGet(() ->
                        new Flow.Call(inputs.build(), compiled.upstream().orElseThrow(), answer, expressions.uses()));
    }

    private Flow constant(UnitSpec unit, UnitInputs inputs, Naming naming) {
        var expressions = new Expressions(naming, inputs, unit.name().value(), List.of(), variables, problems);
        var shape = new OutputCompiler(expressions, List.of(), false, problems).constant(unit.outputs());
        inputs.addOwn(name -> true);
        inputUsage.add(unit.inputs(), List.of());
        return new Flow.Constant(inputs.build(), shape, expressions.uses());
    }

    private Flow unavailable(UnitSpec unit, ProblemCode problem, FailureCode code, Position position, String what) {
        problems.add(problem, position, what + "; calls of this answer 503");
        // It may well use them.
        inputUsage.add(unit.inputs(), List.of());
        var detail = Character.toUpperCase(what.charAt(0)) + what.substring(1) + " (" + position + ").";
        return new Flow.Unavailable(
                unit.call().map(Located::value).orElse(""), new Inputs(List.of()), Failure.of(code, detail));
    }
}
