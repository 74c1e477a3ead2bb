package dev.capstan.compile;

import dev.capstan.failure.Failure;
import dev.capstan.failure.FailureCode;
import dev.capstan.flow.Answer;
import dev.capstan.flow.Flow;
import dev.capstan.flow.Step;
import dev.capstan.mapping.OutputShape;
import dev.capstan.problem.Position;
import dev.capstan.problem.ProblemCode;
import dev.capstan.problem.Problems;
import dev.capstan.spec.Located;
import dev.capstan.spec.StepSpec;
import dev.capstan.spec.UnitSpec;
import dev.capstan.spec.UnitSpec.MappingSpec;
import dev.capstan.value.JsonPath;
import dev.capstan.value.Operand;
import dev.capstan.value.Value;
import dev.capstan.value.ValueType;
import dev.capstan.value.VariableUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compiles the steps of one unit, and what its answer is made of after them. Used for one unit. */
final class StepsCompiler {
    private final UnitSpec unit;
    private final UnitInputs inputs;
    private final Naming naming;
    private final OperationTable operations;
    private final VariableScope variables;
    private final Scripts scripts;
    private final Problems problems;

    private final List<String> names = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<CallCompiler.Compiled> calls = new ArrayList<>();
    private final List<VariableUse> uses = new ArrayList<>();
    private Optional<OperationTable.Callee> last = Optional.empty();
    private Optional<Failure> obstacle = Optional.empty();

    /** @param naming outside of the steps */
    StepsCompiler(
            UnitSpec unit,
            UnitInputs inputs,
            Naming naming,
            OperationTable operations,
            VariableScope variables,
            Scripts scripts,
            Problems problems) {
        this.unit = unit;
        this.inputs = inputs;
        this.naming = naming;
        this.operations = operations;
        this.variables = variables;
        this.scripts = scripts;
        this.problems = problems;
    }

    Flow compile() {
        for (var step : unit.steps()) {
            step(step);
            names.add(nameOf(step));
        }
        var expressions = expressions();
        var result = result(expressions);
        var answer = last.<Answer>map(callee -> callee.answer().answer(unit.outputs(), unit.binary(), expressions))
                .orElseGet(Answer.AsItCame::new);
        uses.addAll(expressions.uses());
        var hasScript = unit.steps().stream().anyMatch(StepSpec.Script.class::isInstance);
        inputs.addOwn(name -> hasScript || calls.stream().anyMatch(call -> call.knows(name)));
        if (hasScript) {
            inputs.addPathVariables();
        }
        var failure = obstacle.or(
                () -> calls.stream().flatMap(call -> call.obstacle().stream()).findFirst());
        return failure.<Flow>map(why -> new Flow.Unavailable(operation(), inputs.build(), why))
                .orElseGet(() -> new Flow.Steps(
                        calls.isEmpty() ? String.join(", ", names) : operation(),
                        inputs.build(),
                        steps,
                        result,
                        answer,
                        uses));
    }

    /** Whether all of it was compiled, so that inputs that nothing asked for are unused. */
    boolean isWhole() {
        return obstacle.isEmpty() && calls.stream().allMatch(CallCompiler.Compiled::isWhole);
    }

    private String operation() {
        return calls.stream().map(CallCompiler.Compiled::name).collect(Collectors.joining(", "));
    }

    private Expressions expressions() {
        return new Expressions(naming.after(names), inputs, unit.name().value(), List.of(), variables, problems);
    }

    /** A step without a name is called like the operation. */
    private static String nameOf(StepSpec step) {
        var name = step.name().value();
        return name.isBlank() && step instanceof StepSpec.Call call
                ? call.call().value().substring(call.call().value().lastIndexOf('.') + 1)
                : name;
    }

    private void step(StepSpec step) {
        if (names.contains(nameOf(step))) {
            problems.add(
                    ProblemCode.STEP_INVALID,
                    step.name().position(),
                    "there is a step '" + nameOf(step) + "' before this one; references mean the first");
        }
        if (step instanceof StepSpec.Call call) {
            call(call);
        } else if (step instanceof StepSpec.Lookup lookup) {
            lookup(lookup);
        } else if (step instanceof StepSpec.Script script) {
            script(script);
        } else {
            faulty(step.position(), "the step '" + step.name().value() + "' cannot be understood");
        }
    }

    private void call(StepSpec.Call step) {
        var callee = operations.find(step.call());
        if (callee.isEmpty()) {
            problems.add(
                    ProblemCode.CALL_UNKNOWN,
                    step.call().position(),
                    operations.unknown(step.call()) + "; calls of this answer 503");
            obstruct(step.call().position(), operations.unknown(step.call()));
            return;
        }
        last = callee;
        var compiled = new CallCompiler(
                        unit.calling(step.call(), step.with()),
                        inputs,
                        naming.after(names),
                        callee.get(),
                        CallCompiler.Kind.STEP,
                        variables,
                        problems)
                .compile();
        calls.add(compiled);
        var answer = callee.get().answer();
        obstacle = obstacle.or(answer::refusal);
        var expressions = expressions();
        var outputs = answer.outputs(expressions);
        uses.addAll(expressions.uses());
        compiled.upstream()
                .ifPresent(upstream -> steps.add(new Step.Call(
                        nameOf(step),
                        upstream,
                        answer.format(),
                        outputs,
                        callee.get().api().standsIn())));
    }

    private void lookup(StepSpec.Lookup step) {
        var index = names.indexOf(step.index().value());
        if (index < 0) {
            faulty(
                    step.index().position(),
                    "the look-up '" + step.name().value() + "' searches in '"
                            + step.index().value() + "', which is no step before it"
                            + (names.isEmpty() ? "" : " (before it: " + String.join(", ", names) + ")"));
            return;
        }
        var expressions = expressions();
        var value = expressions.expression(
                step.value(), OutputCompiler.target(step.value().position()));
        uses.addAll(expressions.uses());
        steps.add(new Step.Lookup(nameOf(step), index, step.match().value(), value, step.fields()));
    }

    /** A script sees all that is there, so nobody need name it (format, section on script steps). */
    private void script(StepSpec.Script step) {
        var found = scripts.find(step);
        obstacle = obstacle.or(found::obstacle);
        var expressions = expressions();
        var parameters = parameters(expressions, step.position());
        var before = new LinkedHashMap<String, Integer>();
        for (var i = 0; i < names.size(); i++) {
            before.putIfAbsent(names.get(i), i);
        }
        var with = new LinkedHashMap<String, Operand>();
        step.with().forEach(value -> with.put(value.parameter(), value(step, value, expressions)));
        uses.addAll(expressions.uses());
        found.program()
                .ifPresent(program -> steps.add(
                        new Step.Script(nameOf(step), program, parameters, before, with, expressions.uses())));
    }

    /** What the file itself has for names of inputs. */
    private Map<String, Operand> parameters(Expressions expressions, Position position) {
        var parameters = new LinkedHashMap<String, Operand>();
        unit.inputs().stream()
                .map(input -> input.name().value())
                .filter(name -> inputs.fixedValue(name).isPresent())
                .forEach(name -> parameters.put(name, expressions.named(name, OutputCompiler.target(position))));
        naming.names().forEach(name -> parameters.put(name, expressions.named(name, OutputCompiler.target(position))));
        return parameters;
    }

    private static Operand value(StepSpec.Script step, UnitSpec.With with, Expressions expressions) {
        var text = with.value();
        var literal = step.literals().contains(with.parameter()) ? literal(text.value()) : Optional.<Value.Json>empty();
        return literal.<Operand>map(Operand.Literal::new)
                .orElseGet(() -> expressions.expression(text, OutputCompiler.target(text.position())));
    }

    /** A number, a boolean or null of YAML; one that JSON does not have stays a text. */
    private static Optional<Value.Json> literal(String text) {
        var word = text.toLowerCase(Locale.ROOT);
        return Value.Json.of(word.isEmpty() || word.equals("~") ? "null" : word);
    }

    // --- the answer ---

    /** Dots in a target make objects in objects (format, section on mappings). */
    private Optional<OutputShape> result(Expressions expressions) {
        if (unit.mappings().isEmpty()) {
            return Optional.empty();
        }
        var tree = new LinkedHashMap<String, Object>();
        for (var mapping : unit.mappings()) {
            put(mapping, value(mapping.value(), expressions), tree);
        }
        return Optional.of(object(tree));
    }

    @SuppressWarnings("unchecked") // the tree holds shapes and trees, nothing else
    private void put(MappingSpec mapping, OutputShape shape, Map<String, Object> tree) {
        var path = mapping.target().value().split("\\.", -1);
        var object = tree;
        for (var i = 0; i < path.length - 1; i++) {
            var below = object.computeIfAbsent(path[i], name -> new LinkedHashMap<String, Object>());
            if (!(below instanceof Map)) {
                twice(mapping);
                return;
            }
            object = (Map<String, Object>) below;
        }
        if (object.putIfAbsent(path[path.length - 1], shape) != null) {
            twice(mapping);
        }
    }

    private void twice(MappingSpec mapping) {
        problems.add(
                ProblemCode.OUTPUT_INVALID,
                mapping.target().position(),
                "there is another value for '" + mapping.target().value() + "' before this one, which is left out");
    }

    @SuppressWarnings("unchecked")
    private static OutputShape object(Map<String, Object> tree) {
        var members = new LinkedHashMap<String, OutputShape>();
        tree.forEach((name, value) ->
                members.put(name, value instanceof Map ? object((Map<String, Object>) value) : (OutputShape) value));
        return new OutputShape.Members(JsonPath.ROOT, members, false);
    }

    private OutputShape value(Located<String> value, Expressions expressions) {
        var path = value.value().strip();
        var isOfNoStep = path.startsWith("$.")
                && expressions.ofStep(path, value.position()).isEmpty();
        return Optional.of(path)
                .filter(it -> isOfNoStep)
                .flatMap(JsonPath::of)
                .<OutputShape>map(it -> ofLast(value, it))
                .orElseGet(() -> new OutputShape.Given(
                        expressions.expression(value, OutputCompiler.target(value.position())), ValueType.ANY));
    }

    /** A path in what the last step gave, whatever that is called. */
    private OutputShape ofLast(Located<String> value, JsonPath path) {
        var last = names.size() - 1;
        problems.add(
                ProblemCode.REFERENCE_UNKNOWN,
                value.position(),
                "'" + value.value().strip() + "' begins with no step (there are: " + String.join(", ", names)
                        + "); it is looked for in what '" + names.get(last) + "' gave");
        return new OutputShape.Given(new Operand.OfStep(last, names.get(last), path), ValueType.ANY);
    }

    // --- what cannot be done ---

    private void faulty(Position position, String what) {
        problems.add(ProblemCode.STEP_INVALID, position, what + "; calls of this answer 503");
        obstruct(position, what);
    }

    private void obstruct(Position position, String what) {
        obstacle = obstacle.or(() -> Optional.of(Failure.of(
                FailureCode.CAPABILITY_FAULTY,
                Character.toUpperCase(what.charAt(0)) + what.substring(1) + " (" + position + ").")));
    }
}
