package dev.capstan.compile;

import dev.capstan.problem.Position;
import dev.capstan.spec.Located;
import dev.capstan.spec.ParameterSpec;
import dev.capstan.spec.UnitSpec;
import dev.capstan.value.Operand;
import dev.capstan.value.VariableUse;
import java.util.List;
import java.util.Optional;

/**
 * Where the parts of one request take their values from: what {@code with} says, otherwise the input of the same name.
 * Used for one call.
 */
final class CallInputs {
    private final UnitInputs unit;
    private final ByName<UnitSpec.With> withs;
    private final ByName<ParameterSpec> parameters;
    private final Expressions ofUnit;
    private final Expressions ofOperation;

    /**
     * @param with of the call
     * @param parameters of the called operation
     * @param expressions what the texts in {@code with} stand for
     */
    CallInputs(UnitInputs unit, List<UnitSpec.With> with, List<ParameterSpec> parameters, Expressions expressions) {
        this.unit = unit;
        this.withs = new ByName<>(with, UnitSpec.With::parameter);
        this.parameters = new ByName<>(parameters, parameter -> parameter.name().value());
        this.ofUnit = expressions;
        this.ofOperation = expressions.within(with);
    }

    /** For texts that the unit itself has for this call. */
    CallInputs ofUnit() {
        return new CallInputs(unit, List.of(), List.of(), ofUnit);
    }

    /** The inputs of the whole unit. */
    UnitInputs unit() {
        return unit;
    }

    /** The variables that the values need. */
    List<VariableUse> uses() {
        return ofUnit.uses();
    }

    /** What {@code with} says for a parameter, by its name or by another spelling of it that nothing else has. */
    Optional<Located<String>> with(String parameter) {
        return withs.find(parameter)
                .or(() -> withs.findAnySpelling(parameter).filter(found -> !parameters.has(found.parameter())))
                .map(UnitSpec.With::value);
    }

    /** Whether the unit itself says where a parameter's value comes from. */
    boolean feeds(String parameter) {
        return with(parameter).isPresent()
                || ofUnit.isGiven(parameter)
                || unit.own(parameter).isPresent();
    }

    /** The value for a target: what {@code with} says, the text that the operation fixes, or the input of its name. */
    Operand operand(Target target, Optional<Located<String>> fixed) {
        return ofWith(target.name(), target)
                .or(() -> fixed.map(text -> ofOperation.expression(text, target)))
                .orElseGet(() -> ofUnit.named(target.name(), target));
    }

    private Optional<Operand> ofWith(String name, Target target) {
        return with(name).map(text -> ofUnit.expression(text, target));
    }

    /** Where a parameter gets its value from; empty when nothing feeds it and nobody needs it. */
    Optional<Operand> feed(ParameterSpec parameter, Target target) {
        var isFed = feeds(target.name()) || parameter.value().isPresent();
        return isFed || !unit.isDeclared() || target.required()
                ? Optional.of(operand(target, parameter.value()))
                : Optional.empty();
    }

    /** A text of the operation; one that is nothing but a reference may mean a name in any spelling. */
    Operand expression(Located<String> text, Target target) {
        return ofWith(target.name(), target).orElseGet(() -> ofOperation.expression(text, target));
    }

    // --- see Expressions ---

    Operand reference(String name, Target target, Position position) {
        return ofOperation.reference(name, target, position);
    }

    Operand fixed(Located<String> text) {
        return ofOperation.fixed(text);
    }

    /** Whether a text in {@code with} stands for something else than itself. */
    boolean isMeant(Located<String> text) {
        return ofUnit.isInput(text.value())
                || VariableScope.pieces(text.value()).stream().anyMatch(VariableScope.Piece::isReference)
                || ofUnit.isOfStep(text.value());
    }

    /** Of a text in {@code with}. */
    boolean isInput(String text) {
        return ofUnit.isInput(text);
    }

    String inputName(String reference) {
        return ofOperation.inputName(reference);
    }

    boolean isKnown(String name) {
        return ofOperation.isKnown(name);
    }

    boolean hasPrefix(String name) {
        return ofOperation.hasPrefix(name);
    }
}
